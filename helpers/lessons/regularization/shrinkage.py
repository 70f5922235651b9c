"""Where a penalty moves the minimum of a squared loss, for many penalties at once."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from helpers.engine.optimizers import soft_threshold

STEPS = 2000


@dataclass(frozen=True, eq=False)
class Shrunk:
    """The minimum of a squared loss with two weights plus a penalty, ½ (w − best)ᵀ H (w − best)
    + λ (mix Σ|w| + (1 − mix)/2 Σw²).

    Args:
        hessian: H, (2, 2); best: the minimum without the penalty, (2,).
        mix: from 0, all L2, to 1, all L1; strength: λ; weights: the minimum there, (2,).
        strengths: other λ, rising, (K,); path: the minimum for each of them, (K, 2).
    """

    hessian: Tensor
    best: Tensor
    mix: float
    strength: float
    weights: Tensor
    strengths: Tensor
    path: Tensor


def minima(hessian: Tensor, best: Tensor, l1: Tensor, l2: Tensor) -> Tensor:
    """Minimize ½ (w − best)ᵀ H (w − best) + l1 Σ|w| + l2/2 Σw² by proximal gradient descent.

    Args:    hessian: (F, F), positive definite; best: (F,); l1, l2: (K,), K penalties at once.
    Returns: (K, F); zeros are exact.
    Source:  Parikh & Boyd 2014, section 4.2 (the step is 1 over the largest curvature).
    """
    l1, l2 = l1[:, None], l2[:, None]
    step = 1 / (torch.linalg.eigvalsh(hessian)[-1] + l2)
    weights = best.expand(len(l1), -1)
    for _ in range(STEPS):
        moved = weights - step * ((weights - best) @ hessian + l2 * weights)
        shrunk = soft_threshold(moved, step * l1)
        if torch.equal(shrunk, weights):
            break
        weights = shrunk
    return weights


def shrink(hessian: Tensor, best: Tensor, strength: float, mix: float, strengths: Tensor) -> Shrunk:
    """The minimum at one strength of the penalty, and its path over others; see Shrunk."""
    every = torch.cat([strengths, torch.tensor([strength], dtype=strengths.dtype)])
    found = minima(hessian, best, mix * every, (1 - mix) * every)
    return Shrunk(hessian, best, mix, strength, found[-1], strengths, found[:-1])
