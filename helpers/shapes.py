"""Where the points of the two-dimensional sets lie, before any noise.

A shape maps class numbers (n,) and a generator to points (n, 2).
"""

from math import pi

import torch
from torch import Generator, Tensor

from helpers.engine.tensors import FLOATS


def moons(y: Tensor, draws: Generator) -> Tensor:
    """Half circles of radius 1 around (0, 0) and (1, ½), as scikit-learn's make_moons."""
    angle = pi * torch.rand(len(y), generator=draws, **FLOATS)
    side = 1 - 2 * y
    return torch.stack([y + side * angle.cos(), y / 2 + side * angle.sin()], dim=1)


def circles(y: Tensor, draws: Generator) -> Tensor:
    """Circles of radius 1 (class 0) and ½ (class 1)."""
    return _polar(1 - y / 2, 2 * pi * torch.rand(len(y), generator=draws, **FLOATS))


def spirals(y: Tensor, draws: Generator) -> Tensor:
    """Two arms of 1½ turns out to radius 2; the root spreads the points evenly over the disc."""
    radius = 2 * torch.rand(len(y), generator=draws, **FLOATS).sqrt()
    return _polar(radius, 1.5 * pi * radius + pi * y)


def xor(y: Tensor, draws: Generator) -> Tensor:
    """Squares from ¼ to 1¼ in all four quadrants; class 1 where the signs differ."""
    sign = 2 * torch.randint(2, y.shape, generator=draws, device="cpu") - 1
    signs = torch.stack([sign, sign * (1 - 2 * y)], dim=1)
    return signs * (0.25 + torch.rand(len(y), 2, generator=draws, **FLOATS))


def blobs(y: Tensor, draws: Generator) -> Tensor:
    """Gaussians of standard deviation 0.3 on the corners of a triangle, 1 from its centre."""
    corner = _polar(1, pi * (1 / 2 + 2 / 3 * y))
    return corner + 0.3 * torch.randn(len(y), 2, generator=draws, **FLOATS)


def _polar(radius: Tensor | float, angle: Tensor) -> Tensor:
    return torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)


# name: (shape, number of classes)
SHAPES = {
    "moons": (moons, 2),
    "circles": (circles, 2),
    "spirals": (spirals, 2),
    "xor": (xor, 2),
    "blobs": (blobs, 3),
}
