"""Exercises of notebook 02: data scaling."""

import torch

from helpers.engine.tensors import floats
from helpers.lessons.data_scaling.scaled_columns import share_within
from helpers.lessons.shared.exercise import Exercise


def _standardize(train, x):
    """x in units of the training data's spread."""
    return (x - train.mean(0)) / train.std(0, correction=0)


check_standardize = Exercise(
    "standardize",
    answer="scaled test set",
    lesson="mean and standard deviation come from the training set alone",
    solution=_standardize,
    examples=(
        (floats([[1.0, 10.0], [3.0, 30.0]]), floats([[2.0, 40.0], [5.0, 10.0]])),
        (floats([[0.0, 4.0], [8.0, 8.0]]), floats([[6.0, 5.0], [3.0, 9.0]])),
    ),
    sample=lambda draws: (
        3 + 2 * torch.randn(5, 3, generator=draws),
        3 + 2 * torch.randn(4, 3, generator=draws),
    ),
    mistakes=(
        ("these are the test set's own mean and spread", lambda a, b: _standardize(b, b)),
        ("the test set must not help to fit", lambda a, b: _standardize(torch.cat([a, b]), b)),
        (
            "divide by the standard deviation, not by the variance",
            lambda a, b: (b - a.mean(0)) / a.var(0, correction=0),
        ),
        ("the course's σ divides by n: correction=0", lambda a, b: (b - a.mean(0)) / a.std(0)),
        ("subtract the mean first", lambda a, b: b / a.std(0, correction=0)),
        ("divide by the standard deviation as well", lambda a, b: b - a.mean(0)),
        (
            "each column has a mean and a spread of its own: dim 0",
            lambda a, b: (b - a.mean()) / a.std(correction=0),
        ),
        ("this scales the training set", lambda a, b: _standardize(a, a)),
    ),
)

check_min_max = Exercise(
    "min_max",
    answer="scaled table",
    lesson="every column now runs from 0 to 1",
    solution=lambda x: (x - x.amin(0)) / (x.amax(0) - x.amin(0)),
    examples=(
        (floats([[2.0, 10.0], [4.0, 50.0], [3.0, 20.0]]),),
        (floats([[-1.0, 8.0], [3.0, 6.0], [0.0, 5.0]]),),
    ),
    sample=lambda draws: (5 * torch.randn(6, 3, generator=draws),),
    mistakes=(
        ("subtract the minimum first", lambda x: x / (x.amax(0) - x.amin(0))),
        ("divide by max − min, not by max", lambda x: (x - x.amin(0)) / x.amax(0)),
        ("x / max starts at 0 only if the minimum is 0", lambda x: x / x.amax(0)),
        ("columns are scaled one by one: dim 0", lambda x: (x - x.min()) / (x.max() - x.min())),
        (
            "columns, not rows, are scaled: dim 0",
            lambda x: (x - x.amin(1, True)) / (x.amax(1, True) - x.amin(1, True)),
        ),
        ("subtract the minimum, not the mean", lambda x: (x - x.mean(0)) / (x.amax(0) - x.amin(0))),
        (
            "this runs from 1 to 0: the largest value becomes 1",
            lambda x: (x.amax(0) - x) / (x.amax(0) - x.amin(0)),
        ),
    ),
)


check_share_within = Exercise(
    "share_within",
    answer="share",
    lesson="about 68, 95, 99.7 % for k = 1, 2, 3, if the column is bell-shaped",
    solution=lambda x, k: share_within(_standardize(x, x), k),
    examples=(
        (floats([0.0, 1.0, 2.0, 3.0, 4.0, 14.0]), 1.0),
        (floats([-6.0, -1.0, 0.0, 1.0, 1.0, 2.0, 3.0, 4.0]), 0.5),
    ),
    sample=lambda draws: (2 + 3 * torch.randn(40, generator=draws), 1.5),
    mistakes=(
        ("standardize first: k counts standard deviations", lambda x, k: share_within(x, k)),
        ("subtract the mean first", lambda x, k: share_within(x / x.std(correction=0), k)),
        ("k counts standard deviations: divide", lambda x, k: share_within(x - x.mean(), k)),
        ("both sides count: use abs()", lambda x, k: (_standardize(x, x) <= k).double().mean()),
        ("this is the share outside", lambda x, k: 1 - share_within(_standardize(x, x), k)),
        ("this is a count: divide by n", lambda x, k: len(x) * share_within(_standardize(x, x), k)),
        (
            "the variance is not the standard deviation",
            lambda x, k: share_within((x - x.mean()) / x.var(correction=0), k),
        ),
    ),
)


def _valley(draws):
    # Eigenvalues well above 0, so that no wrong answer divides by nearly nothing.
    x = torch.randn(3, 3, generator=draws, dtype=torch.float64)
    return (x @ x.T + torch.eye(3, dtype=torch.float64),)


_eigenvalues = torch.linalg.eigvalsh
check_largest_stable_rate = Exercise(
    "largest_stable_rate",
    answer="largest stable rate",
    lesson="the steepest direction sets the limit, 2 / λmax",
    solution=lambda hessian: 2 / _eigenvalues(hessian)[-1],
    examples=(
        (floats([[4.0, 0.0], [0.0, 1.0]]),),
        (floats([[2.0, 1.0, 0.0], [1.0, 2.0, 0.0], [0.0, 0.0, 5.0]]),),
        (floats([[2.0, 1.0], [1.0, 2.0]]),),
    ),
    sample=_valley,
    mistakes=(
        (
            "1/λmax jumps to the bottom; stable it is up to twice that",
            lambda h: 1 / _eigenvalues(h)[-1],
        ),
        (
            "the steepest direction sets the limit, not the flattest",
            lambda h: 2 / _eigenvalues(h)[0],
        ),
        (
            "2/(λmin + λmax) is the fastest rate, not the largest",
            lambda h: 2 / (_eigenvalues(h)[0] + _eigenvalues(h)[-1]),
        ),
        (
            "eigenvalues, not the diagonal: correlated features make it steeper",
            lambda h: 2 / h.diagonal().max(),
        ),
        ("the trace adds all eigenvalues; the largest alone counts", lambda h: 2 / h.trace()),
        ("this is its inverse", lambda h: _eigenvalues(h)[-1] / 2),
        ("the limit is 2/λmax, not λmax itself", lambda h: _eigenvalues(h)[-1]),
    ),
)

check_raw_bias = Exercise(
    "raw_bias",
    answer="bias",
    lesson="scaling hides in weights w/σ and bias b − Σ wμ/σ; the predictions stay the same",
    solution=lambda weights, bias, mean, std: bias - (weights * mean / std).sum(),
    examples=(
        (floats([2.0]), 1.0, floats([6.0]), floats([4.0])),
        (floats([1.0, -3.0]), 0.5, floats([4.0, 1.0]), floats([2.0, 3.0])),
    ),
    sample=lambda draws: (
        torch.randn(3, generator=draws),
        1.5,
        torch.randn(3, generator=draws),
        0.5 + torch.rand(3, generator=draws),
    ),
    mistakes=(
        (
            "the mean is subtracted, so its part of the sum is too",
            lambda w, b, m, s: b + (w * m / s).sum(),
        ),
        ("the mean is divided by σ as well", lambda w, b, m, s: b - (w * m).sum()),
        ("divide by σ, do not multiply", lambda w, b, m, s: b - (w * m * s).sum()),
        ("the old bias is still there", lambda w, b, m, s: -(w * m / s).sum()),
        ("the bias changes when the mean is not 0", lambda w, b, m, s: b),
        ("every mean has its weight", lambda w, b, m, s: b - (m / s).sum()),
        ("one number: add up the features", lambda w, b, m, s: b - w * m / s),
    ),
)
