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


def starts_anew(n, epochs, factor):
    """Every rung from its first epoch."""
    spent, rung = 0, 1
    while rung <= epochs:
        spent += n * rung
        n, rung = max(1, n // factor), rung * factor
    return spent


def stops_at_the_last_cut(n, epochs, factor):
    return by_rungs(n, epochs // factor, factor)


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


WRONG = [
    ("grid_trials", lambda values, settings: values * settings, "multiply"),
    ("grid_trials", lambda values, settings: settings**values, "changed places"),
    ("grid_trials", lambda values, settings: by_counting(values, settings - 1), "first setting"),
    ("grid_trials", lambda values, settings: values, "one setting gets"),
    ("log_uniform", lambda u, low, high: (1 - u) * low + u * high, "on the rate itself"),
    ("log_uniform", lambda u, low, high: high ** (1 - u) * low**u, "u = 0 should give low"),
    (
        "log_uniform",
        lambda u, low, high: (1 - u) * math.log10(low) + u * math.log10(high),
        "raise 10",
    ),
    ("log_uniform", lambda u, low, high: low * math.exp(u * math.log(high)), "high / low"),
    (
        "log_uniform",
        lambda u, low, high: math.exp((1 - u) * math.log10(low) + u * math.log10(high)),
        "natural",
    ),
    ("hit", lambda p, n: p * n, "two hits count once"),
    ("hit", lambda p, n: math.exp(n * math.log(1 - p)), "all miss"),
    ("hit", lambda p, n: math.prod([p] * n), "all hit"),
    ("hit", lambda p, n: 1 - math.prod([p] * n), "one may be enough"),
    ("hit", lambda p, n: n * p * math.prod([1 - p] * (n - 1)), "exactly one hit"),
    ("halving_budget", lambda n, epochs, factor: epochs * n, "all of them to the end"),
    ("halving_budget", starts_anew, "goes on where it stopped"),
    ("halving_budget", stops_at_the_last_cut, "on to the end"),
    (
        "halving_budget",
        lambda n, epochs, factor: by_rungs(max(1, n // factor), epochs, factor),
        "first epoch",
    ),
    ("improvement", lambda s, best: s.mean() - best, "cut them off"),
    ("improvement", lambda s, best: torch.relu(s - best).max(), "not the largest"),
    ("improvement", lambda s, best: max(0, s.mean().item() - best), "improvement of each"),
    ("improvement", lambda s, best: sum(s > best) / len(s), "how large it is"),
    (
        "improvement",
        lambda s, best: (s[s > best] - best).mean() if any(s > best) else 0,
        "better ones only",
    ),
    ("improvement", lambda s, best: abs(s - best).mean(), "worse score is no"),
]


@pytest.mark.parametrize(("name", "wrong", "words"), WRONG)
def test_a_wrong_answer_hears_its_misunderstanding(name, wrong, words):
    headline, example = getattr(exercises, f"check_{name}").verdict(wrong).split("\n")
    assert headline.startswith(f"✗ {name}: ") and words in headline
    assert "yours gives" in example
