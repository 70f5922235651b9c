"""Changes made to one network: each of them alone, and one after another."""

from collections.abc import Sequence

import numpy as np
from torch import Tensor

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.writing import width
from helpers.lessons.clinic.runs import ranges
from helpers.words import percent

ROW, OFFSET, LETTERS = 48, 0.16, 12  # pixels; rows; pixels
KINDS = {"alone": (style.BLUE, "s"), "with all above it": (style.ORANGE, "o")}


class Ladder(Plot):
    """A row per change, the first row is the network before. An item holds accuracies
    (2, rows, seeds), of each change alone and with all above it; the last item is drawn. Marks
    are medians, bars run from the lowest seed to the highest. A seed that diverged is NaN: it is
    left out of both, and counted in words beside them.

    Args: rows: names, from the top.
    """

    takes = Tensor

    def __init__(self, rows: Sequence[str]):
        super().__init__(840, 96 + ROW * len(rows))
        self.rows = list(rows)
        (axis,) = self.axes
        axis.set(xlim=(-0.02, 1.02), ylim=(len(rows) - 0.5, -0.5), xlabel="accuracy, fresh images")
        axis.set_yticks(range(len(rows)), self.rows, fontsize=0.72 * LETTERS)
        axis.tick_params(axis="y", length=0)
        axis.grid(axis="y", visible=False)
        ticks.per_cent(axis.xaxis)
        self.medians, self.ranges, self.notes = {}, {}, []
        for name, (color, marker) in KINDS.items():
            stroke = "-" if name == "with all above it" else ""
            look = {"color": color, "marker": marker, "ms": 9, "linestyle": stroke, "lw": 1.4}
            self.ranges[name] = self.empty(axis, color=color, lw=5, alpha=0.35)
            self.medians[name] = self.line(axis, name, **look)
        self.legend(self.medians)
        left = (max(width(row, LETTERS) for row in rows) + 16) / self.width
        place = axis.get_position()
        axis.set_position((left, place.y0, place.x1 - left, place.height))
        self._place_labels(axis)

    def draw(self, items):
        low, median, high = ranges(items[-1])  # (kinds, rows) each
        gaps = np.full(len(self.rows), np.nan)  # between the bars of two rows
        for kind, name in enumerate(KINDS):
            places = np.arange(len(self.rows)) + (2 * kind - 1) * OFFSET
            bars = np.stack([low[kind], high[kind], gaps], 1), np.stack([places, places, gaps], 1)
            self.ranges[name].set_data(*(ends.ravel() for ends in bars))
            self.medians[name].set_data(median[kind], places)
        seeds, lost = items[-1].shape[-1], items[-1].isnan().sum(-1).tolist()  # lost: (kinds, rows)
        self._note(lost, low, high, seeds)
        parts = []
        for k, row in enumerate(self.rows):
            sides = (
                f"{name} {_ended(median[kind][k].item(), lost[kind][k], seeds)}"
                for kind, name in enumerate(KINDS)
            )
            parts.append(f"{row}: {', '.join(sides)}")
        return "; ".join(parts)

    def _note(self, lost, low, high, seeds: int):
        """Count who diverged, at the end of the row that is free."""
        self.remove(*self.notes)
        self.notes = []
        for kind, (color, _) in enumerate(KINDS.values()):
            for k, count in enumerate(lost[kind]):
                if count:
                    free = low[kind][k].nan_to_num(1) > 1 - high[kind][k].nan_to_num(0)
                    x, side = (0.0, "left") if free else (1.0, "right")
                    look = {"color": color, "ha": side, "va": "center", "size": 0.72 * LETTERS}
                    place = k + (2 * kind - 1) * OFFSET
                    text = self.axes[0].text(x, place, _diverged(count, seeds), **look)
                    self.notes.append(self.moving(text))


def _ended(median: float, lost: int, seeds: int) -> str:
    words = [f"≈ {percent(median)}"] * (lost < seeds) + [_diverged(lost, seeds)] * (lost > 0)
    return " and ".join(words)


def _diverged(count: int, seeds: int) -> str:
    return f"≈ {count} of {seeds} diverged"
