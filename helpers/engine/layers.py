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


def batch_norm(z: Tensor, variance: Tensor, scale: Tensor, shift: Tensor):
    """Each unit of each network over the mini-batch, (S, B, F) → the same.

    Args: z: less its mean; variance: (S, 1, F), see moments; scale, shift: (S, 1, F).
    Returns: output; back(d, of_scale, of_shift), which fills the two gradients.
    Source: Ioffe & Szegedy 2015, algorithm 1.
    """
    count = z.shape[1]
    per_spread = (variance + NORM_EPSILON) ** -0.5
    normed = z * per_spread
    out, fill = _scaled(normed, scale, shift)

    def back(d: Tensor, of_scale: Tensor, of_shift: Tensor):
        fill(d, of_scale, of_shift)
        # z moves its own mean and spread as well: those two parts are taken out again.
        d = d - of_shift / count
        d -= normed * (of_scale / count)
        d *= scale * per_spread
        return d

    return out, back


def layer_norm(z: Tensor, variance: Tensor, scale: Tensor, shift: Tensor):
    """As batch_norm, each example over its layer's units; variance: (S, B, 1).

    Source: Ba et al. 2016, eq. 3.
    """
    ops, count = of(z), z.shape[2]
    per_spread = (variance + NORM_EPSILON) ** -0.5
    normed = z * per_spread
    out, fill = _scaled(normed, scale, shift)

    def back(d: Tensor, of_scale: Tensor, of_shift: Tensor):
        fill(d, of_scale, of_shift)
        d = d * scale
        along = ops.total(d * normed, 2) / count
        d -= ops.total(d, 2) / count
        d -= normed * along
        d *= per_spread
        return d

    return out, back


def _scaled(normed: Tensor, scale: Tensor, shift: Tensor):
    """What each unit learns behind a norm; fill(d, of_scale, of_shift) its two gradients."""
    ops = of(normed)
    out = normed * scale
    out += shift

    def fill(d: Tensor, of_scale: Tensor, of_shift: Tensor):
        ops.total(d * normed, 1, out=of_scale)
        ops.total(d, 1, out=of_shift)

    return out, fill


def moments(z: Tensor, axis: int) -> tuple[Tensor, Tensor, Tensor]:
    """Mean along an axis, which stays with length 1; z less its mean; variance (dividing by n)."""
    mean = of(z).total(z, axis) / z.shape[axis]
    from_mean = z - mean
    return mean, from_mean, of(z).total(from_mean * from_mean, axis) / z.shape[axis]


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
