"""The clinic's promise, trained: untreated fails, the cure passes, no other single treatment does.

Twenty patients of every illness, their severities in turn, each with the seed of its own.
"""

import pytest

from helpers.lessons.clinic.illnesses import ILLNESSES, SEVERITIES
from helpers.lessons.clinic.scripts import POOL, Script
from helpers.lessons.clinic.treatments import TREATMENTS, treated
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


SICK = Script(Recipe(hidden=(16, 8), lr=0.5, bias=-3.0, gain=9.0, init="normal"), examples=200)
CHANGES = {
    "ReLU": {"activation": "relu"},
    "leaky ReLU": {"activation": "leaky_relu", "negative_slope": 0.1},
    "tanh": {"activation": "tanh"},
    "Glorot initialization": {"init": "glorot_normal", "gain": 1.0, "bias": 0.0},
    "He initialization": {"init": "he_normal", "gain": 1.0, "bias": 0.0},
    "fewer layers": {"hidden": (16,)},
    "fewer units": {"hidden": (4, 2)},
    "residual connections": {"residual": True},
    "batch norm": {"norm": "batch"},
    "layer norm": {"norm": "layer"},
    "standardized inputs": {"scaler": "standard"},
    "lower learning rate": {"lr": 0.005},
    "higher learning rate": {"lr": 50.0},
    "SGD": {"optimizer": "sgd"},
    "momentum": {"optimizer": "momentum"},
    "Adam": {"optimizer": "adam"},
    "gradient clipping": {"clip_norm": 1.0},
    "longer training": {"epochs": 40},
    "dropout": {"dropout": 0.5},
    "no dropout": {"dropout": 0.0},
    "L2 penalty": {"weight_decay": 0.07},
    "early stopping": {"early_stopping": True},
    "more data": {"examples": 600},
    "eval() before answering": {"eval_mode": True},
    "test images kept apart": {"leak": 0.0},
    "labels matched to images": {"shuffled": 0.0},
}


def test_each_treatment_changes_what_its_name_says_and_nothing_else():
    assert set(CHANGES) == set(TREATMENTS)
    spoilt = SICK.but(scaler="none", eval_mode=False, leak=0.5, shuffled=0.5, dropout=0.2)
    for name, changes in CHANGES.items():
        assert treated(SICK, name) == SICK.but(**changes), name
        assert treated(spoilt, name) == spoilt.but(**changes), name
    assert treated(SICK.but(examples=400), "more data").examples == POOL  # all that there are


def test_the_smallest_network_keeps_a_unit_in_each_layer():
    assert treated(Script(Recipe(hidden=(4, 1))), "fewer units").recipe.hidden == (1, 1)


@pytest.mark.parametrize("name", ["prayer", ["leaky ReLU"]])
def test_an_unknown_treatment_is_told_with_the_list(name):
    with pytest.raises(ValueError, match="treatment takes one of ReLU, ") as error:
        treated(QUICK, name)
    assert f"got {name!r}" in str(error.value)
