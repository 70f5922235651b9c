"""Notebook 06's exercises: every way to be right passes, a wrong one hears what it is."""

import math

import pytest
import torch
from torch import nn

from helpers.lessons.weight_initialization import exercises


def limit_by_moments(fan_in, fan_out):
    variance = 1 / ((fan_in + fan_out) / 2)
    return (3 * variance) ** 0.5


def std_by_torch(fan_in, slope):
    return nn.init.calculate_gain("leaky_relu", slope) / fan_in**0.5


def size_by_loop(layers, fan_in, std):
    variance = 1.0
    for _ in range(layers):
        variance = fan_in * std**2 * variance
    return variance**0.5


def by_comparing(weights):
    originals = []
    for unit in weights.T:
        if not any(torch.equal(unit, other) for other in originals):
            originals.append(unit)
    return len(originals)


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("glorot_limit", limit_by_moments),
        ("glorot_limit", lambda i, o: math.sqrt(3) * math.sqrt(2 / (i + o))),
        ("glorot_limit", lambda i, o: torch.tensor(6 / (i + o)).sqrt()),
        ("he_std", std_by_torch),
        ("he_std", lambda n, a: (2 / n / (1 + a * a)) ** 0.5),
        ("size_after", size_by_loop),
        ("size_after", lambda k, n, s: s**k * n ** (k / 2)),
        ("different_units", by_comparing),
        ("different_units", lambda w: torch.unique(w, dim=1).shape[1]),
        ("rescale", lambda w, x: w / torch.std(x @ w)),
        ("rescale", lambda w, x: w.div_((x @ w).std())),
    ],
)
def test_every_way_to_be_right_passes(name, right):
    assert getattr(exercises, f"check_{name}").verdict(right).startswith(f"✓ {name} is right")


WRONG = [
    ("glorot_limit", lambda i, o: (2 / (i + o)) ** 0.5, "standard deviation"),
    ("glorot_limit", lambda i, o: (6 / i) ** 0.5, "He's limit"),
    ("glorot_limit", lambda i, o: 6 / (i + o), "take the root"),
    ("glorot_limit", lambda i, o: (6 / i / o) ** 0.5, "added, not multiplied"),
    ("glorot_limit", lambda i, o: (6 / o) ** 0.5, "outputs only"),
    ("glorot_limit", lambda i, o: (3 / i) ** 0.5, "LeCun"),
    ("glorot_limit", lambda i, o: (3 / (i + o)) ** 0.5, "mean of the fans"),
    ("he_std", lambda n, a: 2 / n / (1 + a * a), "the variance"),
    ("he_std", lambda n, a: (2 / n) ** 0.5, "ignores the slope"),
    ("he_std", lambda n, a: (2 / n / (1 + a)) ** 0.5, "slope², not slope"),
    ("he_std", lambda n, a: (1 / n / (1 + a * a)) ** 0.5, "factor is 2"),
    ("he_std", lambda n, a: (2 / n * (1 + a * a)) ** 0.5, "must be smaller"),
    ("he_std", lambda n, a: (6 / n / (1 + a * a)) ** 0.5, "He uniform"),
    ("size_after", lambda k, n, s: (n * s * s) ** k, "this is the mean square"),
    ("size_after", lambda k, n, s: (n * s) ** k, "√fan_in, not fan_in"),
    ("size_after", lambda k, n, s: n**0.5 * s**k, "at every layer"),
    ("size_after", lambda k, n, s: n**0.5 * s, "one layer only"),
    ("size_after", lambda k, n, s: s**k, "adds up fan_in inputs"),
    ("size_after", lambda k, n, s: k * size_by_loop(1, n, s), "do not add"),
    ("different_units", lambda w: len(torch.unique(w, dim=0)), "not the rows"),
    ("different_units", lambda w: len(w.T), "also the copies"),
    ("different_units", lambda w: len(torch.unique(w)), "different numbers"),
    (
        "different_units",
        lambda w: sum(torch.equal(unit, w[:, 0]) for unit in w.T),
        "equal the first",
    ),
    ("different_units", lambda w: w.shape[1] - by_comparing(w), "counts the copies"),
    ("different_units", lambda w: len(set(w[0].tolist())), "whole columns"),
    ("rescale", lambda w, x: w * (x @ w).std(), "do not multiply"),
    ("rescale", lambda w, x: w / w.std(), "gives the weights std 1"),
    ("rescale", lambda w, x: w / (x @ w).std(dim=0), "not one per unit"),
    ("rescale", lambda w, x: x @ w / (x @ w).std(), "returns the outputs"),
    ("rescale", lambda w, x: w / torch.var(x @ w), "divides by the variance"),
    ("rescale", lambda w, x: w / torch.std(x), "inputs alone"),
    ("rescale", lambda w, x: w / torch.std(x @ w, correction=0), "n in place of n − 1"),
]


@pytest.mark.parametrize(("name", "wrong", "words"), WRONG)
def test_a_wrong_answer_hears_its_misunderstanding(name, wrong, words):
    headline, example = getattr(exercises, f"check_{name}").verdict(wrong).split("\n")
    assert headline.startswith(f"✗ {name}: ") and words in headline
    assert "yours gives" in example
