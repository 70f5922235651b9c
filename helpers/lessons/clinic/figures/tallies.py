"""A table of counts: how many patients of a ward, for every row and column."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.patches import Rectangle

from helpers.drawing import style
from helpers.drawing.canvas import Plot
from helpers.drawing.writing import width
from helpers.lessons.clinic.wards import Tally

WIDTH, ROW, POINT, INK = 860, 24, 0.72, 12  # letters too in CSS pixels; of one, for texts
SMALL = {"size": INK * POINT}


class Tallies(Plot):
    """The last Tally as a table: counts shaded and written where they are not 0, framed where
    expected, a dash where there was no trial.

    Args: rows, columns: their names; what: a count's meaning, for the words.
    """

    takes = Tally

    def __init__(self, rows: Sequence[str], columns: Sequence[str], what: str):
        self.rows, self.columns, self.what = list(rows), list(columns), what
        angle = math.radians(60 if len(columns) > 12 else 38)  # so that no name meets the next
        left = max(width(name, INK) for name in rows) + 16
        longest = max(width(name, INK) for name in columns)
        header, right = longest * math.sin(angle) + 26, width(columns[-1], INK) * math.cos(angle)
        height = header + ROW * len(rows) + 10
        super().__init__(WIDTH, round(height), top=4)
        (axis,) = self.axes
        share = (WIDTH - left - right - 8) / WIDTH, ROW * len(rows) / height
        axis.set_position((left / WIDTH, 10 / height, *share))
        axis.set(xlim=(0, len(columns)), ylim=(len(rows), 0), xticks=[])
        axis.set_yticks(np.arange(len(rows)) + 0.5, self.rows, fontsize=INK * POINT)
        axis.tick_params(length=0)
        axis.grid(False)
        axis.spines[:].set_visible(False)
        for lines, count in ((axis.axvline, len(columns)), (axis.axhline, len(rows))):
            for k in range(count + 1):
                lines(k, color="#E6E6E6", lw=1, zorder=2)
        look = {"rotation": math.degrees(angle), "rotation_mode": "anchor", "va": "bottom"}
        for k, name in enumerate(columns):
            axis.text(k + 0.4, -0.25, name, ha="left", **SMALL, **look)
        extent = (0, len(columns), len(rows), 0)
        image = axis.imshow([[0.0]], "Blues", vmin=0, vmax=1.6, aspect="auto", extent=extent)
        self.image, self.marks = self.moving(image), []

    def draw(self, items):
        (axis,), tally = self.axes, items[-1]
        self.image.set_data(np.ma.masked_equal(tally.shares.numpy(), 0))  # the lines show through
        self.remove(*self.marks)
        counts = [(i, j, n) for (i, j), n in np.ndenumerate(tally.counts.numpy()) if n != 0]
        texts = [self._count(axis, i, j, n) for i, j, n in counts]
        frames = [self._frame(axis, i, j) for i, j in tally.expected]
        self.marks = [self.moving(mark) for mark in (*texts, *frames)]
        parts = [
            f"{row}: {', '.join(self.columns[j] for j in columns) or 'none'}"
            for row, columns in zip(self.rows, tally.hits, strict=True)
        ]
        return f"{self.what}, of {tally.of}; " + "; ".join(parts)

    def _count(self, axis, i: int, j: int, count: float):
        words, color = ("–", style.GREY) if np.isnan(count) else (f"{count:.0f}", style.BLACK)
        return axis.text(j + 0.5, i + 0.52, words, color=color, ha="center", va="center", **SMALL)

    def _frame(self, axis, i: int, j: int):
        look = {"fill": False, "ec": style.ORANGE, "lw": 2.4, "zorder": 3, "clip_on": False}
        return axis.add_patch(Rectangle((j, i), 1, 1, **look))
