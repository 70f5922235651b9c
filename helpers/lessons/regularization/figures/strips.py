"""Strips: one row per variant, one dot per seed, a bar at their median."""

from collections.abc import Sequence

import numpy as np

from helpers.drawing import style, ticks
from helpers.drawing.canvas import COLUMN_GAP, Plot
from helpers.drawing.limits import span
from helpers.plots import SHARES
from helpers.words import measured, percent, title

ROW, FIRST = 42, 170  # pixels: a row's height, the margin for the names


class Strips(Plot):
    """One panel per quantity; items are {quantity: (V, K)}, the last is drawn.

    The first variant is the one to compare with: its median runs down each panel as a line.

    Args:  names: the V variants, from the top; keys: the quantities, History's names.
    """

    takes = dict

    def __init__(self, names: Sequence[str], keys: Sequence[str], **size):
        size = {"height": 70 + ROW * len(names), "top": 16, **size}
        super().__init__(**size, ncols=len(keys))
        self.names, self.keys = list(names), list(keys)
        panels = self.width - FIRST - self._right - COLUMN_GAP * (len(keys) - 1)
        gap = COLUMN_GAP / (panels / len(keys))  # less, and panels are drawn over each other
        self.figure.subplots_adjust(left=FIRST / self.width, wspace=gap)
        self.rows = []
        for axis, key in zip(self.axes, self.keys, strict=True):
            axis.set(xlabel=title(key), ylim=(len(names) - 0.5, -0.5), yticks=range(len(names)))
            self._place_labels(axis)
            axis.grid(axis="y", visible=False)
            axis.tick_params(axis="y", length=0)
            axis.set_yticklabels([])
            ticks.round_numbers(axis.xaxis)
            if key in SHARES:
                ticks.per_cent(axis.xaxis)
            self.rows.append([self._row(axis, k, name) for k, name in enumerate(self.names)])
        self._write_names()
        grey = {"color": style.GREY, "lw": 1.2, "linestyle": "--"}
        self.levels = [self.empty(axis, **grey) for axis in self.axes]

    def _write_names(self):
        """The names belong to the figure: they are longer than an axis's own margin for labels."""
        box, look = self.axes[0].get_position(), {"ha": "right", "va": "center"}
        with style.context():
            for k, name in enumerate(self.names):
                y = box.y1 - (k + 0.5) / len(self.names) * box.height
                self.figure.text(box.x0 - 0.015, y, name, **look)

    def _row(self, axis, k: int, name: str):
        """The dots of one variant, and the bar at their median."""
        color = style.look(name, k).color
        dots = self.empty(axis, "o", ms=7, mfc="none", mew=1.6, color=color)
        return dots, self.empty(axis, "|", ms=22, mew=4, color=color)

    def draw(self, items):
        last = {key: np.asarray(values, dtype=float) for key, values in items[-1].items()}
        for axis, key, rows, level in zip(
            self.axes, self.keys, self.rows, self.levels, strict=True
        ):
            values = last[key]
            middle = np.median(values, axis=1)
            for k, (dots, bar) in enumerate(rows):
                dots.set_data(values[k], np.full(len(values[k]), k))
                bar.set_data([middle[k]], [k])
            level.set_data([middle[0]] * 2, axis.get_ylim())
            axis.set_xlim(*span(values, 0.06))
        return "; ".join(self._describe(key, np.median(last[key], axis=1)) for key in self.keys)

    def _describe(self, key: str, medians: np.ndarray) -> str:
        write = (lambda v: f"≈ {percent(v)}") if key in SHARES else measured
        ends = zip(self.names, medians, strict=True)
        return f"{title(key)}, median: " + ", ".join(f"{name} {write(v)}" for name, v in ends)
