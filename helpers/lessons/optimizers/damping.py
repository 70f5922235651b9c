"""Momentum on a parabola: a run beside theory, and what theory calls it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor

CLOSE = 0.1  # roots not further apart are as good as equal


@dataclass(frozen=True, eq=False)
class Swing:
    """A run with momentum on ½ · curvature · w², from w = 1.

    Args:
        momentum: the student's; regime: what theory calls the run, in words.
        weights: w after 0, 1, … steps, (T,); expected: what theory's formula says, (T,).
        momenta: a fine grid, (M,); factors: theory's factor per step there, (M,).
        trials: other momenta, (K,); trial_factors: the factor that a run with each shows, (K,).
    """

    momentum: float
    regime: str
    weights: Tensor
    expected: Tensor
    momenta: Sequence[float]
    factors: Tensor
    trials: Sequence[float]
    trial_factors: Tensor

    @property
    def factor(self) -> float:
        """Theory's factor at the student's momentum."""
        return float(np.interp(self.momentum, self.momenta, self.factors))

    @property
    def critical(self) -> float:
        """The momentum with the smallest factor."""
        return float(self.momenta[int(self.factors.argmin())])


def regime(roots: Tensor) -> str:
    """What the two roots r of a recurrence, with solutions rᵗ, make of a run, in words."""
    sizes = roots.abs()
    if sizes.max() >= 1:
        return "it diverges"
    if (roots[0] - roots[1]).abs() < CLOSE:
        return "critically damped, it is quickest"
    if roots.imag.abs().max() > 0:
        return "under-damped, it swings"
    if roots.real[sizes.argmax()] < 0:
        return "it flips from side to side"
    return "over-damped, it creeps"
