"""A drawn network under dropout: which units are off in this step, and which weights it moves."""

from collections.abc import Sequence

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.lessons.dropout.thinned import MaskedStep, shares_off
from helpers.words import percent

PALE = "#DDDDDD"
NODE, WIDEST = 24, 4.5  # points: a unit's diameter, the line of the weight that moves most
COLUMNS = 1.15  # a layer's distance from the next, in units' distances


class Shutdowns(Plot):
    """Left the network in the present step: a unit that is off is white and crossed out, a
    weight that the step moves is dark, the more the thicker. Right, how often units were off.

    Args: sizes: units of the network's layers, inputs first.
    """

    takes = MaskedStep

    def __init__(self, sizes: Sequence[int], **size):
        super().__init__(**{"width": 880, "ncols": 2, "width_ratios": (3, 2), **size})
        drawing, shares = self.axes
        box = drawing.get_position()
        drawing.set_position((0.02, box.y0, box.x1 - 0.04, box.height))
        self.places = [_column(k, count) for k, count in enumerate(sizes)]
        reach = COLUMNS * (len(sizes) - 1)
        drawing.set(xlim=(-0.35, reach + 0.35), ylim=(-max(sizes) / 2 - 0.55, max(sizes) / 2))
        drawing.set_axis_off()
        self._draw_edges(drawing)
        self._draw_nodes(drawing)
        hidden = range(1, len(sizes) - 1)
        shares.set(xlabel="mini-batch", ylabel="off so far", ylim=(0, 1))
        ticks.round_numbers(shares.xaxis, most=6, whole=True)
        ticks.per_cent(shares.yaxis)
        self.curves = {f"layer {k}": self.line(shares, f"layer {k}", k) for k in hidden}
        look = {"linewidth": 1.2, "linestyle": (0, (1, 2))}
        self.levels = [
            self.empty(shares, color=line.get_color(), **look) for line in self.curves.values()
        ]
        named = {f"off so far, {name}": line for name, line in self.curves.items()}
        self.legend(named | {"its p": self.levels[0]})

    def _draw_edges(self, axis):
        """A pale line for every weight, and one above it that shows what the step moves."""
        ends = [
            [(start, end) for start in left for end in right]
            for left, right in zip(self.places, self.places[1:], strict=False)
        ]
        lines = [line for layer in ends for line in layer]
        axis.add_collection(LineCollection(lines, colors=PALE, linewidths=0.8, zorder=1))
        moved = LineCollection(lines, colors=style.BLACK, linewidths=0, zorder=2)
        self.moved = self.moving(axis.add_collection(moved))

    def _draw_nodes(self, axis):
        look = {"s": NODE**2, "edgecolors": style.BLACK, "linewidths": 1.4, "zorder": 3}
        units = np.concatenate(self.places[1:-1])
        ends = np.concatenate([self.places[0], self.places[-1]])
        self.moving(axis.scatter(*ends.T, color=PALE, **look))
        self.nodes = self.moving(axis.scatter(*units.T, color="white", **look))
        cross = {"color": style.BLACK, "ms": NODE / 2, "mew": 1.6, "zorder": 4}
        self.crosses = self.empty(axis, "x", **cross)
        names = ["inputs", *(f"layer {k}" for k in range(1, len(self.places) - 1)), "outputs"]
        foot = axis.get_ylim()[0] + 0.02
        for name, column in zip(names, self.places, strict=True):
            axis.text(column[0, 0], foot, name, ha="center", va="bottom", size=12)

    def draw(self, items):
        last, shares = items[-1], self.axes[1]
        on = np.concatenate([units.numpy() for units in last.on])
        blue, white = np.array(to_rgb(style.SKY)), np.ones(3)
        self.nodes.set_facecolors(white + on[:, None] * (blue - white))
        self.crosses.set_data(*np.concatenate(self.places[1:-1])[on == 0].T)
        sizes = np.concatenate([gradient.abs().flatten().numpy() for gradient in last.gradients])
        widths = WIDEST * np.sqrt(sizes / max(sizes.max(), 1e-12))
        self.moved.set_linewidths(np.where(sizes > 0, np.maximum(widths, 0.6), 0))
        shares.set_xlim(0, max(last.steps, 2))
        off = shares_off(items).numpy()
        steps = np.arange(1, len(items) + 1)
        parts = []
        for k, (name, line) in enumerate(self.curves.items()):
            units, rate = last.on[k], last.rates[k]
            line.set_data(steps, off[k])
            self.levels[k].set_data(shares.get_xlim(), [rate, rate])
            now = f"{int((units == 0).sum())} of {len(units)} units off now"
            parts.append(f"{name}: {now}, {percent(off[k, -1])} so far (p = {rate:g})")
        return "; ".join(parts)


def _column(layer: int, count: int) -> np.ndarray:
    """Where a layer's units stand, the first on top, (count, 2)."""
    heights = (count - 1) / 2 - np.arange(count)
    return np.column_stack([np.full(count, COLUMNS * layer), heights])
