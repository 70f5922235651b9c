"""Initial weights: one small distribution per name, drawn from the caller's generator."""

from __future__ import annotations

import math

import torch
from torch import Tensor


def initial_weights(
    init: str, gain: float, fan_in: int, fan_out: int, generator: torch.Generator
) -> Tensor:
    """Draw one layer's weights.

    Args:
        init: one of recipes.INITS.
        gain: factor on the scheme's scale; for "constant" the value itself.
        fan_in, fan_out: units before and after the layer.
        generator: where the random numbers come from.
    Returns: weights (fan_in, fan_out), float32.
    Source: Glorot & Bengio 2010, eq. 12 and 16; He et al. 2015, eq. 10; LeCun et al. 1998,
        section 4.6.
    """
    if init in ("zeros", "constant"):
        return torch.full((fan_in, fan_out), gain if init == "constant" else 0.0)
    scheme, _, shape = init.rpartition("_")
    if shape == "normal":
        return torch.randn(fan_in, fan_out, generator=generator) * (
            gain * _std(scheme, fan_in, fan_out)
        )
    # A uniform distribution on [-limit, limit] has the standard deviation limit / sqrt(3).
    limit = gain * (math.sqrt(3) * _std(scheme, fan_in, fan_out) if scheme else 1.0)
    return (torch.rand(fan_in, fan_out, generator=generator) * 2 - 1) * limit


def _std(scheme: str, fan_in: int, fan_out: int) -> float:
    """Standard deviation of a scheme's weights; "" is the plain N(0, 1)."""
    return {
        "": 1.0,
        "lecun": math.sqrt(1 / fan_in),
        "glorot": math.sqrt(2 / (fan_in + fan_out)),
        "he": math.sqrt(2 / fan_in),
    }[scheme]
