"""The clinic's promise, trained: untreated fails, the cure passes, no other single treatment does.

Twenty patients of every illness, their severities in turn, each with the seed of its own.
"""

import pytest

from helpers.lessons.clinic.illnesses import ILLNESSES, SEVERITIES
from helpers.lessons.clinic.scripts import Script
from helpers.lessons.clinic.treatments import treated
from helpers.lessons.clinic.wards import UNTREATED, outcomes
from helpers.recipes import Recipe
from tests.lessons.clinic.samples import QUICK

PATIENTS = 20


@pytest.mark.slow
@pytest.mark.parametrize("illness", ILLNESSES.values(), ids=lambda illness: illness.name)
def test_in_twenty_seeds_exactly_the_named_treatments_reach_the_target(illness):
    cured = outcomes(illness, range(PATIENTS), severities=SEVERITIES)
    works = {illness.cure, *illness.also}
    expected = {name: [name in works] * PATIENTS for name in cured}
    assert cured == expected
    assert {UNTREATED, *works} <= set(cured)


def test_the_smallest_network_keeps_a_unit_in_each_layer():
    assert treated(Script(Recipe(hidden=(4, 1))), "fewer units").recipe.hidden == (1, 1)


@pytest.mark.parametrize("name", ["prayer", ["leaky ReLU"]])
def test_an_unknown_treatment_is_told_with_the_list(name):
    with pytest.raises(ValueError, match="treatment takes one of ReLU, ") as error:
        treated(QUICK, name)
    assert f"got {name!r}" in str(error.value)
