"""Schedules against torch's, and the recipe's own checks."""

import pytest
import torch
from torch import nn
from torch.optim import lr_scheduler

from helpers.engine.schedules import SCHEDULES as FUNCTIONS
from helpers.engine.schedules import share
from helpers.recipes import SCHEDULES, Recipe

STEPS = 40
TORCHS = {
    "constant": lambda optimizer: lr_scheduler.ConstantLR(optimizer, 1.0),
    "step": lambda optimizer: lr_scheduler.MultiStepLR(optimizer, [STEPS // 2, STEPS * 3 // 4]),
    "cosine": lambda optimizer: lr_scheduler.CosineAnnealingLR(optimizer, STEPS),
}


def rates(scheduler, optimizer, steps):
    found = []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_is_torchs(name):
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0)
    expected = rates(TORCHS[name](optimizer), optimizer, STEPS)
    shares = [share(Recipe(schedule=name), step, STEPS) for step in range(1, STEPS + 1)]
    assert shares == pytest.approx(expected, rel=1e-6)


def test_a_warm_up_climbs_in_equal_steps_and_the_schedule_has_the_rest():
    recipe = Recipe(schedule="cosine", warmup=0.25)
    shares = [share(recipe, step, STEPS) for step in range(1, STEPS + 1)]
    assert shares[:10] == pytest.approx([k / 10 for k in range(1, 11)])
    rest = [share(Recipe(schedule="cosine"), step, 30) for step in range(1, 31)]
    assert shares[10:] == pytest.approx(rest)


def test_every_name_has_a_function_and_bad_ones_are_refused():
    assert tuple(FUNCTIONS) == SCHEDULES
    with pytest.raises(ValueError, match=r"schedule takes one of constant, step, cosine, got 'co"):
        Recipe(schedule="cos")
    with pytest.raises(ValueError, match=r"warmup takes 0 to below 1, got 1"):
        Recipe(warmup=1.0)
