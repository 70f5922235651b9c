"""Notebook 02's exercises: every way to be right passes, a wrong one hears what it is."""

import pytest
import torch

from helpers.lessons.data_scaling import exercises


def by_loop(train, test):
    columns = []
    for fitted, column in zip(train.T, test.T, strict=True):
        columns.append((column - fitted.mean()) / fitted.var(correction=0).sqrt())
    return torch.stack(columns, dim=1)


def rate_by_numpy(hessian):
    import numpy as np

    return 2 / float(np.linalg.eigvals(hessian.numpy()).max())


def eigenvalues(hessian):
    return torch.linalg.eigvals(hessian).real


RIGHT = [
    ("standardize", by_loop),
    ("standardize", lambda a, b: (b - a.mean(0)) / (a**2).mean(0).sub(a.mean(0) ** 2).sqrt()),
    ("min_max", lambda x: (x - x.min(0).values) / (x.max(0).values - x.min(0).values)),
    ("min_max", lambda x: 1 - (x.amax(0) - x) / (x.amax(0) - x.amin(0))),
    ("share_within", lambda x, k: ((x - x.mean()).abs() <= k * x.std(correction=0)).sum() / len(x)),
    ("largest_stable_rate", rate_by_numpy),
    ("largest_stable_rate", lambda h: 2 / torch.linalg.matrix_norm(h, 2)),
    ("raw_bias", lambda w, b, m, s: b - w @ (m / s)),
    ("raw_bias", lambda w, b, m, s: b + (w * (0 - m) / s).sum().item()),
]
WRONG = [
    ("standardize", lambda a, b: (b - b.mean(0)) / b.std(0, correction=0), "test set's own"),
    ("standardize", lambda a, b: (b - a.mean(0)) / a.std(0), "correction=0"),
    ("standardize", lambda a, b: (b - a.mean()) / a.std(correction=0), "dim 0"),
    ("standardize", lambda a, b: (b - a.mean(0)) / a.std(0, correction=0) ** 2, "variance"),
    ("standardize", lambda a, b: by_loop(torch.vstack([a, b]), b), "must not help"),
    ("standardize", lambda a, b: b / a.var(0, correction=0).sqrt(), "subtract the mean first"),
    ("standardize", lambda a, b: b - a.sum(0) / len(a), "as well"),
    ("standardize", lambda a, b: by_loop(a, a), "scales the training set"),
    ("min_max", lambda x: x / x.max(0).values, "starts at 0 only if"),
    ("min_max", lambda x: (x - x.min()) / (x.max() - x.min()), "one by one"),
    ("min_max", lambda x: (x - x.amin(0)) / x.amax(0), "max − min"),
    ("min_max", lambda x: x / (x.max(0).values - x.min(0).values), "minimum first"),
    ("min_max", lambda x: ((x.T - x.amin(1)) / (x.amax(1) - x.amin(1))).T, "not rows"),
    ("min_max", lambda x: (x - x.mean(0)) / (x.max(0).values - x.min(0).values), "not the mean"),
    ("min_max", lambda x: 1 - (x - x.amin(0)) / (x.amax(0) - x.amin(0)), "from 1 to 0"),
    ("share_within", lambda x, k: (x.abs() <= k).float().mean(), "standardize first"),
    ("share_within", lambda x, k: (x <= x.mean() + k * x.std(correction=0)).float().mean(), "abs"),
    ("share_within", lambda x, k: ((x - x.mean()).abs() <= k).float().mean(), "deviations: divide"),
    (
        "share_within",
        lambda x, k: (x.abs() <= k * x.std(correction=0)).float().mean(),
        "mean first",
    ),
    (
        "share_within",
        lambda x, k: ((x - x.mean()).abs() > k * x.std(correction=0)).float().mean(),
        "outside",
    ),
    (
        "share_within",
        lambda x, k: ((x - x.mean()).abs() <= k * x.std(correction=0)).sum(),
        "a count",
    ),
    (
        "share_within",
        lambda x, k: ((x - x.mean()).abs() <= k * x.var(correction=0)).float().mean(),
        "variance",
    ),
    ("largest_stable_rate", lambda h: 1 / torch.linalg.eigvalsh(h).max(), "twice that"),
    ("largest_stable_rate", lambda h: 2 / torch.linalg.eigvalsh(h).min(), "not the flattest"),
    ("largest_stable_rate", lambda h: 2 / torch.diag(h).max(), "not the diagonal"),
    (
        "largest_stable_rate",
        lambda h: 2 / (eigenvalues(h).min() + eigenvalues(h).max()),
        "fastest rate",
    ),
    ("largest_stable_rate", lambda h: 2 / eigenvalues(h).sum(), "trace"),
    ("largest_stable_rate", lambda h: eigenvalues(h).max() / 2, "inverse"),
    ("largest_stable_rate", lambda h: eigenvalues(h).max(), "not λmax itself"),
    ("raw_bias", lambda w, b, m, s: b + (w * m / s).sum(), "subtracted"),
    ("raw_bias", lambda w, b, m, s: b - (w * m).sum(), "divided by σ as well"),
    ("raw_bias", lambda w, b, m, s: b - w * m / s, "one number"),
    ("raw_bias", lambda w, b, m, s: b - w @ (m * s), "do not multiply"),
    ("raw_bias", lambda w, b, m, s: -(w @ (m / s)), "still there"),
    ("raw_bias", lambda w, b, m, s: b, "not 0"),
    ("raw_bias", lambda w, b, m, s: b - sum(m / s), "has its weight"),
]


@pytest.mark.parametrize(("name", "right"), RIGHT)
def test_every_way_to_be_right_passes(name, right):
    assert getattr(exercises, f"check_{name}").verdict(right).startswith(f"✓ {name} is right")


@pytest.mark.parametrize(("name", "wrong", "words"), WRONG)
def test_a_wrong_answer_hears_its_misunderstanding(name, wrong, words):
    headline, example = getattr(exercises, f"check_{name}").verdict(wrong).split("\n")
    assert headline.startswith(f"✗ {name}: ") and words in headline
    assert "yours gives" in example
