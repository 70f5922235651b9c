"""Initial weights: unit random numbers times a scale that depends on a layer's size."""

import math

import torch
from torch import Tensor

from helpers import checks
from helpers.engine.tensors import FLOATS

# The lecture's schemes: a Recipe's init, and its gain (of small and large the standard deviation).
SCHEMES = {
    "zero": ("zeros", 1.0),
    "constant": ("constant", 0.05),
    "small": ("{}", 0.01),
    "large": ("{}", 1.0),
    "LeCun": ("lecun_{}", 1.0),
    "Glorot": ("glorot_{}", 1.0),
    "He": ("he_{}", 1.0),
}


def draw(init: str, count: int, generator: torch.Generator) -> Tensor:
    """The random part of a scheme, the same for every layer and gain.

    Args: init: one of recipes.INITS.
    Returns: (count,), float32: N(0, 1), or uniform on [−1, 1], or ones for "zeros", "constant".
    """
    if init in ("zeros", "constant"):
        return torch.ones(count, **FLOATS)
    if init.endswith("normal"):
        return torch.randn(count, generator=generator, **FLOATS)
    return torch.rand(count, generator=generator, **FLOATS) * 2 - 1


def weight_scale(init: str, gain: float, fan_in: int, fan_out: int) -> float:
    """What to multiply draw's numbers by in a layer of (fan_in, fan_out) weights.

    For "constant", "normal" and "uniform" it is the gain: the value, the standard deviation,
    the limit.

    Source: LeCun et al. 1998, section 4.6; Glorot & Bengio 2010, eq. 12 and 16; He et al. 2015,
        eq. 10.
    """
    scheme, _, shape = init.rpartition("_")
    if not scheme:
        return 0.0 if init == "zeros" else gain
    variance = {"lecun": 1 / fan_in, "glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in}[scheme]
    # A uniform distribution on [−limit, limit] has the variance limit² / 3.
    return gain * math.sqrt(variance if shape == "normal" else 3 * variance)


def scheme(name: str, factor: float = 1.0, shape: str = "normal") -> dict:
    """A scheme of the lecture as what a Recipe takes: Recipe(**scheme("He")).

    Args:
        name: one of SCHEMES; factor: on all weights; shape: "normal" or "uniform".
    Raises: ValueError: for another name or shape.
    """
    checks.one_of("scheme", name, SCHEMES)
    checks.one_of("shape", shape, ("normal", "uniform"))
    init, gain = SCHEMES[name]
    if name in ("small", "large") and shape == "uniform":
        gain *= math.sqrt(3)  # the limit that gives the same standard deviation
    return {"init": init.format(shape), "gain": factor * gain}
