"""A table of counts: how many of several trials succeed, for every row and column."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.patches import Rectangle
from torch import Tensor

from helpers.drawing import style
from helpers.drawing.canvas import Plot
from helpers.drawing.writing import width

WIDTH, ROW, POINT, INK = 860, 24, 0.72, 12  # letters too in CSS pixels; of one, for texts


@dataclass(frozen=True, eq=False)
class Tally:
    """How many trials succeeded.

    Args:
        counts: (rows, columns), NaN where there was no trial; of: the number of trials.
        expected: (row, column) of the cells to frame.
    """

    counts: Tensor
    of: int
    expected: Iterable[tuple[int, int]] = ()


class Tallies(Plot):
    """Counts as a table: shaded and written where they are not 0, framed where expected, a dash
    where there was no trial; the last item of `items`, a Tally, is drawn.

    Args: rows, columns: their names; what: a count's meaning, for the words.
    """

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
        axis.set(xlim=(0, len(self.columns)), ylim=(len(self.rows), 0), xticks=[])
        axis.set_yticks(np.arange(len(self.rows)) + 0.5, self.rows, fontsize=INK * POINT)
        axis.tick_params(length=0)
        axis.grid(False)
        for side in axis.spines.values():
            side.set_visible(False)
        for k in range(len(self.columns) + 1):
            axis.axvline(k, color="#E6E6E6", lw=1, zorder=2)
        for k in range(len(self.rows) + 1):
            axis.axhline(k, color="#E6E6E6", lw=1, zorder=2)
        for k, name in enumerate(self.columns):
            look = {
                "rotation": math.degrees(angle),
                "ha": "left",
                "va": "bottom",
                "size": INK * POINT,
            }
            axis.text(k + 0.4, -0.25, name, rotation_mode="anchor", **look)
        extent = (0, len(self.columns), len(self.rows), 0)
        image = axis.imshow([[0.0]], "Blues", vmin=0, vmax=1.6, aspect="auto", extent=extent)
        self.image = self.moving(image)
        self.marks = []

    def draw(self, items):
        (axis,), last = self.axes, items[-1]
        for mark in self.marks:
            self._moving.remove(mark)
            mark.remove()
        counts = last.counts.double().numpy()
        shares = np.nan_to_num(counts) / last.of
        self.image.set_data(np.ma.masked_equal(shares, 0))  # the lines show through
        look = {"ha": "center", "va": "center", "size": INK * POINT}
        self.marks = [
            axis.text(j + 0.5, i + 0.52, "–" if np.isnan(n) else f"{n:.0f}", color=_ink(n), **look)
            for (i, j), n in np.ndenumerate(counts)
            if n != 0
        ]
        for i, j in last.expected:
            frame = Rectangle((j, i), 1, 1, fill=False, ec=style.ORANGE, lw=2.4, zorder=3)
            frame.set_clip_on(False)
            self.marks.append(axis.add_patch(frame))
        for mark in self.marks:
            self.moving(mark)
        found = []
        for i, name in enumerate(self.rows):
            there = [column for j, column in enumerate(self.columns) if counts[i, j] > 0]
            found.append(f"{name}: {', '.join(there) or 'none'}")
        return f"{self.what}, of {last.of}; " + "; ".join(found)


def _ink(count: float) -> str:
    return style.GREY if np.isnan(count) else style.BLACK
