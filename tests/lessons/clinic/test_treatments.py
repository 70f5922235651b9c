"""The clinic's promise, trained: untreated fails, the cure passes, no other single treatment does.

Twenty patients of every illness, their severities in turn, each with the seed of its own.
"""

import pytest

from helpers.lessons.clinic.illnesses import ILLNESSES, SEVERITIES
from helpers.lessons.clinic.wards import UNTREATED, outcomes

PATIENTS = 20


@pytest.mark.parametrize("illness", ILLNESSES.values(), ids=lambda illness: illness.name)
def test_in_twenty_seeds_exactly_the_named_treatments_reach_the_target(illness):
    came = outcomes(illness, range(PATIENTS), severities=SEVERITIES)
    works = {illness.cure, *illness.also}
    expected = {name: [name in works] * PATIENTS for name in came}
    assert came == expected
    assert {UNTREATED, *works} <= set(came)
