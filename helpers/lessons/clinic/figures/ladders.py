"""Changes made to one network: each of them alone, and one after another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.writing import width
from helpers.words import percent

ROW, OFFSET, LETTERS = 48, 0.16, 12  # pixels; rows; pixels
KINDS = {"alone": (style.BLUE, "s"), "with all above it": (style.ORANGE, "o")}


class Ladder(Plot):
    """A row per change, the first row is the network before; each item of `items` is an accuracy
    (2, rows, seeds), of each change alone and with all above it. Marks are medians, bars run
    from the lowest seed to the highest; the last item is drawn.

    Args: rows: names, from the top.
    """

    def __init__(self, rows: Sequence[str]):
        super().__init__(840, 96 + ROW * len(rows))
        self.rows = list(rows)
        (axis,) = self.axes
        axis.set(xlim=(-0.02, 1.02), ylim=(len(rows) - 0.5, -0.5), xlabel="accuracy, fresh images")
        axis.set_yticks(range(len(rows)), self.rows, fontsize=0.72 * LETTERS)
        axis.tick_params(axis="y", length=0)
        axis.grid(axis="y", visible=False)
        ticks.per_cent(axis.xaxis)
        self.medians, self.ranges = {}, {}
        for name, (color, marker) in KINDS.items():
            look = {"color": color, "markersize": 9, "marker": marker}
            stroke = {"linestyle": "-" if name == "with all above it" else "", "linewidth": 1.4}
            (reach,) = axis.plot([], [], color=color, linewidth=5, alpha=0.35)
            self.ranges[name] = self.moving(reach)
            self.medians[name] = self.line(axis, name, **look, **stroke)
        self.legend(self.medians)
        left = (max(width(row, LETTERS) for row in rows) + 16) / self.width
        place = axis.get_position()
        axis.set_position((left, place.y0, place.x1 - left, place.height))
        self._place_labels(axis)

    def draw(self, items):
        values = np.asarray(items[-1], dtype=float)
        for kind, name in enumerate(KINDS):
            places = np.arange(len(self.rows)) + (2 * kind - 1) * OFFSET
            low, high = values[kind].min(1), values[kind].max(1)
            gaps = np.full(len(self.rows), np.nan)
            self.ranges[name].set_data(
                np.stack([low, high, gaps], 1).ravel(), np.stack([places, places, gaps], 1).ravel()
            )
            self.medians[name].set_data(np.median(values[kind], axis=1), places)
        alone, together = np.median(values, axis=2)
        return "; ".join(
            f"{row}: alone ≈ {percent(one)}, with all above it ≈ {percent(both)}"
            for row, one, both in zip(self.rows, alone, together, strict=True)
        )
