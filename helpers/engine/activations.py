"""Activation functions and their derivatives, element by element."""

import torch
import torch.nn.functional as F
from torch import Tensor


def activate(name: str, z: Tensor, negative_slope: Tensor | float = 0.01) -> Tensor:
    """Apply an activation to pre-activations.

    Args:
        name: one of recipes.ACTIVATIONS.
        z: pre-activations, any shape.
        negative_slope: of leaky_relu; a number or broadcastable with z.
    Returns: activations, the shape of z.
    """
    if name == "leaky_relu":
        return z.clamp_min(0) + negative_slope * z.clamp_max(0)
    if name == "elu":
        return F.elu(z)
    return _FUNCTIONS[name](z)


def derivative(name: str, z: Tensor, negative_slope: Tensor | float = 0.01) -> Tensor:
    """The slope of an activation at z, the shape of z; at a kink the slope from the left."""
    if name == "leaky_relu":
        return torch.where(z > 0, torch.ones_like(z), negative_slope * torch.ones_like(z))
    if name == "elu":
        return torch.where(z > 0, torch.ones_like(z), torch.exp(z))
    return _DERIVATIVES[name](z)


def backward(name: str, d: Tensor, z: Tensor, out: Tensor, negative_slope=0.01) -> Tensor:
    """Take a gradient back through an activation: d · derivative(name, z), by the cheapest way.

    Args: d: gradient with respect to the outputs; z: pre-activations; out: activate(name, z).
    Returns: gradient with respect to z, the shape of z.
    """
    if name == "leaky_relu":
        return d * (negative_slope + (1 - negative_slope) * z.relu().sign())
    if name in _SLOPES_BY_OUTPUT:
        return _SLOPES_BY_OUTPUT[name](out).mul_(d)
    return d * derivative(name, z)


def _gelu_slope(z: Tensor) -> Tensor:
    # GELU is z·Φ(z), so its slope is Φ(z) + z·φ(z), with the normal's cdf Φ and density φ.
    density = torch.exp(-z * z / 2) / (2 * torch.pi) ** 0.5
    return torch.special.ndtr(z) + z * density


_FUNCTIONS = {
    "linear": lambda z: z,
    "step": lambda z: (z > 0).to(z.dtype),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "gelu": F.gelu,
}
_DERIVATIVES = {
    "linear": torch.ones_like,
    "step": torch.zeros_like,
    "sigmoid": lambda z: torch.sigmoid(z) * (1 - torch.sigmoid(z)),
    "tanh": lambda z: 1 - torch.tanh(z) ** 2,
    "relu": lambda z: (z > 0).to(z.dtype),
    "gelu": _gelu_slope,
}
# Where the output tells the slope, it need not be computed anew; sign() is ten times as fast as >.
_SLOPES_BY_OUTPUT = {
    "sigmoid": lambda out: out * (1 - out),
    "tanh": lambda out: 1 - out * out,
    "relu": torch.sign,
    "elu": lambda out: out.clamp_max(0) + 1,
}
