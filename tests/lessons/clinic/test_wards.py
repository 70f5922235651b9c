"""Wards: many patients of one illness, their symptoms, who is cured, how many of them."""

import pytest
import torch

from helpers.lessons.clinic import chart, wards
from helpers.lessons.clinic.illnesses import ILLNESSES
from helpers.lessons.clinic.runs import scores
from helpers.lessons.clinic.symptoms import examine

SLOW = ILLNESSES["learning rate too low"]


def test_a_ward_is_moderately_ill_and_every_patient_has_a_seed_of_its_own():
    first, second = wards.ward(SLOW, [3, 5])
    assert first == SLOW.script(SLOW.doses[1]).but(seed=3)
    assert second == first.but(seed=5)
    with pytest.raises(ValueError, match=r"severity takes one of mild, .*, got 'grave'"):
        wards.ward(SLOW, [3], ["grave"])


def test_a_ward_examined_together_has_each_patients_own_symptoms():
    together = wards.examined(SLOW, [3, 5])
    for script, shared in zip(wards.ward(SLOW, [3, 5]), together, strict=True):
        alone = examine(script)
        for name in ("copies", "saturated", "dead", "overlap", "odd_labels", "scale_ratio"):
            assert getattr(shared, name) == getattr(alone, name)
        for name in ("pace", "first_loss", "last_loss", "train", "reported", "fresh"):
            assert getattr(shared, name) == pytest.approx(getattr(alone, name), abs=0.01)
        assert chart.diagnose(shared) == SLOW.name
        assert [record.epoch for record in shared.records] == [0, script.epochs]
    assert wards.examined(SLOW, [3, 5]) == together


def test_outcomes_say_who_reaches_the_target():
    outcomes = wards.outcomes(SLOW, [0, 1], [SLOW.cure, "dropout", "Adam"])
    assert outcomes == {
        wards.UNTREATED: [False, False],
        SLOW.cure: [True, True],
        "dropout": [False, False],
    }  # Adam is what these scripts use already: no treatment
    with pytest.raises(ValueError, match=r"treatment takes one of .*, got 'tea'"):
        wards.outcomes(SLOW, [0], ["tea"])


def test_a_healthy_ward_gets_noes_alone():
    diagnoses = [chart.diagnose(one) for one in wards.healthy((0, 1))]
    assert diagnoses == [chart.HEALTHY] * 2


def test_a_tally_says_which_columns_count_a_patient_and_their_share():
    tally = wards.Tally(torch.tensor([[3, 0, float("nan")], [0, 0, 0]]), of=4)
    assert tally.hits == [[0], []]
    assert tally.shares.tolist() == [[0.75, 0, 0], [0, 0, 0]]


def test_severities_come_in_turn_and_the_healthy_have_seeds_of_their_own():
    scripts = wards.ward(SLOW, range(5), ("mild", "severe"))
    doses = [SLOW.doses[k] for k in (0, 2, 0, 2, 0)]
    assert scripts == [SLOW.script(dose).but(seed=k) for k, dose in enumerate(doses)]
    first, second = wards.healthy((0, 1))
    assert first.last_loss != second.last_loss


def test_an_outcome_counts_the_report_as_well():
    leaked = ILLNESSES["leaked test set"]
    found = wards.outcomes(leaked, [0, 1], [leaked.cure])
    assert found == {wards.UNTREATED: [False, False], leaked.cure: [True, True]}
    assert all(score.fresh >= leaked.target for score in scores(wards.ward(leaked, [0, 1])))
