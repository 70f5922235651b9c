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


def nesterov_by_torch(w, velocity, gradient, lr, mu):
    weights = torch.nn.Parameter(w.clone())
    rule = torch.optim.SGD([weights], lr, momentum=mu, nesterov=True)
    rule.state[weights]["momentum_buffer"] = velocity
    weights.grad = gradient
    rule.step()
    return weights


def half_wave(share):
    return (1 + math.cos(math.pi * share)) / 2


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


WRONG = [
    ("best_rate", lambda m, s: 2 / s, "largest stable rate"),
    ("best_rate", lambda m, s: 1 / s, "steepest direction alone"),
    ("best_rate", lambda m, s: 2 / m / 2, "flattest direction"),
    ("best_rate", lambda m, s: 1 / (m + s), "2 over the sum"),
    ("best_rate", lambda m, s: s / m, "not their ratio"),
    ("best_rate", lambda m, s: 1 - 2 * m / (m + s), "factor per step"),
    ("momentum_step", lambda w, v, g, lr, mu: w - g * lr, "ignores the velocity"),
    ("momentum_step", lambda w, v, g, lr, mu: w - lr * torch.lerp(g, v, mu), "not a mean"),
    ("momentum_step", lambda w, v, g, lr, mu: w - lr * (g + v), "old velocity fades"),
    ("momentum_step", lambda w, v, g, lr, mu: w + (mu * v - lr * g), "Keras"),
    ("momentum_step", lambda w, v, g, lr, mu: w - mu * lr * v, "ignores the new gradient"),
    ("momentum_step", lambda w, v, g, lr, mu: w - lr * v - lr * mu * g, "not of the gradient"),
    ("momentum_step", lambda w, v, g, lr, mu: w + lr * mu * v + lr * g, "downhill"),
    ("momentum_step", nesterov_by_torch, "Nesterov"),
    ("momentum_step", lambda w, v, g, lr, mu: v.mul(mu).add(g), "not the velocity"),
    ("adagrad_step", lambda w, s, g, lr: w - lr * g / s**0.5, "add its square first"),
    ("adagrad_step", lambda w, s, g, lr: w - lr * g / (s + g * g), "take the root"),
    ("adagrad_step", lambda w, s, g, lr: w - lr * g / (s + g**2).sum() ** 0.5, "one sum per"),
    ("adagrad_step", lambda w, s, g, lr: w - lr * g / torch.sqrt(s + g), "not gradients"),
    ("adagrad_step", lambda w, s, g, lr: w - lr * torch.sqrt(s + g**2) * g, "do not multiply"),
    ("adagrad_step", lambda w, s, g, lr: w - lr * g / torch.lerp(g**2, s, 0.9).sqrt(), "RMSProp"),
    ("adagrad_step", lambda w, s, g, lr: by_parameter(w, s, g, -lr), "downhill"),
    ("adagrad_step", lambda w, s, g, lr: w - lr * g / g.abs(), "size still counts"),
    ("corrected", lambda m, b, t: m / (1 - b), "first step only"),
    ("corrected", lambda m, b, t: m * (1 - b**t), "divide"),
    ("corrected", lambda m, b, t: m / (1 - b) ** t, "not (1 − beta)ᵗ"),
    ("corrected", lambda m, b, t: by_share(m, b, t - 1), "steps count from 1"),
    ("corrected", lambda m, b, t: m / math.prod([b] * t), "take it from 1"),
    ("corrected", lambda m, b, t: m / (1 - b**t) ** 0.5, "root belongs"),
    ("corrected", lambda m, b, t: m, "as it is"),
    ("corrected", lambda m, b, t: m / (t - t * b), "not a factor"),
    ("warm_cosine", lambda lr, t, warm, n: lr * (1 + math.cos(math.pi * t / n)) / 2, "no warm"),
    (
        "warm_cosine",
        lambda lr, t, warm, n: lr * min(t / warm, (n - t) / (n - warm)),
        "straight",
    ),
    (
        "warm_cosine",
        lambda lr, t, warm, n: lr * (t / warm if t <= warm else half_wave((t - warm) / (n - warm))),
        "whole rate still",
    ),
    (
        "warm_cosine",
        lambda lr, t, warm, n: lr * (t / warm if t <= warm else half_wave(t / n)),
        "when the warm-up ends",
    ),
    (
        "warm_cosine",
        lambda lr, t, warm, n: lr * (t / warm if t <= warm else half_wave((t - warm) / n)),
        "steps left, not steps",
    ),
    (
        "warm_cosine",
        lambda lr, t, warm, n: (
            lr * (t / warm if t <= warm else math.cos(math.pi * (t - warm) / (n - warm)))
        ),
        "alone runs to −1",
    ),
    (
        "warm_cosine",
        lambda lr, t, warm, n: by_scheduler(lr * (1 if t <= warm else 2), t, warm, n),
        "begins at 2",
    ),
    (
        "warm_cosine",
        lambda lr, t, warm, n: (
            lr * (t / warm if t <= warm else math.sin(math.pi / 2 * (n - t) / (n - warm)))
        ),
        "not to π/2",
    ),
]


@pytest.mark.parametrize(("name", "wrong", "words"), WRONG)
def test_a_wrong_answer_hears_its_misunderstanding(name, wrong, words):
    headline, example = getattr(exercises, f"check_{name}").verdict(wrong).split("\n")
    assert headline.startswith(f"✗ {name}: ") and words in headline
    assert "yours gives" in example
