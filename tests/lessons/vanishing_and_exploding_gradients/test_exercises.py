"""Notebook 01's exercises: every way to be right passes, a wrong one hears its misunderstanding."""

import math

import pytest
import torch

from helpers.lessons.vanishing_and_exploding_gradients import exercises


def sigmoid(z):
    return 1 / (1 + torch.exp(-z))


def slope_by_autograd(z):
    z.requires_grad_()
    return torch.autograd.grad(sigmoid(z).sum(), z)[0]


def layers_by_loop(factor, threshold, start=0):
    layers, product = start, 1.0
    while product > threshold:
        layers, product = layers + 1, product * factor
    return layers


def clip_by_torch(gradient, bound):
    weight = torch.zeros_like(gradient, requires_grad=True)
    weight.grad = gradient
    torch.nn.utils.clip_grad_norm_(weight, bound)
    return weight.grad


def leak_in_place(z, slope):
    z[z < 0] *= slope
    return z


def dead_by_counting(pre):
    return sum(1 for unit in pre.T if max(unit) <= 0) / pre.shape[1]


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("sigmoid_slope", slope_by_autograd),
        ("sigmoid_slope", lambda z: torch.exp(-z) / (1 + torch.exp(-z)) ** 2),
        ("layers_until", layers_by_loop),
        ("layers_until", lambda f, t: (torch.tensor([t]).log() / torch.tensor(f).log()).ceil()),
        ("clip_by_norm", clip_by_torch),
        ("clip_by_norm", lambda g, b: g * b / g.norm() if g.norm() > b else g),
        ("leaky_relu", torch.nn.functional.leaky_relu),
        ("leaky_relu", lambda z, slope: torch.maximum(slope * z, z)),
        ("leaky_relu", leak_in_place),
        ("dead_share", dead_by_counting),
        ("dead_share", lambda pre: (pre.relu().sum(0) == 0).float().mean()),
    ],
)
def test_every_way_to_be_right_passes(name, right):
    assert getattr(exercises, f"check_{name}").verdict(right).startswith(f"✓ {name} is right")


WRONG = [
    ("sigmoid_slope", sigmoid, "the sigmoid itself"),
    ("sigmoid_slope", lambda z: sigmoid(z) + sigmoid(z) ** 2, "not 1 + s"),
    ("sigmoid_slope", lambda z: z - z**2, "sigmoid's output, not z"),
    ("sigmoid_slope", lambda z: 1 - sigmoid(z), "only one of the two factors"),
    ("sigmoid_slope", lambda z: torch.cosh(z) ** -2, "slope of tanh"),
    ("sigmoid_slope", lambda z: 1 - sigmoid(z).square(), "rule for tanh"),
    ("layers_until", lambda f, t: int(math.log(t, f)), "round up"),
    ("layers_until", lambda f, t: math.ceil(math.log(f, t)), "changed places"),
    ("layers_until", lambda f, t: math.ceil(t / f), "factor ** layers"),
    ("layers_until", lambda f, t: layers_by_loop(f, t, start=1), "one layer too many"),
    ("layers_until", lambda f, t: int(math.log(t, f)) + 1, "equal to the threshold"),
    ("clip_by_norm", lambda g, b: g.clip(-b, b), "clips each component"),
    ("clip_by_norm", lambda g, b: b * g / g.square().sum().sqrt(), "must stay as it is"),
    ("clip_by_norm", lambda g, b: g * min(1, b / (g @ g).item()), "root of the sum"),
    ("clip_by_norm", lambda g, b: g if g.norm() < b else g * b / (g @ g), "norm squared"),
    ("clip_by_norm", lambda g, b: g if g.norm() < b else g / g.norm(), "multiply by bound"),
    ("clip_by_norm", lambda g, b: g * min(1, b / g.norm(1).item()), "not sizes"),
    ("clip_by_norm", lambda g, b: torch.nn.functional.normalize(g, dim=0), "whatever the bound"),
    ("leaky_relu", lambda z, a: torch.maximum(torch.tensor(a), z), "max(slope, z)"),
    ("leaky_relu", lambda z, a: torch.relu(z), "this is ReLU"),
    ("leaky_relu", lambda z, a: torch.where(z > 0, a * z, z), "belongs to negative z"),
    ("leaky_relu", lambda z, a: torch.where(z > 0, a * z, 0 * z), "positive z pass"),
    ("leaky_relu", lambda z, a: torch.abs(z), "|z|"),
    ("leaky_relu", lambda z, a: torch.where(z > 0, z, torch.tensor(a)), "it is not the output"),
    ("leaky_relu", lambda z, a: torch.where(z > 0, z, -a * z), "wrong sign"),
    ("dead_share", lambda pre: (pre < 0).sum() / pre.numel(), "entries"),
    ("dead_share", lambda pre: 1 - (pre > 0).all(0).float().mean(), "one example"),
    ("dead_share", lambda pre: (pre.max(1).values <= 0).float().mean(), "not the rows"),
    ("dead_share", lambda pre: (pre.max(0).values > 0).float().mean(), "living"),
    ("dead_share", lambda pre: (pre.max(0).values < 0).float().mean(), "exactly 0"),
    ("dead_share", lambda pre: dead_by_counting(pre) * pre.shape[1], "divide by the units"),
]


@pytest.mark.parametrize(("name", "wrong", "words"), WRONG)
def test_a_wrong_answer_hears_its_misunderstanding(name, wrong, words):
    headline, example = getattr(exercises, f"check_{name}").verdict(wrong).split("\n")
    assert headline.startswith(f"✗ {name}: ") and words in headline
    assert "yours gives" in example
