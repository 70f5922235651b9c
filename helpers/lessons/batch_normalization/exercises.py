"""Exercises of notebook 03: batch normalization."""

import torch

from helpers.engine.tensors import floats
from helpers.lessons.shared.exercise import Exercise

EPSILON = 1e-5


def _over(dims, correction=0, power=0.5):
    """Normalize z over some axes, with or without a mistake."""

    def normed(z):
        variance = z.var(dims, correction=correction, keepdim=True)
        return (z - z.mean(dims, keepdim=True)) / (variance + EPSILON) ** power

    return normed


def _positive(draws, *shape):
    """Numbers so large that an answer may leave epsilon out: 20 to 60."""
    return 20 + 40 * torch.rand(shape, generator=draws)


check_normalize = Exercise(
    "normalize",
    answer="normalized batch",
    lesson="each unit, a column, has mean 0 and spread 1 over the mini-batch",
    solution=_over(0),
    examples=(
        (floats([[1.0, 10.0], [3.0, 30.0], [8.0, 20.0]]),),
        (floats([[0.0, 5.0, 1.0], [4.0, -5.0, 3.0]]),),
    ),
    sample=lambda draws: (1 + 2 * torch.randn(5, 3, generator=draws),),
    mistakes=(
        ("this normalizes each example (row) over its units: that is layer norm", _over(1)),
        ("one mean and one spread for each unit, not for the whole batch", _over((0, 1))),
        ("batch norm divides the squares by B, not B − 1: var(0, correction=0)", _over(0, 1)),
        ("this divides by the variance: take the root", _over(0, 0, 1.0)),
        ("the mean stays in: subtract it first", lambda z: z / z.std(0, correction=0)),
        ("the spread is not divided out", lambda z: z - z.mean(0)),
        ("this is min-max scaling", lambda z: (z - z.amin(0)) / (z.amax(0) - z.amin(0))),
    ),
)

check_follow = Exercise(
    "follow",
    answer="running mean",
    lesson="the running mean keeps 1 − momentum of itself and takes the rest from the mini-batch",
    solution=lambda running, new, momentum: (1 - momentum) * running + momentum * new,
    examples=((0.0, 10.0, 0.1), (4.0, 8.0, 0.25), (2.0, -6.0, 1.0)),
    sample=lambda draws: tuple(torch.rand(3, generator=draws).tolist()),
    mistakes=(
        (
            "the other way round: momentum is the new mini-batch's share (Keras: the one kept)",
            lambda r, n, m: m * r + (1 - m) * n,
        ),
        ("the old value has to fade by as much as the new one comes in", lambda r, n, m: r + m * n),
        ("this is the plain mean of the two", lambda r, n, m: (r + n) / 2),
        ("the new value enters with its share only", lambda r, n, m: (1 - m) * r + n),
        ("this forgets all that came before", lambda r, n, m: n, lambda r, n, m: m * n),
    ),
)


def _evaluate(z, mean, variance, scale, shift):
    return scale * (z - mean) / (variance + EPSILON).sqrt() + shift


check_evaluate = Exercise(
    "evaluate",
    answer="output",
    lesson="with fixed numbers an example's output depends on that example alone",
    solution=_evaluate,
    examples=(
        (floats([1.0, 5.0, 9.0]), floats(3.0), floats(4.0), 2.0, 0.5),
        (floats([0.0, -2.0]), floats(2.0), floats(0.25), 0.5, -1.0),
    ),
    sample=lambda draws: (
        50 * torch.randn(4, generator=draws),
        torch.randn((), generator=draws),
        _positive(draws),
        *(_positive(draws, 2)).tolist(),
    ),
    mistakes=(
        (
            "these are the batch's own statistics: in eval() mode the running ones are used",
            lambda z, m, v, g, b: g * (z - z.mean()) / (z.var(correction=0) + EPSILON).sqrt() + b,
            lambda z, m, v, g, b: g * (z - z.mean()) / z.std() + b,
        ),
        ("this divides by the variance: take the root", lambda z, m, v, g, b: g * (z - m) / v + b),
        ("scale and shift are missing", lambda z, m, v, g, b: (z - m) / (v + EPSILON).sqrt()),
        (
            "scale first, shift afterwards",
            lambda z, m, v, g, b: g * ((z - m) / (v + EPSILON).sqrt() + b),
        ),
        (
            "scale and shift have changed places",
            lambda z, m, v, g, b: b * (z - m) / (v + EPSILON).sqrt() + g,
        ),
        ("the mean is not taken off", lambda z, m, v, g, b: g * z / (v + EPSILON).sqrt() + b),
    ),
)


def _through(d, normed, spread):
    return (d - d.mean() - normed * (d * normed).mean()) / spread


_CENTRED = floats([-1.0, 1.0, -1.0, 1.0])
_SKEWED = floats([-0.5, -0.5, -0.5, -0.5, 2.0])

check_through = Exercise(
    "through",
    answer="gradient",
    lesson="what moves all examples together, or stretches them all, is taken out again",
    solution=_through,
    examples=(
        (floats([1.0, 2.0, 4.0, 1.0]), _CENTRED, 2.0),
        (floats([0.0, 0.0, 1.0, 0.0, 1.0]), _SKEWED, 0.5),
    ),
    sample=lambda draws: (
        torch.randn(6, generator=draws),
        _over(0)(30 * torch.randn(6, generator=draws)),
        _positive(draws).item(),
    ),
    mistakes=(
        ("mean and spread depend on z as well: they are not constants", lambda d, n, s: d / s),
        ("this leaves out the path through the spread", lambda d, n, s: (d - d.mean()) / s),
        ("this leaves out the path through the mean", lambda d, n, s: (d - n * (d * n).mean()) / s),
        (
            "the spread divides the whole, once",
            lambda d, n, s: d - d.mean() - n * (d * n).mean(),
            lambda d, n, s: _through(d, n, s) / s,
            lambda d, n, s: _through(d, n, s) * s * s,
        ),
        (
            "means over the mini-batch, not sums",
            lambda d, n, s: (d - d.sum() - n * (d * n).sum()) / s,
        ),
        (
            "both parts are subtracted",
            lambda d, n, s: (d - d.mean() + n * (d * n).mean()) / s,
            lambda d, n, s: (d + d.mean() + n * (d * n).mean()) / s,
        ),
    ),
)

check_folded_bias = Exercise(
    "folded_bias",
    answer="bias",
    lesson="in eval() mode batch norm is linear, so it can be folded into the layer and costs "
    "nothing",
    solution=lambda bias, mean, variance, scale, shift: (
        scale * (bias - mean) / (variance + EPSILON) ** 0.5 + shift
    ),
    examples=((1.0, 3.0, 4.0, 2.0, 0.5), (0.5, -1.0, 0.25, 3.0, 1.0), (0.0, 2.0, 9.0, 1.5, 0.0)),
    sample=lambda draws: tuple((_positive(draws, 5)).tolist()),
    mistakes=(
        (
            "the old bias goes through batch norm as well: it is scaled too",
            lambda c, m, v, g, b: c - g * m / (v + EPSILON) ** 0.5 + b,
        ),
        (
            "the old bias is still there: only the mean was taken off",
            lambda c, m, v, g, b: -g * m / (v + EPSILON) ** 0.5 + b,
        ),
        ("the running mean is missing", lambda c, m, v, g, b: g * c / (v + EPSILON) ** 0.5 + b),
        ("this divides by the variance: take the root", lambda c, m, v, g, b: g * (c - m) / v + b),
        ("the shift is not scaled", lambda c, m, v, g, b: g * ((c - m) / (v + EPSILON) ** 0.5 + b)),
        ("the scale is missing", lambda c, m, v, g, b: (c - m) / (v + EPSILON) ** 0.5 + b),
    ),
)
