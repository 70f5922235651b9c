"""What to look at inside a stack while it trains: a number per network and layer.

A probe is a function of a Glimpse that returns a tensor (S, ...). Hidden layers are counted
from the input; L hidden layers and the output layer make L + 1 layers of weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from helpers.engine.activations import derivative
from helpers.engine.networks import Stack
from helpers.engine.tensors import FLOATS
from helpers.recipes import blocks

SATURATED_BELOW = 0.05  # a slope under 5 % of the activation's steepest counts as saturated


@dataclass(frozen=True, eq=False)
class Glimpse:
    """One training step as seen from inside.

    Args:
        stack: the networks, with their parameters before the update.
        pre, post: pre-activations and outputs of each hidden layer, L tensors (S, B, F).
        errors: gradient of each network's loss with respect to pre, L tensors (S, B, F).
        grad: gradient of each network's loss with respect to its parameters, (S, P).
        update: what this step adds to the parameters, (S, P).
    """

    stack: Stack
    pre: Sequence[Tensor]
    post: Sequence[Tensor]
    errors: Sequence[Tensor]
    grad: Tensor
    update: Tensor


def activation_spread(glimpse: Glimpse) -> Tensor:
    """How far each hidden layer's outputs differ from example to example, (S, L).

    The standard deviation of each unit over the mini-batch, then the root of the mean square
    over the units. Where each unit answers every input alike it is 0, however the units differ
    among themselves: nothing of the input is left. 0 for a batch of one.
    """
    return _by_layer(glimpse, glimpse.post, lambda post: post.var(1, correction=0).mean(1).sqrt())


def error_norms(glimpse: Glimpse) -> Tensor:
    """Norm of the error signal ∂loss/∂pre that reaches each hidden layer, over examples and
    units, (S, L)."""
    return _by_layer(glimpse, glimpse.errors, lambda error: error.flatten(1).norm(dim=1))


def gradient_norms(glimpse: Glimpse) -> Tensor:
    """Euclidean norm of each layer's weight gradient, (S, L + 1)."""
    spans = glimpse.stack.weight_spans
    return _by_layer(glimpse, spans, lambda span: glimpse.grad[:, span].norm(dim=1))


def update_ratios(glimpse: Glimpse) -> Tensor:
    """Norm of a step's update over the norm of the weights, per layer, (S, L + 1)."""
    flat, update = glimpse.stack.flat, glimpse.update
    return _by_layer(
        glimpse,
        glimpse.stack.weight_spans,
        lambda span: update[:, span].norm(dim=1) / flat[:, span].norm(dim=1),
    )


def whole_gradient_norm(glimpse: Glimpse) -> Tensor:
    """Euclidean norm of each network's whole gradient, before any clipping, (S,)."""
    return glimpse.grad.norm(dim=1)


def whole_weight_norm(glimpse: Glimpse) -> Tensor:
    """Euclidean norm of all of each network's weights, (S,)."""
    return (glimpse.stack.flat * glimpse.stack.is_weight).norm(dim=1)


def squared_slopes(glimpse: Glimpse) -> Tensor:
    """Mean of the activation's squared slope φ'(z)² in each hidden layer, (S, L)."""
    slopes = glimpse.stack.slopes
    return _by_layer(glimpse, glimpse.pre, lambda pre: slopes(pre).square().mean((1, 2)))


def dead_units(glimpse: Glimpse) -> Tensor:
    """1 for each hidden unit whose pre-activation is positive on no example of the batch,
    else 0; (S, L, F), narrower layers filled up with NaN."""
    if not glimpse.pre:
        return torch.zeros(len(glimpse.stack), 0, 0, **FLOATS)
    widest = max(glimpse.stack.sizes[1:-1])

    def dead(pre):
        never = (pre <= 0).all(1).to(pre.dtype)
        return torch.nn.functional.pad(never, (0, widest - never.shape[1]), value=float("nan"))

    return _by_layer(glimpse, glimpse.pre, dead)


def dead_share(glimpse: Glimpse) -> Tensor:
    """Share of each network's hidden units that are positive on no example of the batch, (S,)."""
    return dead_units(glimpse).flatten(1).nanmean(1)


def stuck_shares(glimpse: Glimpse) -> Tensor:
    """How much of each hidden layer lets no gradient through, (S, L).

    For sigmoid and tanh: the share of saturated outputs (slope under 5 % of the steepest).
    For the others: the share of dead units.
    """
    if not glimpse.pre:
        return torch.zeros(len(glimpse.stack), 0, **FLOATS)
    shares = []
    for name, rows in blocks(glimpse.stack.recipes, lambda recipe: recipe.activation):
        if name in ("sigmoid", "tanh"):
            bound = SATURATED_BELOW * derivative(name, torch.zeros((), **FLOATS)).item()
            stuck = [derivative(name, pre[rows]) < bound for pre in glimpse.pre]
        else:
            stuck = [(glimpse.stack.slopes(pre)[rows] == 0).all(1) for pre in glimpse.pre]
        shares.append(_by_layer(glimpse, stuck, lambda units: units.flatten(1).double().mean(1)))
    return torch.cat(shares)


def first_to_last(norms: Tensor) -> Tensor:
    """First layer's gradient over the output layer's, (..., L + 1) → (...).

    Rows of shallower networks may end in NaN, as training.train pads them.
    """
    last = (~norms.isnan()).long().cumsum(-1).argmax(-1, keepdim=True)
    return norms[..., 0] / norms.gather(-1, last).squeeze(-1)


def _by_layer(glimpse: Glimpse, layers: Sequence, measure) -> Tensor:
    """Measure each layer, (S, ...) apiece, and put the layers on axis 1."""
    if not layers:
        return torch.zeros(len(glimpse.stack), 0, **FLOATS)
    return torch.stack([measure(layer) for layer in layers], dim=1)
