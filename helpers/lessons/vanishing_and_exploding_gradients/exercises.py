"""Exercises of notebook 01: vanishing and exploding gradients."""

import math

import torch

from helpers.engine.tensors import floats
from helpers.lessons.shared.exercise import Exercise

check_sigmoid_slope = Exercise(
    "sigmoid_slope",
    answer="slope",
    lesson="0.25 at z = 0, where it is steepest, and close to 0 far from there",
    solution=lambda z: torch.sigmoid(z) * (1 - torch.sigmoid(z)),
    examples=((floats([0.0]),), (floats([-1.0, 2.0, 4.0]),)),
    sample=lambda draws: (4 * torch.randn(4, 3, generator=draws),),
    mistakes=(
        ("this is the sigmoid itself, not its slope", torch.sigmoid),
        ("one factor is 1 − s, not 1 + s", lambda z: torch.sigmoid(z) * (1 + torch.sigmoid(z))),
        ("the s in s·(1 − s) is the sigmoid's output, not z", lambda z: z * (1 - z)),
        ("1 − sigmoid(z) is only one of the two factors", lambda z: 1 - torch.sigmoid(z)),
        ("this is the slope of tanh, not of the sigmoid", lambda z: 1 - torch.tanh(z) ** 2),
        ("1 − output² is the rule for tanh", lambda z: 1 - torch.sigmoid(z) ** 2),
    ),
)


def _exact(factor, threshold):
    return math.log(threshold) / math.log(factor)


def _rounded(wrong):
    # A count comes as it is or rounded either way; the misunderstanding is the same.
    return wrong, lambda *a: math.floor(wrong(*a)), lambda *a: math.ceil(wrong(*a))


check_layers_until = Exercise(
    "layers_until",
    answer="number of layers",
    lesson="factors below 1 multiply, so few layers are enough",
    solution=lambda factor, threshold: math.ceil(_exact(factor, threshold)),
    examples=((0.5, 0.1), (0.5, 0.125), (0.25, 0.9)),
    sample=lambda draws: tuple((0.1 + 0.8 * torch.rand(2, generator=draws)).tolist()),
    mistakes=(
        ("round up, fewer layers are not enough", _exact, lambda f, t: math.floor(_exact(f, t))),
        ("the two logarithms have changed places", *_rounded(lambda f, t: 1 / _exact(f, t))),
        ("the product is factor ** layers, not factor · layers", *_rounded(lambda f, t: t / f)),
        ("one layer too many: start to count at 0", lambda f, t: math.ceil(_exact(f, t)) + 1),
        ("a product equal to the threshold is enough", lambda f, t: math.floor(_exact(f, t)) + 1),
    ),
)

check_clip_by_norm = Exercise(
    "clip_by_norm",
    answer="clipped gradient",
    lesson="a long gradient keeps its direction, a short one stays as it is",
    solution=lambda gradient, bound: gradient * min(1, bound / gradient.norm().item()),
    examples=((floats([0.3, -0.4]), 0.35), (floats([3.0, -4.0]), 10.0)),
    sample=lambda draws: (torch.randn(3, generator=draws), torch.rand((), generator=draws).item()),
    mistakes=(
        ("this clips each component, which turns the gradient", lambda g, b: g.clamp(-b, b)),
        ("a gradient shorter than the bound must stay as it is", lambda g, b: g * b / g.norm()),
        ("this divides by norm squared", lambda g, b: g * b / g.norm() ** 2 if g.norm() > b else g),
        ("take the root of the sum of squares", lambda g, b: g * min(1, b / g.norm().item() ** 2)),
        ("the norm adds squares, not sizes", lambda g, b: g * min(1, b / g.abs().sum().item())),
        ("the norm is now 1: multiply by bound", lambda g, b: g / g.norm() if g.norm() > b else g),
        ("every gradient gets norm 1, whatever the bound", lambda g, b: g / g.norm()),
    ),
)

check_leaky_relu = Exercise(
    "leaky_relu",
    answer="output",
    lesson="negative values keep a slope, so no unit is dead for good",
    solution=lambda z, slope: torch.where(z > 0, z, slope * z),
    examples=((floats([-2.0, 3.0]), 0.1), (floats([-1.0, 0.1, 1.0]), 0.25)),
    sample=lambda draws: (torch.randn(6, generator=draws), torch.rand((), generator=draws).item()),
    mistakes=(
        ("this is the notes' max(slope, z); slope multiplies z", lambda z, slope: z.clamp(slope)),
        ("slope multiplies z, it is not the output", lambda z, slope: torch.where(z > 0, z, slope)),
        ("this is ReLU, without a leak", lambda z, slope: z.relu()),
        ("the slope belongs to negative z, not to positive", lambda z, slope: z.minimum(slope * z)),
        ("positive z pass unchanged, negative z get the slope", lambda z, slope: slope * z.relu()),
        ("this is |z|: a leak keeps negative z negative", lambda z, slope: z.abs()),
        ("the leak has the wrong sign", lambda z, slope: z.maximum(-slope * z)),
    ),
)


def _off(share):
    # Whether 0 itself counts as off is a question of its own.
    return lambda pre: share((pre <= 0).double()), lambda pre: share((pre < 0).double())


check_dead_share = Exercise(
    "dead_share",
    answer="share",
    lesson="a unit that no example makes positive gets no gradient",
    solution=lambda pre: (pre <= 0).all(0).double().mean(),
    examples=(
        (floats([[-1.0, 2.0, 3.0, -4.0, 1.0], [-2.0, -1.0, 5.0, 2.0, 6.0]]),),
        (floats([[0.0, -1.0, 2.0, 1.0], [-3.0, -2.0, 4.0, 3.0]]),),
    ),
    sample=lambda draws: (torch.randint(-2, 3, (2, 9), generator=draws).float(),),
    mistakes=(
        ("this is the share of entries, not of units", *_off(lambda off: off.mean())),
        ("off for one example is not dead", *_off(lambda off: off.amax(0).mean())),
        ("units are the columns, not the rows", *_off(lambda off: off.amin(1).mean())),
        ("this is the share of living units", *_off(lambda off: 1 - off.amin(0).mean())),
        ("this is a count: divide by the units", *_off(lambda off: off.amin(0).sum())),
        ("at exactly 0 a unit has no gradient either", lambda p: (p < 0).all(0).double().mean()),
    ),
)
