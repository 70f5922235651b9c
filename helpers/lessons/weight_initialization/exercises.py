"""Exercises of notebook 06: weight initialization."""

import math

import torch

from helpers.engine.tensors import floats
from helpers.lessons.shared.exercise import Exercise

check_glorot_limit = Exercise(
    "glorot_limit",
    answer="limit",
    lesson="a uniform distribution on ±limit has variance limit²/3; Glorot wants 2/(in + out)",
    solution=lambda fan_in, fan_out: math.sqrt(6 / (fan_in + fan_out)),
    examples=((2, 4), (64, 36), (100, 10)),
    sample=lambda draws: tuple(torch.randint(2, 500, (2,), generator=draws).tolist()),
    mistakes=(
        (
            "this is Glorot's standard deviation, the limit is √3 times it",
            lambda i, o: math.sqrt(2 / (i + o)),
        ),
        (
            "the notes' √(6/fan_in) is He's limit: Glorot counts both sides",
            lambda i, o: math.sqrt(6 / i),
        ),
        ("this counts the outputs only", lambda i, o: math.sqrt(6 / o)),
        ("this is limit²: take the root", lambda i, o: 6 / (i + o)),
        ("this is LeCun's limit, √(3/fan_in)", lambda i, o: math.sqrt(3 / i)),
        ("the fans are added, not multiplied", lambda i, o: math.sqrt(6 / (i * o))),
        (
            "the mean of the fans belongs below 3, their sum below 6",
            lambda i, o: math.sqrt(3 / (i + o)),
            lambda i, o: math.sqrt(12 / (i + o)),
        ),
    ),
)

check_he_std = Exercise(
    "he_std",
    answer="standard deviation",
    lesson="the leak passes a share slope² of the negative half, so the factor 2 shrinks to "
    "2/(1 + slope²)",
    solution=lambda fan_in, slope: math.sqrt(2 / ((1 + slope**2) * fan_in)),
    examples=((50, 0.0), (50, 0.5), (8, 0.2)),
    sample=lambda draws: (
        torch.randint(2, 500, (), generator=draws).item(),
        0.1 + 0.8 * torch.rand((), generator=draws).item(),
    ),
    mistakes=(
        ("this is the variance: take the root", lambda n, a: 2 / ((1 + a**2) * n)),
        ("this ignores the slope of the leak", lambda n, a: math.sqrt(2 / n)),
        (
            "a mean of squares is asked for: slope², not slope",
            lambda n, a: math.sqrt(2 / ((1 + a) * n)),
        ),
        (
            "the leak lets more through, so the weights must be smaller: divide by 1 + slope²",
            lambda n, a: math.sqrt(2 * (1 + a**2) / n),
        ),
        (
            "half of the units are off: the factor is 2, not 1",
            lambda n, a: math.sqrt(1 / ((1 + a**2) * n)),
        ),
        (
            "this is the limit of He uniform, √3 times the standard deviation",
            lambda n, a: math.sqrt(6 / ((1 + a**2) * n)),
        ),
    ),
)

check_size_after = Exercise(
    "size_after",
    answer="size",
    lesson="every layer multiplies the size by std · √fan_in, so only std = 1/√fan_in keeps it",
    solution=lambda layers, fan_in, std: (std * math.sqrt(fan_in)) ** layers,
    examples=((1, 16, 0.5), (3, 25, 0.1), (10, 100, 0.1), (2, 4, 1.0)),
    sample=lambda draws: (
        torch.randint(2, 6, (), generator=draws).item(),
        torch.randint(3, 60, (), generator=draws).item(),
        0.05 + 0.3 * torch.rand((), generator=draws).item(),
    ),
    mistakes=(
        ("this is the mean square: the size is its root", lambda k, n, s: (s**2 * n) ** k),
        (
            "mean squares add over the inputs, sizes do not: √fan_in, not fan_in",
            lambda k, n, s: (s * n) ** k,
        ),
        ("the fan_in enters at every layer, not once", lambda k, n, s: math.sqrt(n) * s**k),
        ("this forgets that each unit adds up fan_in inputs", lambda k, n, s: s**k),
        ("layers multiply, they do not add", lambda k, n, s: k * s * math.sqrt(n)),
        ("this is one layer only", lambda k, n, s: s * math.sqrt(n)),
    ),
)


def _count(rows):
    return len({tuple(row) for row in rows.tolist()})


check_different_units = Exercise(
    "different_units",
    answer="number of units",
    lesson="units with equal columns are one unit, however wide the layer",
    solution=lambda weights: _count(weights.T),
    examples=(
        (floats([[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]]),),
        (floats([[1.0, 1.0, 2.0, 1.0, 1.0], [2.0, 2.0, 2.0, 2.0, 3.0], [0, 0, 0, 0, 0]]),),
        (floats([[1.0, 2.0, 1.0, 2.0], [1.0, 2.0, 1.0, 2.0], [3.0, 4.0, 3.0, 5.0]]),),
    ),
    sample=lambda draws: (torch.randint(0, 2, (2, 7), generator=draws).float(),),
    mistakes=(
        ("units are the columns, not the rows", lambda w: _count(w)),
        ("this counts different numbers, not units", lambda w: w.unique().numel()),
        ("this counts all units, also the copies", lambda w: w.shape[1]),
        (
            "this counts the units that equal the first",
            lambda w: (w == w[:, :1]).all(0).sum().item(),
        ),
        (
            "this counts the copies: take them from the number of units",
            lambda w: w.shape[1] - _count(w.T),
        ),
        (
            "two units differ as soon as one weight differs: compare whole columns",
            lambda w: w[0].unique().numel(),
            lambda w: w[-1].unique().numel(),
        ),
    ),
)

check_rescale = Exercise(
    "rescale",
    answer="weights",
    lesson="measured instead of derived: the layer's outputs now have std 1 on these examples",
    solution=lambda weights, x: weights / (x @ weights).std(),
    examples=(
        (floats([[2.0, 0.0], [0.0, 4.0]]), floats([[1.0, 0.0], [0.0, 2.0]])),
        (floats([[1.0], [3.0]]), floats([[1.0, 1.0], [2.0, -1.0], [0.0, 1.0]])),
    ),
    sample=lambda draws: (
        torch.randn(4, 3, generator=draws),
        3 * torch.randn(6, 4, generator=draws),
    ),
    mistakes=(
        ("divide by the std, do not multiply", lambda w, x: w * (x @ w).std()),
        ("this divides by the variance", lambda w, x: w / (x @ w).var()),
        ("this gives the weights std 1, not the outputs", lambda w, x: w / w.std()),
        (
            "this makes up for the inputs alone: the weights add up to a std of their own",
            lambda w, x: w / x.std(),
        ),
        (
            "this returns the outputs: the weights are asked for",
            lambda w, x: (x @ w) / (x @ w).std(),
        ),
        (
            "right but for n in place of n − 1: take std() as torch gives it",
            lambda w, x: w / (x @ w).std(correction=0),
        ),
        (
            "one number for the whole layer, not one per unit",
            lambda w, x: w / (x @ w).std(0),
            lambda w, x: w / (x @ w).std(0, keepdim=True),
        ),
    ),
)
