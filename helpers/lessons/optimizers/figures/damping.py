"""Momentum on a parabola: the swing, and by which factor it shrinks, theory beside experiment."""

import numpy as np

from helpers.drawing import style
from helpers.drawing.canvas import Plot
from helpers.lessons.optimizers.damping import Swing
from helpers.words import measured, number

TOP = 1.25  # of the right panel: at 1 and above nothing shrinks
GONE = 4.0  # a swing beyond ends there
REACH = 1.5  # of the left panel, whose swing begins at 1


class Damping(Plot):
    """Left, the weight over the steps; right, the factor per step over the momentum; lines by
    theory, crosses by experiment. The last Swing is drawn."""

    takes = Swing

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "width_ratios": (3, 2), "height": 370, **size})
        swing, factor = self.axes
        swing.set(xlabel="step", ylabel="weight (best: 0)", ylim=(-REACH, REACH))
        factor.set(xlabel="momentum", ylabel="factor per step", xlim=(-0.02, 1.02), ylim=(0, TOP))
        swing.axhline(0, color=style.GREY, lw=1)
        factor.axhline(1, color=style.GREY, lw=1)
        look = {"color": style.BLACK, "linestyle": "-", "linewidth": 1.8}
        self.expected, self.factors = (self.line(axis, "theory", **look) for axis in self.axes)
        look = {"color": style.VERMILION, "linestyle": "", "zorder": 4}
        self.weights = self.empty(swing, marker="x", ms=6, mew=1.5, **look)
        self.trials = self.empty(factor, marker="x", ms=8, mew=2, **look)
        look = {"color": style.BLUE, "linestyle": "", "zorder": 5, "clip_on": False}
        self.here = self.empty(factor, marker="o", ms=10, **look)
        self.critical = self.empty(factor, color=style.GREEN, linestyle=":", linewidth=1.8)
        lines = {"theory": self.factors, "experiment": self.trials}
        self.legend(lines | {"your momentum": self.here, "critical": self.critical})

    def draw(self, items):
        swing = items[-1]
        steps = np.arange(len(swing.weights))
        for line, weights in ((self.weights, swing.weights), (self.expected, swing.expected)):
            line.set_data(steps, weights.where(weights.abs() < GONE, np.nan).numpy())
        self.axes[0].set_xlim(0, steps[-1])
        self.factors.set_data(swing.momenta, swing.factors.clamp(0, 2 * TOP).numpy())
        self.trials.set_data(swing.trials, swing.trial_factors)
        self.here.set_data([swing.momentum], [min(swing.factor, TOP)])
        self.critical.set_data([swing.critical] * 2, [0, TOP])
        return (
            f"{swing.regime}; at momentum {number(swing.momentum)} theory's factor per step is "
            f"{number(swing.factor, 3)}, the smallest is at momentum {measured(swing.critical)}"
        )
