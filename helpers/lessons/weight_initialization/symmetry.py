"""Symmetry: the weights that tell a layer's units apart, and how many units are copies."""

from torch import Tensor

from helpers.probes import Glimpse

APART = 1e-3  # closer weights show as one point


def first_weights(glimpse: Glimpse) -> Tensor:
    """Incoming weights of the first hidden layer's units, (S, F, inputs)."""
    return glimpse.stack.weights[0].transpose(1, 2)


def count_different(weights: Tensor) -> int:
    """How many units of (F, inputs) have weights of their own, more than APART from others'."""
    originals = []
    for unit in weights:
        if all((unit - other).norm() > APART for other in originals):
            originals.append(unit)
    return len(originals)
