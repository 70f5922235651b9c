"""Notebook 04's exercises: every way to be right passes, a wrong one hears its misunderstanding."""

import math

import pytest
import torch

from helpers.lessons.dropout import exercises


def drop_by_where(x, on, p):
    return torch.where(on > 0, x / (1 - p), torch.zeros(()))


def subsets(units):
    return 1 if units == 0 else 2 * subsets(units - 1)


def noise_by_cases(x, p):
    """Over the two cases, off and on."""
    on = x / (1 - p)
    return p * (0 - x) ** 2 + (1 - p) * (on - x) ** 2


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("thin", drop_by_where),
        ("thin", lambda x, on, p: x / (1 - p) * (on == 1)),
        ("at_test", lambda x, p: x - p * x),
        ("thinned_networks", subsets),
        ("committee", lambda p: p.sum(0).max(1).indices),
        ("noise", noise_by_cases),
    ],
)
def test_every_way_to_be_right_passes(name, right):
    assert getattr(exercises, f"check_{name}").verdict(right).startswith(f"✓ {name} is right")


WRONG = [
    ("thin", lambda x, on, p: on * x, "not scaled"),
    ("thin", lambda x, on, p: on * x * (1 / p), "not by p"),
    ("thin", lambda x, on, p: (1 - p) * on * x, "to multiply is for testing"),
    ("thin", lambda x, on, p: x / (1 - p), "hands on 0"),
    ("thin", lambda x, on, p: x * on * len(on) / on.sum().clamp(1e-9), "happened to be on"),
    ("thin", lambda x, on, p: drop_by_where(x, 1 - on, p), "changed places"),
    ("at_test", lambda x, p: x * p, "share that is on"),
    ("at_test", lambda x, p: x / (1 - p), "larger than in training"),
    ("at_test", lambda x, p: x, "scale"),
    ("at_test", lambda x, p: torch.zeros_like(x), "nothing is shut down"),
    ("thinned_networks", lambda units: units * 2, "doubles"),
    ("thinned_networks", lambda units: 2**units - 1, "count as well"),
    ("thinned_networks", lambda units: units * units, "choices multiply"),
    ("thinned_networks", lambda units: units, "a single unit off"),
    ("thinned_networks", lambda units: float(math.factorial(units)), "order"),
    ("committee", lambda p: p.argmax(2).mode(0).values, "majority"),
    ("committee", lambda p: p.mean(0), "which class is largest"),
    ("committee", lambda p: p.argmax(2)[0], "first thinned network"),
    ("committee", lambda p: p.sum(1).max(1).indices, "not over examples"),
    ("committee", lambda p: p.max(0).values.max(1).indices, "surest"),
    ("noise", lambda x, p: x**2 * p * (1 - p), "without the factor"),
    ("noise", lambda x, p: x**2 / (1 - p), "subtract"),
    ("noise", lambda x, p: noise_by_cases(x, p) ** 0.5, "standard deviation"),
    ("noise", lambda x, p: noise_by_cases(x, 1 - p), "changed places"),
    ("noise", lambda x, p: noise_by_cases(x, p) / x, "its variance with x²"),
]


@pytest.mark.parametrize(("name", "wrong", "words"), WRONG)
def test_a_wrong_answer_hears_its_misunderstanding(name, wrong, words):
    headline, example = getattr(exercises, f"check_{name}").verdict(wrong).split("\n")
    assert headline.startswith(f"✗ {name}: ") and words in headline
    assert "yours gives" in example
