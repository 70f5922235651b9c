"""What networks are made of: each operation beside its derivative.

An operation returns its output and `back`. For a loss L, back takes ∂L/∂output and returns
∂L/∂input, with the gradients of the operation's own parameters after it. Axes: S networks,
B examples, F features. Written with torch's differentiable operations, so that autograd can
check every `back` (tests do); without autograd's bookkeeping a step costs a third.

Comparisons and where() are slow on small processors; sign(), maximum() and sums are not.
"""

import torch
from torch import Tensor

NORM_EPSILON = 1e-5


def linear(x: Tensor, weight: Tensor, bias: Tensor):
    """x W + b, (S, B, fan_in) → (S, B, fan_out).

    Args: weight: (S, fan_in, fan_out); bias: (S, 1, fan_out).
    Returns: output; back(d, to_inputs), which gives None for ∂L/∂x unless to_inputs.
    """

    def back(d: Tensor, to_inputs: bool = True):
        through = torch.bmm(d, weight.transpose(1, 2)) if to_inputs else None
        return through, torch.bmm(x.transpose(1, 2), d), d.sum(1, keepdim=True)

    return torch.baddbmm(bias, x, weight), back


def output_layer(x: Tensor, weight: Tensor, bias: Tensor):
    """As linear, with the transposed matrices in memory: products of ten columns, or of one,
    are three times as fast when the columns lie in rows.

    Args: weight: (S, fan_in, fan_out), a transposed window; bias: (S, 1, fan_out).
    """

    def back(d: Tensor, to_inputs: bool = True):
        through = torch.bmm(d, weight.transpose(1, 2)) if to_inputs else None
        return through, torch.bmm(d.transpose(1, 2), x).transpose(1, 2), d.sum(1, keepdim=True)

    rows = torch.baddbmm(bias.transpose(1, 2), weight.transpose(1, 2), x.transpose(1, 2))
    return rows.transpose(1, 2), back


def batch_norm(z: Tensor, scale: Tensor, shift: Tensor, mean: Tensor, variance: Tensor):
    """Each unit of each network over the mini-batch, (S, B, F) → the same.

    Args: scale, shift: (S, 1, F); mean, variance: (S, 1, F), of this very batch (see moments).
    Source: Ioffe & Szegedy 2015, algorithm 1.
    """
    return _normalized(z, scale, shift, mean, variance, 1)


def layer_norm(z: Tensor, scale: Tensor, shift: Tensor):
    """Each example over its layer's units, (S, B, F) → the same. Source: Ba et al. 2016, eq. 3."""
    return _normalized(z, scale, shift, *moments(z, 2), 2)


def moments(z: Tensor, axis: int) -> tuple[Tensor, Tensor]:
    """Mean and variance (dividing by n) along an axis, which stays with length 1."""
    mean = z.mean(axis, keepdim=True)
    return mean, (z - mean).square().mean(axis, keepdim=True)


def _normalized(z, scale, shift, mean, variance, axis: int):
    spread = (variance + NORM_EPSILON).sqrt()
    normed = (z - mean) / spread

    def back(d: Tensor):
        inner = d * scale
        # z moves its own mean and spread as well: those two parts are taken out again.
        along = (inner * normed).mean(axis, keepdim=True)
        d_z = (inner - inner.mean(axis, keepdim=True) - normed * along) / spread
        return d_z, (d * normed).sum(1, keepdim=True), d.sum(1, keepdim=True)

    return normed * scale + shift, back


def cross_entropy(logits: Tensor, labels: Tensor):
    """Mean loss of each network in nats, (S, B, C) and class numbers (S, B) → (S,).

    Returns: losses; back() gives ∂L/∂logits: the softmax less one at the right class, over B.
    """
    shifted = logits - logits.amax(2, keepdim=True)
    powers = shifted.exp()
    total, right = powers.sum(2, keepdim=True), labels[:, :, None]

    def back():
        d = powers / total
        d.scatter_add_(2, right, torch.full_like(right, -1, dtype=d.dtype))
        return d.mul_(1 / labels.shape[1])

    return (total.log() - shifted.gather(2, right)).mean((1, 2)), back


def squared_error(outputs: Tensor, targets: Tensor):
    """Mean squared error of each network, (S, B, K) and (S, B, K) → (S,); back() as above."""
    errors = outputs - targets

    def back():
        return errors * (2 / errors[0].numel())

    return errors.square().mean((1, 2)), back


def loss(outputs: Tensor, targets: Tensor):
    """cross_entropy for class numbers, squared_error for real targets."""
    return (cross_entropy if targets.dtype == torch.int64 else squared_error)(outputs, targets)
