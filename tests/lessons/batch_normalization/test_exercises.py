"""Notebook 03's exercises: every way to be right passes, a wrong one hears what it is."""

import pytest
import torch
import torch.nn.functional as F

from helpers.lessons.batch_normalization import exercises


def by_columns(z):
    columns = [(c - c.mean()) / (((c - c.mean()) ** 2).mean() + 1e-5) ** 0.5 for c in z.T]
    return torch.stack(columns, dim=1)


def by_autograd(d, normed, spread):
    z = (spread * normed.double()).requires_grad_()
    out = (z - z.mean()) / (z.var(correction=0)).sqrt()
    (gradient,) = torch.autograd.grad((out * d.double()).sum(), z)
    return gradient


def by_torch(z, mean, variance, scale, shift):
    one = [torch.as_tensor(value).reshape(1).float() for value in (mean, variance, scale, shift)]
    return F.batch_norm(z[:, None].float(), *one)[:, 0]


def by_difference(bias, mean, variance, scale, shift):
    weight = scale / (variance + 1e-5) ** 0.5
    return weight * bias + (shift - weight * mean)


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("normalize", by_columns),
        ("normalize", lambda z: F.batch_norm(z, None, None, training=True)),
        ("normalize", lambda z: (z - z.mean(0)) / z.std(0, correction=0)),
        ("follow", lambda r, n, m: r + m * (n - r)),
        ("follow", lambda r, n, m: torch.lerp(torch.tensor(r), torch.tensor(n), m)),
        ("evaluate", by_torch),
        ("evaluate", lambda z, m, v, g, b: (z - m) * (g / v**0.5) + b),
        ("through", by_autograd),
        ("through", lambda d, n, s: ((d - d.mean()) - (d @ n) / len(d) * n) / s),
        ("folded_bias", by_difference),
        ("folded_bias", lambda c, m, v, g, b: b + g * (c - m) / v**0.5),
    ],
)
def test_every_way_to_be_right_passes(name, right):
    assert getattr(exercises, f"check_{name}").verdict(right).startswith(f"✓ {name} is right")


# With PyTorch's ε: where terms cancel, an answer without it may differ from the known mistake.
WRONG = [
    ("normalize", lambda z: F.layer_norm(z, z.shape[1:]), "layer norm"),
    ("normalize", lambda z: (z - z.mean()) / z.std(correction=0), "not for the whole batch"),
    ("normalize", lambda z: (z - z.mean(0)) / z.std(0), "not B − 1"),
    ("normalize", lambda z: (z - z.mean(0)) / z.var(0, correction=0), "take the root"),
    ("normalize", lambda z: z - z.mean(0, keepdim=True), "not divided out"),
    ("normalize", lambda z: z / ((z**2).mean(0) - z.mean(0) ** 2) ** 0.5, "subtract it first"),
    ("normalize", lambda z: (z - z.min(0).values) / (z.max(0).values - z.min(0).values), "min-max"),
    ("follow", lambda r, n, m: m * r + (1 - m) * n, "the other way round"),
    ("follow", lambda r, n, m: r + n * m, "has to fade"),
    ("follow", lambda r, n, m: (r + n) * 0.5, "plain mean"),
    ("follow", lambda r, n, m: r * (1 - m) + n, "with its share only"),
    ("follow", lambda r, n, m: n * m, "forgets all"),
    ("evaluate", lambda z, m, v, g, b: g * (z - z.mean()) / z.std() + b, "own statistics"),
    ("evaluate", lambda z, m, v, g, b: (z - m) / v * g + b, "take the root"),
    ("evaluate", lambda z, m, v, g, b: (z - m) / (v + 1e-5) ** 0.5, "are missing"),
    ("evaluate", lambda z, m, v, g, b: g * ((z - m) / (v + 1e-5) ** 0.5 + b), "shift afterwards"),
    ("evaluate", lambda z, m, v, g, b: b * ((z - m) / (v + 1e-5) ** 0.5) + g, "changed places"),
    ("evaluate", lambda z, m, v, g, b: g / (v + 1e-5) ** 0.5 * z + b, "not taken off"),
    ("through", lambda d, n, s: d / s, "not constants"),
    ("through", lambda d, n, s: (d - d.mean()) / s, "through the spread"),
    ("through", lambda d, n, s: (d - (d * n).mean() * n) / s, "through the mean"),
    ("through", lambda d, n, s: (d - d.sum() - n * (d @ n)) / s, "not sums"),
    ("through", lambda d, n, s: d - d.mean() - n * (d @ n) / len(d), "divides the whole, once"),
    ("through", lambda d, n, s: (d - d.mean() + n * (d @ n) / len(d)) / s, "both parts"),
    ("folded_bias", lambda c, m, v, g, b: c + b - g * m / (v + 1e-5) ** 0.5, "scaled too"),
    ("folded_bias", lambda c, m, v, g, b: b - g * m / (v + 1e-5) ** 0.5, "still there"),
    ("folded_bias", lambda c, m, v, g, b: g * (c - m) / v + b, "take the root"),
    ("folded_bias", lambda c, m, v, g, b: g / (v + 1e-5) ** 0.5 * c + b, "running mean is missing"),
    (
        "folded_bias",
        lambda c, m, v, g, b: g * (b + (c - m) / (v + 1e-5) ** 0.5),
        "shift is not scaled",
    ),
    ("folded_bias", lambda c, m, v, g, b: b + (c - m) / (v + 1e-5) ** 0.5, "scale is missing"),
]


@pytest.mark.parametrize(("name", "wrong", "words"), WRONG)
def test_a_wrong_answer_hears_its_misunderstanding(name, wrong, words):
    headline, example = getattr(exercises, f"check_{name}").verdict(wrong).split("\n")
    assert headline.startswith(f"✗ {name}: ") and words in headline
    assert "yours gives" in example
