"""Where a penalty moves the minimum of a squared loss, for many penalties at once."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from helpers.engine.optimizers import soft_threshold

STEPS = 2000
# Multiples of 45° are among the angles: there are the diamond's corners.
ANGLES = np.linspace(0, 2 * np.pi, 361)
DIRECTIONS = np.stack([np.cos(ANGLES), np.sin(ANGLES)])  # (2, 361)


@dataclass(frozen=True, eq=False)
class Shrinkage:
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

    @property
    def level(self) -> float:
        """The loss at the minimum, 0 or more."""
        away = self.weights - self.best
        return max((away @ self.hessian @ away).item(), 0) / 2


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


def shrink(
    hessian: Tensor, best: Tensor, strength: float, mix: float, strengths: Tensor
) -> Shrinkage:
    """The minimum at one strength of the penalty, and its path over others; see Shrinkage."""
    every = torch.cat([strengths, strengths.new_tensor([strength])])
    *path, weights = minima(hessian, best, mix * every, (1 - mix) * every)
    return Shrinkage(hessian, best, mix, strength, weights, strengths, torch.stack(path))


def mix_name(mix: float) -> str:
    """What a mix is called."""
    return {0: "all L2", 1: "all L1"}.get(mix, f"{round(100 * mix)} % L1, the rest L2")


def ellipse(hessian: Tensor, best: np.ndarray, level: float) -> np.ndarray:
    """Where ½ (w − best)ᵀ H (w − best) is `level`, (2, 361)."""
    values, axes = np.linalg.eigh(hessian.numpy())
    return best[:, None] + axes @ (np.sqrt(2 * level / values)[:, None] * DIRECTIONS)


def ball(weights: np.ndarray, mix: float) -> np.ndarray:
    """Where mix Σ|w| + (1 − mix)/2 Σw² is what it is at `weights`, (2, 361)."""
    level = mix * np.abs(weights).sum() + (1 - mix) / 2 * np.square(weights).sum()
    slope = mix * np.abs(DIRECTIONS).sum(0)
    # The radius solves (1 − mix)/2 r² + slope r = level; this form also holds for mix = 1.
    root = np.sqrt(slope**2 + 2 * (1 - mix) * level)
    return DIRECTIONS * np.divide(2 * level, slope + root, where=slope + root > 0, out=0 * root)
