"""Activation functions and their derivatives, element by element."""

import math

from torch import Tensor

from helpers.engine.arrays import of


def activate(name: str, z: Tensor, negative_slope: Tensor | float = 0.01) -> Tensor:
    """Apply an activation to pre-activations.

    Args:
        name: one of recipes.ACTIVATIONS.
        z: pre-activations, any shape.
        negative_slope: of leaky_relu; a number or broadcastable with z.
    Returns: activations, the shape of z.
    """
    ops = of(z)
    if name == "leaky_relu":
        positive = ops.relu(z)
        return positive + negative_slope * (z - positive)
    return _FUNCTIONS[name](ops, z)


def derivative(name: str, z: Tensor, negative_slope: Tensor | float = 0.01) -> Tensor:
    """The slope of an activation at z, the shape of z; at a kink the slope from the left."""
    ops = of(z)
    if name == "leaky_relu":
        return ops.where(z > 0, ops.ones_like(z), negative_slope * ops.ones_like(z))
    return _DERIVATIVES[name](ops, z)


def backward(name: str, d: Tensor, z: Tensor, out: Tensor, negative_slope=0.01) -> Tensor:
    """Take a gradient back through an activation: d · derivative(name, z), by the cheapest way.

    Args: d: gradient with respect to the outputs; z: pre-activations; out: activate(name, z).
    Returns: gradient with respect to z, the shape of z.
    """
    ops = of(z)
    if name == "leaky_relu":
        return d * (negative_slope + (1 - negative_slope) * ops.sign(ops.relu(z)))
    if name in _SLOPES_BY_OUTPUT:
        slopes = _SLOPES_BY_OUTPUT[name](ops, out)
        slopes *= d
        return slopes
    return d * derivative(name, z)


def _gelu_slope(ops, z: Tensor) -> Tensor:
    # GELU is z·Φ(z), so its slope is Φ(z) + z·φ(z), with the normal's cdf Φ and density φ.
    return ops.normal_cdf(z) + z * ops.exp(-z * z / 2) / math.sqrt(2 * math.pi)


# Each with the library that z belongs to, see arrays.
_FUNCTIONS = {
    "linear": lambda ops, z: z,
    "step": lambda ops, z: ops.where(z > 0, ops.ones_like(z), ops.zeros_like(z)),
    "sigmoid": lambda ops, z: ops.sigmoid(z),
    "tanh": lambda ops, z: ops.tanh(z),
    "relu": lambda ops, z: ops.relu(z),
    "elu": lambda ops, z: ops.elu(z),
    "gelu": lambda ops, z: ops.gelu(z),
}
_DERIVATIVES = {
    "linear": lambda ops, z: ops.ones_like(z),
    "step": lambda ops, z: ops.zeros_like(z),
    "sigmoid": lambda ops, z: ops.sigmoid(z) * (1 - ops.sigmoid(z)),
    "tanh": lambda ops, z: 1 - ops.tanh(z) ** 2,
    "relu": _FUNCTIONS["step"],
    "elu": lambda ops, z: ops.where(z > 0, ops.ones_like(z), ops.exp(z)),
    "gelu": _gelu_slope,
}
# Where the output tells the slope, it need not be computed anew; sign() is ten times as fast as >.
_SLOPES_BY_OUTPUT = {
    "sigmoid": lambda ops, out: out * (1 - out),
    "tanh": lambda ops, out: 1 - out * out,
    "relu": lambda ops, out: ops.sign(out),
    "elu": lambda ops, out: out - ops.relu(out) + 1,
}
