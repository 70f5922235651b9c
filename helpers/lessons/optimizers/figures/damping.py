"""Momentum on a parabola: the swing, and by which factor it shrinks, theory beside experiment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from helpers.drawing import style
from helpers.drawing.canvas import Plot
from helpers.words import measured, number

TOP = 1.25  # of the right panel: at 1 and above nothing shrinks
CLOSE = 0.1  # roots not further apart are as good as equal
GONE = 4.0  # a swing beyond ends there
REACH = 1.5  # of the left panel, whose swing begins at 1


@dataclass(frozen=True, eq=False)
class Swing:
    """A run with momentum on ½ · curvature · w², from w = 1.

    Args:
        momentum: the student's; regime: what theory calls the run, in words.
        weights: w after 0, 1, … steps, (T,); expected: what theory's formula says, (T,).
        momenta: a fine grid, (M,); factors: theory's factor per step there, (M,).
        tried: other momenta, (K,); found: the factor that a run with each of them shows, (K,).
    """

    momentum: float
    regime: str
    weights: Tensor
    expected: Tensor
    momenta: Sequence[float]
    factors: Tensor
    tried: Sequence[float]
    found: Tensor

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


class Damping(Plot):
    """Left, the weight over the steps; right, the factor per step over the momentum; lines by
    theory, crosses by experiment. Each item of `items` is a Swing, the last is drawn."""

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "width_ratios": (3, 2), "height": 370, **size})
        swing, factor = self.axes
        swing.set(xlabel="step", ylabel="weight (best: 0)", ylim=(-REACH, REACH))
        factor.set(xlabel="momentum", ylabel="factor per step", xlim=(-0.02, 1.02), ylim=(0, TOP))
        swing.axhline(0, color=style.GREY, lw=1)
        factor.axhline(1, color=style.GREY, lw=1)
        look = {"color": style.BLACK, "linestyle": "-", "linewidth": 1.8}
        self.expected, self.factors = (self.line(axis, "theory", **look) for axis in self.axes)
        look = {"color": style.VERMILION, "linestyle": "", "marker": "x", "zorder": 4}
        self.weights = self.moving(swing.plot([], [], ms=6, mew=1.5, **look)[0])
        self.found = self.moving(factor.plot([], [], ms=8, mew=2, **look)[0])
        look = {"marker": "o", "linestyle": "", "ms": 10, "color": style.BLUE, "clip_on": False}
        self.here = self.moving(factor.plot([], [], zorder=5, **look)[0])
        look = {"color": style.GREEN, "linestyle": ":", "linewidth": 1.8}
        self.critical = self.moving(factor.plot([], [], **look)[0])
        lines = {"theory": self.factors, "experiment": self.found}
        self.legend(lines | {"your momentum": self.here, "critical": self.critical})

    def draw(self, items):
        run = items[-1]
        steps = np.arange(len(run.weights))
        for line, weights in ((self.weights, run.weights), (self.expected, run.expected)):
            line.set_data(steps, weights.where(weights.abs() < GONE, np.nan).numpy())
        self.axes[0].set_xlim(0, steps[-1])
        self.factors.set_data(run.momenta, run.factors.clamp(0, 2 * TOP).numpy())
        self.found.set_data(run.tried, run.found)
        self.here.set_data([run.momentum], [min(run.factor, TOP)])
        self.critical.set_data([run.critical] * 2, [0, TOP])
        return (
            f"{run.regime}; at momentum {number(run.momentum)} theory's factor per step is "
            f"{number(run.factor, 3)}, the smallest is at momentum {measured(run.critical)}"
        )
