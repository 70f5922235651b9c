"""Notebook 07's exercises: every way to be right passes, a wrong one hears what it is."""

import math

import pytest
import torch

from helpers.lessons.optimizers import exercises


def in_place(w, velocity, gradient, lr, mu):
    velocity.mul_(mu).add_(gradient)
    return w.sub_(lr * velocity)


def by_parameter(w, squares, gradient, lr):
    moved = [
        weight - lr * slope / math.sqrt(total + slope**2)
        for weight, total, slope in zip(
            w.tolist(), squares.tolist(), gradient.tolist(), strict=True
        )
    ]
    return torch.tensor(moved)


def by_share(mean, beta, step):
    share = sum((1 - beta) * beta**k for k in range(step))
    return mean / share


def by_scheduler(lr, step, warm, steps):
    left = torch.tensor(1.0 if step <= warm else (steps + 1 - step) / (steps - warm))
    return min(1, step / warm) * lr * torch.sin(left * math.pi / 2) ** 2


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("best_rate", lambda m, s: 1 / ((m + s) / 2)),
        ("momentum_step", in_place),
        ("momentum_step", lambda w, v, g, lr, mu: w - lr * g - lr * mu * v),
        ("adagrad_step", by_parameter),
        ("adagrad_step", lambda w, s, g, lr: w - lr * g / ((s + g * g).sqrt() + 1e-10)),
        ("corrected", by_share),
        ("warm_cosine", by_scheduler),
    ],
)
def test_every_way_to_be_right_passes(name, right):
    verdict = getattr(exercises, f"check_{name}").verdict(right)
    assert verdict.startswith(f"✓ {name} is right")


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        ("best_rate", lambda m, s: 2 / s, "largest stable rate"),
        ("best_rate", lambda m, s: 1 / s, "steepest direction alone"),
        ("best_rate", lambda m, s: 2 / m / 2, "flattest direction"),
        ("momentum_step", lambda w, v, g, lr, mu: w - g * lr, "ignores the velocity"),
        ("momentum_step", lambda w, v, g, lr, mu: w - lr * torch.lerp(g, v, mu), "not a mean"),
        ("momentum_step", lambda w, v, g, lr, mu: w - lr * (g + v), "old velocity fades"),
        ("momentum_step", lambda w, v, g, lr, mu: w + (mu * v - lr * g), "Keras"),
        ("adagrad_step", lambda w, s, g, lr: w - lr * g / s**0.5, "add its square first"),
        ("adagrad_step", lambda w, s, g, lr: w - lr * g / (s + g * g), "take the root"),
        ("adagrad_step", lambda w, s, g, lr: w - lr * g / (s + g**2).sum() ** 0.5, "one sum per"),
        ("corrected", lambda m, b, t: m / (1 - b), "first step only"),
        ("corrected", lambda m, b, t: m * (1 - b**t), "divide"),
        ("corrected", lambda m, b, t: m / (1 - b) ** t, "not (1 − beta)ᵗ"),
        ("warm_cosine", lambda lr, t, warm, n: lr * (1 + math.cos(math.pi * t / n)) / 2, "no warm"),
        (
            "warm_cosine",
            lambda lr, t, warm, n: lr * min(t / warm, (n - t) / (n - warm)),
            "straight",
        ),
    ],
)
def test_a_wrong_answer_hears_its_misunderstanding(name, wrong, words):
    headline, example = getattr(exercises, f"check_{name}").verdict(wrong).split("\n")
    assert headline.startswith(f"✗ {name}: ") and words in headline
    assert "yours gives" in example
