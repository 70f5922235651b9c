"""What networks are made of: each operation beside its derivative.

An operation returns its output and `back`. For a loss L, back takes ∂L/∂output, returns ∂L/∂input
and writes the gradients of the operation's own parameters where they belong. Axes: S networks,
B examples, F features. Arrays are PyTorch's or NumPy's (see arrays); with PyTorch's autograd can
check every `back` (tests do), and without its bookkeeping a step costs a third.

Comparisons and where() are slow on small processors; sign(), maximum() and sums are not.
"""

import numpy as np
import torch
from torch import Tensor

from helpers.engine.arrays import of

NORM_EPSILON = 1e-5


def linear(x: Tensor, weight: Tensor, bias: Tensor):
    """x W + b, (S, B, fan_in) → (S, B, fan_out).

    Args: weight: (S, fan_in, fan_out); bias: (S, 1, fan_out).
    Returns: output; back(d, of_weight, of_bias, to_inputs), which fills the two gradients, of the
        shapes of weight and bias, and gives None for ∂L/∂x unless to_inputs.
    """
    ops = of(x)

    def back(d: Tensor, of_weight: Tensor, of_bias: Tensor, to_inputs: bool):
        ops.product(x.mT, d, out=of_weight)
        ops.total(d, 1, out=of_bias)
        return ops.product(d, weight.mT) if to_inputs else None

    return ops.affine(bias, x, weight), back


def output_layer(x: Tensor, weight: Tensor, bias: Tensor):
    """As linear, with the transposed matrices in memory: products of ten columns, or of one,
    are three times as fast when the columns lie in rows.

    Args: weight: (S, fan_in, fan_out), a transposed window; bias: (S, 1, fan_out).
    """
    ops = of(x)

    def back(d: Tensor, of_weight: Tensor, of_bias: Tensor, to_inputs: bool):
        ops.product(d.mT, x, out=of_weight.mT)
        ops.total(d, 1, out=of_bias)
        return ops.product(d, weight.mT) if to_inputs else None

    return ops.affine(bias.mT, weight.mT, x.mT).mT, back


def batch_norm(z: Tensor, scale: Tensor, shift: Tensor, mean: Tensor, variance: Tensor):
    """Each unit of each network over the mini-batch, (S, B, F) → the same.

    Args: scale, shift: (S, 1, F); mean, variance: (S, 1, F), of this very batch (see moments).
    Returns: output; back(d, of_scale, of_shift), which fills the two gradients.
    Source: Ioffe & Szegedy 2015, algorithm 1.
    """
    return _normalized(z, scale, shift, mean, variance, 1)


def layer_norm(z: Tensor, scale: Tensor, shift: Tensor):
    """As batch_norm, each example over its layer's units. Source: Ba et al. 2016, eq. 3."""
    return _normalized(z, scale, shift, *moments(z, 2), 2)


def moments(z: Tensor, axis: int) -> tuple[Tensor, Tensor]:
    """Mean and variance (dividing by n) along an axis, which stays with length 1."""
    mean = of(z).total(z, axis) / z.shape[axis]
    from_mean = z - mean
    return mean, of(z).total(from_mean * from_mean, axis) / z.shape[axis]


def _normalized(z, scale, shift, mean, variance, axis: int):
    ops = of(z)
    spread = ops.sqrt(variance + NORM_EPSILON)
    normed = (z - mean) / spread

    def back(d: Tensor, of_scale: Tensor, of_shift: Tensor):
        ops.total(d * normed, 1, out=of_scale)
        ops.total(d, 1, out=of_shift)
        inner = d * scale
        # z moves its own mean and spread as well: those two parts are taken out again.
        along = ops.total(inner * normed, axis) / z.shape[axis]
        return (inner - ops.total(inner, axis) / z.shape[axis] - normed * along) / spread

    return normed * scale + shift, back


def cross_entropy(logits: Tensor, labels: Tensor):
    """Mean loss of each network in nats, (S, B, C) and class numbers (S, B) → (S,).

    Returns: losses; back() gives ∂L/∂logits: the softmax less one at the right class, over B.
    """
    ops = of(logits)
    shifted = logits - ops.largest(logits, 2)
    powers = ops.exp(shifted)
    total = ops.total(powers, 2)

    def back():
        d = powers / total
        ops.add_at(d, labels, -1)
        d *= 1 / labels.shape[1]
        return d

    losses = ops.log(total)[:, :, 0] - ops.picked(shifted, labels)  # (S, B)
    return losses.sum(1) / labels.shape[1], back


def squared_error(outputs: Tensor, targets: Tensor):
    """Mean squared error of each network, (S, B, K) and (S, B, K) → (S,); back() as above."""
    errors = outputs - targets
    count = errors.shape[1] * errors.shape[2]

    def back():
        return errors * (2 / count)

    return (errors * errors).sum((1, 2)) / count, back


def loss(outputs: Tensor, targets: Tensor):
    """cross_entropy for class numbers, squared_error for real targets."""
    classes = targets.dtype in (torch.int64, np.int64)
    return (cross_entropy if classes else squared_error)(outputs, targets)
