"""What a leak adds to the accuracy one reports: two ways to measure it, over many splits."""

import numpy as np

from helpers.drawing import limits, style, ticks
from helpers.drawing.canvas import Plot
from helpers.lessons.data_scaling.leaks import Reports, running_means
from helpers.words import measured, number, percent

LOWEST = 0.5  # of the accuracies shown; lower ones are counted at the edge
EDGES = np.linspace(LOWEST, 1, 26)
SPLITS = (0.3, 0.6, 1.0)  # where the axis of splits may end
POINTS = (1, 2, 5, 10, 20, 50, 100)  # where the axis of points may end: it stays put mostly
LOOKS = {
    "fitted on training data": {"color": style.BLUE, "ls": "-"},
    "fitted on all data": {"color": style.VERMILION, "ls": "--"},
}


class Leak(Plot):
    """Left, the accuracies reported, as outlines; right, the mean difference as splits come in,
    with its 95 % interval. The last Reports are drawn."""

    takes = Reports

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "height": 340, **size})
        reports, difference = self.axes
        reports.set(xlabel="reported test accuracy (%)", ylabel="splits", xlim=(LOWEST, 1))
        reports.xaxis.set_major_formatter(lambda share, _: number(100 * share, 3))
        ticks.per_cent(reports.yaxis)
        difference.set(xlabel="splits", ylabel="leak adds (points)", ylim=(-5, 5))
        difference.axhline(0, color=style.BLACK, lw=1)
        ticks.round_numbers(difference.xaxis, difference.yaxis, whole=True)
        flat = np.zeros(len(EDGES) - 1)
        self.outlines = {
            name: self.moving(reports.stairs(flat, EDGES, fill=False, lw=2.2, **look))
            for name, look in LOOKS.items()
        }
        self.mean = self.line(difference, "mean", color=style.BLACK, linestyle="-", marker="")
        self.spread = self.band(difference, style.BLACK, 0.15)
        self.legend(self.outlines | {"difference (95 % interval)": self.mean})

    def draw(self, items):
        reports = items[-1]
        tallest = 0.0
        shares = reports.honest.double().numpy(), reports.leaky.double().numpy()
        for outline, values in zip(self.outlines.values(), shares, strict=True):
            heights = np.histogram(np.clip(values, LOWEST, 1), EDGES)[0] / len(values)
            outline.set_data(heights, EDGES)
            tallest = max(tallest, heights.max())
        self.axes[0].set_ylim(0, limits.first(SPLITS, tallest))
        splits, mean, half = running_means(reports.points)
        self.mean.set_data(splits, mean)
        self.spread.set_data(splits, mean - half, mean + half)
        top = limits.first(POINTS, abs(mean).max(initial=0) * 1.2)
        self.axes[1].set(xlim=(0, reports.steps), ylim=(-top, top))
        # Whole points and tenths: the test sets are too small for more.
        honest, leaky = (percent(values.mean(), 1) for values in shares)
        words = (
            f"reported without the leak ≈ {honest}, with it ≈ {leaky}: "
            f"it adds {measured(round(reports.points.mean(), 1))} points"
        )
        if not len(mean):  # a single split has no interval
            return words
        low, high = (number(round(end, 1)) for end in (mean[-1] - half[-1], mean[-1] + half[-1]))
        return f"{words}, 95 % interval ≈ {low} to ≈ {high}"
