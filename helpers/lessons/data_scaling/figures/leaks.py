"""What a leak adds to the accuracy one reports: two ways to measure it, over many splits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import MaxNLocator
from torch import Tensor

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import first
from helpers.words import measured, number, percent

LOWEST = 0.5  # of the accuracies shown; lower ones are counted at the edge
EDGES = np.linspace(LOWEST, 1, 26)
SHARES = (0.3, 0.6, 1.0)  # where the axis of splits may end
TOPS = (1, 2, 5, 10, 20, 50, 100)  # where the axis of points may end: it stays put mostly


@dataclass(frozen=True, eq=False)
class Reports:
    """Accuracies reported for k splits of the data, with and without a leak.

    Args:  honest, leaky: shares from 0 to 1, (k,), split by split; step, steps: splits done,
           splits asked for.
    """

    honest: Tensor
    leaky: Tensor
    step: int
    steps: int


class Leak(Plot):
    """Left, the accuracies reported, as outlines; right, the mean difference as splits come in,
    with its 95 % interval. Each item of `items` is a Reports; the last is drawn."""

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "height": 340, **size})
        reports, difference = self.axes
        reports.set(xlabel="reported test accuracy (%)", ylabel="splits", xlim=(LOWEST, 1))
        reports.xaxis.set_major_formatter(lambda share, _: number(100 * share, 3))
        ticks.per_cent(reports.yaxis)
        difference.set(xlabel="splits", ylabel="leak adds (points)", ylim=(-5, 5))
        difference.axhline(0, color=style.BLACK, lw=1)
        for axis in (difference.xaxis, difference.yaxis):
            axis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
        look = {"fill": False, "lw": 2.2}
        self.outlines = {
            name: self.moving(
                reports.stairs(np.zeros(len(EDGES) - 1), EDGES, color=color, ls=stroke, **look)
            )
            for name, color, stroke in (
                ("fitted on training data", style.BLUE, "-"),
                ("fitted on all data", style.VERMILION, "--"),
            )
        }
        self.mean = self.line(difference, "mean", color=style.BLACK, linestyle="-", marker="")
        self.spread = self.band(difference, style.BLACK, 0.15)
        self.legend(self.outlines | {"difference (95 % interval)": self.mean})

    def draw(self, items):
        last = items[-1]
        honest, leaky = last.honest.double().numpy(), last.leaky.double().numpy()
        tallest = 0.0
        for outline, shares in zip(self.outlines.values(), (honest, leaky), strict=True):
            heights = np.histogram(np.clip(shares, LOWEST, 1), EDGES)[0] / len(shares)
            outline.set_data(heights, EDGES)
            tallest = max(tallest, heights.max())
        self.axes[0].set_ylim(0, next(end for end in SHARES if end >= tallest))
        points = 100 * (leaky - honest)
        splits, mean, half = running(points)
        self.mean.set_data(splits, mean)
        self.spread.set_data(splits, mean - half, mean + half)
        top = first(TOPS, abs(mean).max(initial=0) * 1.2)
        self.axes[1].set(xlim=(0, last.steps), ylim=(-top, top))
        # Whole points and tenths: the test sets are too small for more.
        words = (
            f"reported without the leak ≈ {percent(honest.mean(), 1)}, with it "
            f"≈ {percent(leaky.mean(), 1)}: it adds {measured(round(points.mean(), 1))} points"
        )
        if not len(mean):  # a single split has no interval
            return words
        low, high = (number(round(end, 1)) for end in (mean[-1] - half[-1], mean[-1] + half[-1]))
        return f"{words}, 95 % interval ≈ {low} to ≈ {high}"


def running(differences: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How a mean settles: counts 2 … k, mean of so many, half of its 95 % interval, (k − 1,)."""
    counts = np.arange(1, len(differences) + 1)
    mean = differences.cumsum() / counts
    square = (differences**2).cumsum() / counts
    spread = np.sqrt(np.clip(square - mean**2, 0, None) * counts / np.clip(counts - 1, 1, None))
    return counts[1:], mean[1:], (1.96 * spread / np.sqrt(counts))[1:]
