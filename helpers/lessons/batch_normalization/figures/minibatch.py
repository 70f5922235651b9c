"""One mini-batch of one unit: its pre-activations, and what batch norm makes of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.ticker import MaxNLocator, MultipleLocator
from torch import Tensor

from helpers.drawing import style
from helpers.drawing.canvas import Plot
from helpers.words import measured

REACH = 11  # of the axis of pre-activations
TOPS = (4, 8, 16, 32)  # where the axis of outputs may end: it stays put most of the time
DRAGGED = {"color": style.VERMILION, "marker": "s", "ms": 11, "linestyle": ""}
OTHERS = {"color": style.BLUE, "marker": "o", "ms": 8, "linestyle": ""}
BEFORE = {"color": style.GREY, "marker": "o", "ms": 8, "linestyle": "", "mfc": "none"}


@dataclass(frozen=True, eq=False)
class MiniBatch:
    """A unit's mini-batch of B examples; the first one was dragged to where it is.

    Args:
        z: pre-activations, (B,).
        outputs: what they become, (B,).
        before: what they became while the first example was in its old place, (B,).
    """

    z: Tensor
    outputs: Tensor
    before: Tensor


class Normalization(Plot):
    """Left the pre-activations with their mean and spread, right the outputs, and as rings
    where these were before the first example was dragged; each item of `items` is a MiniBatch."""

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "top": 66, **size})
        left, right = self.axes
        left.set(title="pre-activations z", ylim=(-REACH, REACH), ylabel="z")
        left.yaxis.set_major_locator(MultipleLocator(5))
        right.set(title="outputs", ylabel="output")
        for axis in self.axes:
            axis.set(xlabel="example")
            axis.axhline(0, color=style.GREY, lw=1)
            axis.xaxis.set_major_locator(MaxNLocator(8, integer=True, steps=[1, 2, 5, 10]))
        self.spread = self.band(left, style.ORANGE, 0.25)
        (self.mean,) = left.plot([], [], color=style.ORANGE, linestyle="--")
        self.moving(self.mean)
        self.moves = self.moving(LineCollection([], colors=style.GREY, linewidths=1.5))
        right.add_collection(self.moves)
        self.rings = self.line(right, "before", **BEFORE)
        self.dots = [self.line(axis, "others", **OTHERS) for axis in self.axes]
        self.dragged = [self.line(axis, "dragged", **DRAGGED) for axis in self.axes]
        self.legend(
            {
                "the example you drag": self.dragged[0],
                "the others": self.dots[0],
                "mean ± spread": self.mean,
                "before the drag": self.rings,
            }
        )

    def draw(self, items):
        last = items[-1]
        count = len(last.z)
        places = np.arange(1, count + 1)
        ends = np.array([0, count + 1])
        mean, spread = last.z.mean().item(), last.z.std(correction=0).item()
        self.spread.set_data(ends, np.full(2, mean - spread), np.full(2, mean + spread))
        self.mean.set_data(ends, [mean, mean])
        before, after = last.before.numpy(), last.outputs.numpy()
        for values, dots, dragged in zip((last.z, after), self.dots, self.dragged, strict=True):
            dots.set_data(places[1:], values[1:])
            dragged.set_data(places[:1], values[:1])
        self.rings.set_data(places, before)
        self.moves.set_segments(
            [[(x, a), (x, b)] for x, a, b in zip(places, before, after, strict=True)]
        )
        highest = max(np.abs(before).max(), np.abs(after).max())
        top = next((top for top in TOPS if highest < top), 1.1 * highest)
        self.axes[1].set_ylim(-top, top)
        for axis in self.axes:
            axis.set_xlim(*ends)
        moved = np.abs(after - before)[1:]
        by = f"by {measured(moved.min())} to {measured(moved.max())}"
        by = by if moved.max() > 1e-4 else "not at all"
        return (
            f"mean of z {measured(mean)}, spread {measured(spread)}; the drag moved the other "
            f"examples' outputs {by}"
        )
