"""Every rule, weight decay and clipping against torch.optim and torch.nn.utils."""

from dataclasses import dataclass, fields, replace
from math import inf

import pytest
import torch
from torch import nn

from helpers.engine import optimizers
from helpers.engine.networks import Stack
from helpers.engine.optimizers import NOT_OF_A_RULE, Optimizer, rule_key
from helpers.engine.schedules import share
from helpers.recipes import OPTIMIZERS as NAMES
from helpers.recipes import Recipe
from tests.oracle import OPTIMIZERS

BASE = Recipe(hidden=(4,), norm="layer")
SETTINGS = [
    {"lr": 0.1, "momentum": 0.9, "decay": 0.9},
    {"lr": 0.01, "momentum": 0.5, "decay": 0.99, "betas": (0.8, 0.95), "weight_decay": 0.1},
    {"lr": 0.001, "momentum": 0.1, "decay": 0.3, "betas": (0.0, 0.5), "weight_decay": 0.01},
]


def gradients(recipes, steps, scale=1.0):
    draws = torch.Generator().manual_seed(11)
    shape = Stack(recipes, 5, 3).flat.shape
    return scale * torch.randn(steps, *shape, generator=draws, dtype=torch.float64)


def run(recipes, grads):
    stack = Stack(recipes, 5, 3, torch.float64)
    optimizer = Optimizer(stack, len(grads))
    for grad in grads:
        stack.flat += optimizer.update(grad)
    return stack.flat


def oracle(recipe, grads):
    """torch.optim on one network's parameters, weights in the group with weight decay."""
    stack = Stack([recipe], 5, 3, torch.float64)
    kinds = [stack.is_weight[0] == 1, stack.is_weight[0] == 0]
    weights, others = (nn.Parameter(stack.flat[0, kind].clone()) for kind in kinds)
    groups = [
        {"params": [weights], "weight_decay": recipe.weight_decay},
        {"params": [others], "weight_decay": 0},
    ]
    optimizer = OPTIMIZERS[recipe.optimizer](groups, recipe)
    for step, grad in enumerate(grads, 1):
        for group in optimizer.param_groups:
            group["lr"] = recipe.lr * share(recipe, step, len(grads))
        weights.grad, others.grad = (grad[kind].clone() for kind in kinds)
        nn.utils.clip_grad_value_([weights, others], recipe.clip_value)
        nn.utils.clip_grad_norm_([weights, others], recipe.clip_norm)
        optimizer.step()
    final = torch.zeros_like(stack.flat[0])
    final[kinds[0]], final[kinds[1]] = weights.detach(), others.detach()
    return final


@pytest.mark.parametrize("name", NAMES)
def test_a_hundred_steps_equal_torchs_with_settings_of_their_own(name):
    recipes = [BASE.but(optimizer=name, **settings) for settings in SETTINGS]
    grads = gradients(recipes, 100)
    final = run(recipes, grads)
    for s, recipe in enumerate(recipes):
        torch.testing.assert_close(final[s], oracle(recipe, grads[:, s]), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("name", NAMES)
def test_gradients_of_zero_and_tiny_ones_divide_by_epsilon_as_torch_does(name):
    recipe = BASE.but(optimizer=name)
    grads = gradients([recipe], 5) * torch.tensor([0, 1e-12, 1e-9, 1e-6, 0]).view(5, 1, 1).double()
    final = run([recipe], grads)
    assert final.isfinite().all()
    torch.testing.assert_close(final[0], oracle(recipe, grads[:, 0]), rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("name", ["sgd", "momentum", "adam", "adamw"])
def test_schedules_of_their_own_equal_torchs_rate_changed_by_hand(name):
    rates = [{"schedule": "cosine"}, {"schedule": "step", "warmup": 0.2}, {"warmup": 0.5}, {}]
    recipes = [BASE.but(optimizer=name, lr=0.02, weight_decay=0.1, **rate) for rate in rates]
    grads = gradients(recipes, 20)
    final = run(recipes, grads)
    for s, recipe in enumerate(recipes):
        torch.testing.assert_close(final[s], oracle(recipe, grads[:, s]), rtol=1e-10, atol=1e-10)


def test_all_rules_in_one_stack_equal_each_alone_in_any_order():
    names = (*NAMES, *reversed(NAMES))
    recipes = [
        BASE.but(optimizer=name, lr=0.01, weight_decay=0.1 * (s % 2), seed=s)
        for s, name in enumerate(names)
    ]
    grads = gradients(recipes, 20)
    final = run(recipes, grads)
    for s, recipe in enumerate(recipes):
        assert torch.equal(final[s], run([recipe], grads[:, s : s + 1])[0])


@pytest.mark.parametrize("scale", [1e-8, 0.1, 30.0])
def test_clipping_equals_torchs_with_bounds_of_their_own(scale):
    bounds = [(inf, inf), (1.0, inf), (inf, 0.2), (2.0, 0.5), (0.0, inf), (1e9, 1e9)]
    recipes = [BASE.but(clip_norm=norm, clip_value=value) for norm, value in bounds]
    grads = gradients(recipes, 3, scale)
    final = run(recipes, grads)
    for s, recipe in enumerate(recipes):
        torch.testing.assert_close(final[s], oracle(recipe, grads[:, s]), rtol=1e-10, atol=1e-12)


def test_clipping_by_value_comes_first_and_keeps_the_promise():
    stack = Stack([BASE.but(clip_norm=1.5, clip_value=0.1)], 5, 3, torch.float64)
    clipped = Optimizer(stack, 1).clip(gradients(stack.recipes, 1, 10.0)[0])
    assert clipped.abs().max() <= 0.1
    assert clipped.norm() <= 1.5
    assert len(clipped.abs().unique()) == 1  # all stood at the bound, so the norm shrinks all alike


def test_weight_decay_leaves_biases_and_norms_alone():
    for name in ("sgd", "adamw"):
        recipe = BASE.but(optimizer=name, weight_decay=0.5, bias=0.7)
        stack = Stack([recipe], 5, 3, torch.float64)
        start, final = stack.flat.clone(), run([recipe], torch.zeros(4, *stack.flat.shape).double())
        kept = stack.is_weight == 0
        assert torch.equal(final[kept], start[kept])
        torch.testing.assert_close(final[~kept], start[~kept] * (1 - 0.1 * 0.5) ** 4)


def test_adamw_decouples_decay_from_the_gradient():
    recipes = [replace(BASE, optimizer=name, weight_decay=0.3) for name in ("adam", "adamw")]
    finals = run(recipes, gradients(recipes, 5))
    assert not torch.allclose(finals[0], finals[1])


@pytest.mark.parametrize("schedule", [{}, {"schedule": "cosine", "warmup": 0.3}])
@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_l1_is_a_soft_threshold_behind_the_update(name, schedule):
    base = BASE.but(optimizer=name, lr=0.1, bias=0.3, **schedule)
    recipes = [base.but(l1=l1) for l1 in (0.0, 0.4, 50.0)]
    grads = gradients(recipes, 7)
    stack = Stack(recipes, 5, 3, torch.float64)
    plain = Optimizer(Stack([r.but(l1=0.0) for r in recipes], 5, 3, torch.float64), 7)
    optimizer, expected, is_weight = (
        Optimizer(stack, 7),
        stack.flat.clone(),
        stack.is_weight[0] == 1,
    )
    for step, grad in enumerate(grads, start=1):
        expected += plain.update(grad)
        for s, recipe in enumerate(recipes):
            threshold = recipe.lr * share(recipe, step, 7) * recipe.l1
            weights = expected[s, is_weight]
            expected[s, is_weight] = nn.functional.softshrink(weights, threshold)
        stack.flat += optimizer.update(grad)
    torch.testing.assert_close(stack.flat, expected, rtol=1e-12, atol=1e-12)
    zeros = (stack.flat[:, is_weight] == 0).double().mean(1)
    assert zeros[0] == 0 and 0 < zeros[1] < 1 and zeros[2] == 1
    assert (stack.flat[:, ~is_weight] != 0).all()


@dataclass(frozen=True)
class Wider(Recipe):
    """A Recipe with a hyperparameter more, as somebody may add one."""

    centered: float = 0.0


def test_a_new_hyperparameter_is_every_networks_own(monkeypatch):
    """Were the key a list to be kept up, the first network's value would silently serve all."""
    constant = lambda grad, state, step, h: torch.full_like(grad, h.centered)  # noqa: E731
    monkeypatch.setitem(optimizers.RULES, "sgd", constant)
    recipes = [Wider(hidden=(4,), centered=value) for value in (0.0, 1.0, 2.0)]
    stack = Stack(recipes, 5, 3)
    update = Optimizer(stack, 1).update(torch.zeros_like(stack.flat))
    assert update.mean(1).tolist() == [0, 1, 2]


def test_what_is_not_of_a_rule_is_a_field_that_no_rule_reads():
    names = {field.name for field in fields(Recipe)}
    assert names >= NOT_OF_A_RULE
    for name in RULES_READ:
        assert rule_key(BASE) != rule_key(BASE.but(**{name: RULES_READ[name]})), name
    assert names - NOT_OF_A_RULE == set(RULES_READ)


RULES_READ = {  # a value other than the default
    "optimizer": "adam",
    "lr": 0.7,
    "schedule": "cosine",
    "warmup": 0.5,
    "momentum": 0.3,
    "betas": (0.1, 0.2),
    "decay": 0.2,
}
