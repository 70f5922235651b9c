"""Gradient descent on a loss that depends on one weight: what the figure of it shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, eq=False)
class OneWeightDescent:
    """Gradient descent on a loss of one weight.

    Args:
        weights, losses: the curve, (n,) each, weights rising.
        path: the weight at the start and after every step; path_losses: the loss there.
        slope: the gradient at the start.
    """

    weights: Tensor
    losses: Tensor
    path: Sequence[float]
    path_losses: Sequence[float]
    slope: float
