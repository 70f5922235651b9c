"""Notebook 08's exercises: every way to be right passes, a wrong one hears its misunderstanding."""

import math

import pytest
import torch

from helpers.lessons.hyperparameter_tuning import exercises


def by_rungs(n, epochs, factor):
    """One epoch after another."""
    spent = 0
    for epoch in range(1, epochs + 1):
        spent += n
        power = 1
        while power < epoch:
            power *= factor
        if power == epoch and epoch < epochs:
            n = max(1, n // factor)
    return spent


def by_counting(values, settings):
    return 1 if settings == 0 else values * by_counting(values, settings - 1)


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("grid_trials", by_counting),
        ("log_uniform", lambda u, low, high: low ** (1 - u) * high**u),
        ("hit", lambda p, n: 1 - math.prod([1 - p] * n)),
        ("halving_budget", by_rungs),
        ("improvement", lambda s, best: torch.relu(s - best).sum() / len(s)),
    ],
)
def test_every_way_to_be_right_passes(name, right):
    assert getattr(exercises, f"check_{name}").verdict(right).startswith(f"✓ {name} is right")


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        ("grid_trials", lambda values, settings: values * settings, "multiply"),
        ("grid_trials", lambda values, settings: settings**values, "changed places"),
        ("log_uniform", lambda u, low, high: (1 - u) * low + u * high, "on the rate itself"),
        ("log_uniform", lambda u, low, high: high ** (1 - u) * low**u, "u = 0 should give low"),
        ("hit", lambda p, n: p * n, "two hits count once"),
        ("hit", lambda p, n: math.exp(n * math.log(1 - p)), "all miss"),
        ("halving_budget", lambda n, epochs, factor: epochs * n, "all of them"),
        ("improvement", lambda s, best: s.mean() - best, "cut them off"),
        ("improvement", lambda s, best: torch.relu(s - best).max(), "not the largest"),
    ],
)
def test_a_wrong_answer_hears_its_misunderstanding(name, wrong, words):
    headline, example = getattr(exercises, f"check_{name}").verdict(wrong).split("\n")
    assert headline.startswith(f"✗ {name}: ") and words in headline
    assert "yours gives" in example
