"""One mini-batch of one unit: its pre-activations, and what batch norm makes of them."""

import numpy as np
from matplotlib.collections import LineCollection

from helpers.drawing import limits, style, ticks
from helpers.drawing.canvas import Plot
from helpers.lessons.batch_normalization.minibatch import MiniBatch
from helpers.words import measured

REACH = 11  # of the axis of pre-activations
TOPS = (4, 8, 16, 32)  # where the axis of outputs may end: it stays put most of the time
DRAGGED = {"color": style.VERMILION, "marker": "s", "ms": 11, "linestyle": ""}
OTHERS = {"color": style.BLUE, "marker": "o", "ms": 8, "linestyle": ""}
BEFORE = {"color": style.GREY, "marker": "o", "ms": 8, "linestyle": "", "mfc": "none"}


class Normalization(Plot):
    """Left the pre-activations of the last MiniBatch with their mean and spread, right the
    outputs, and as rings where these were before the first example was dragged."""

    takes = MiniBatch

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "top": 66, **size})
        left, right = self.axes
        left.set(title="pre-activations z", ylim=(-REACH, REACH), ylabel="z")
        right.set(title="outputs", ylabel="output")
        ticks.round_numbers(left.yaxis)
        for axis in self.axes:
            axis.set(xlabel="example")
            axis.axhline(0, color=style.GREY, lw=1)
            ticks.round_numbers(axis.xaxis, most=8, whole=True)
        self.spread = self.band(left, style.ORANGE, 0.25)
        self.mean = self.empty(left, color=style.ORANGE, linestyle="--")
        self.moves = self.moving(LineCollection([], colors=style.GREY, linewidths=1.5))
        right.add_collection(self.moves)
        self.rings = self.line(right, "before", **BEFORE)
        self.dots = [self.line(axis, "others", **OTHERS) for axis in self.axes]
        self.dragged = [self.line(axis, "dragged", **DRAGGED) for axis in self.axes]
        lines = {"the example you drag": self.dragged[0], "the others": self.dots[0]}
        self.legend(lines | {"mean ± spread": self.mean, "before the drag": self.rings})

    def draw(self, items):
        batch = items[-1]
        places = np.arange(1, len(batch.z) + 1)
        ends = np.array([0, len(batch.z) + 1])
        mean, spread = batch.mean, batch.spread
        self.spread.set_data(ends, np.full(2, mean - spread), np.full(2, mean + spread))
        self.mean.set_data(ends, [mean, mean])
        before, after = batch.before.numpy(), batch.outputs.numpy()
        for values, dots, dragged in zip((batch.z, after), self.dots, self.dragged, strict=True):
            dots.set_data(places[1:], values[1:])
            dragged.set_data(places[:1], values[:1])
        self.rings.set_data(places, before)
        moves = zip(places, before, after, strict=True)
        self.moves.set_segments([[(x, a), (x, b)] for x, a, b in moves])
        highest = max(np.abs(before).max(), np.abs(after).max())
        top = limits.first((*TOPS, 1.1 * highest), highest)
        self.axes[1].set_ylim(-top, top)
        for axis in self.axes:
            axis.set_xlim(*ends)
        by = f"by {measured(batch.shifts.min())} to {measured(batch.shifts.max())}"
        by = by if batch.shifts.max() > 1e-4 else "not at all"
        return (
            f"mean of z {measured(mean)}, spread {measured(spread)}; the drag moved the other "
            f"examples' outputs {by}"
        )
