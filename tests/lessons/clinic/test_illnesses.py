"""Illnesses: a dose for each severity."""

from helpers.lessons.clinic.illnesses import ILLNESSES, SEVERITIES


def test_severities_have_a_dose_each():
    for illness in ILLNESSES.values():
        doses = illness.doses
        assert len(doses) == len(SEVERITIES)
        assert sorted(doses) in (list(doses), list(doses)[::-1]) and len(set(doses)) == 3
