"""What several searches lead to, run by run: a dot each, and medians as bars."""

from collections.abc import Sequence

import numpy as np

from helpers.drawing import style
from helpers.drawing.limits import floor


class PairedDots:
    """A column per way to search: a dot per run, beside each other, and a bar at their median; a
    line joins a run's dots in the first two columns.

    Args: plot, axis; names: whose looks the columns have; spread, bar: from a column's middle to
        its outermost dot, and to the bar's end.
    """

    def __init__(self, plot, axis, names: Sequence[str], spread: float, bar: float):
        self.axis, self.spread, self.bar = axis, spread, bar
        self.pairs = plot.empty(axis, color="#C8C8C8", lw=1, zorder=1)
        look = {"linestyle": "", "markerfacecolor": "none", "mew": 1.8, "ms": 8}
        self.dots = [plot.line(axis, name, markers=True, **look) for name in names]
        self.medians = plot.empty(axis, color=style.BLACK, lw=3, zorder=4)

    def set_data(self, scores: Sequence, top: float) -> list[float]:
        """Show the scores (K,) of every column on an axis up to top; return their medians."""
        scores = np.stack([column.double().numpy() for column in scores])
        runs = scores.shape[1]
        aside = self.spread * (np.linspace(-1, 1, runs) if runs > 1 else np.zeros(1))
        for place, (dots, column) in enumerate(zip(self.dots, scores, strict=True)):
            dots.set_data(place + aside, column)
        gap = np.full(runs, np.nan)  # parts one run's line from the next
        self.pairs.set_data(_joined(aside, 1 + aside, gap), _joined(*scores[:2], gap))
        medians, places = np.median(scores, axis=1), np.arange(len(scores))
        gap = np.full(len(scores), np.nan)
        ends = _joined(places - self.bar, places + self.bar, gap)
        self.medians.set_data(ends, _joined(medians, medians, gap))
        self.axis.set_ylim(floor(scores.min()), top)
        return medians.tolist()


def _joined(*columns: np.ndarray) -> np.ndarray:
    """The first number of each column, then the second of each, …"""
    return np.stack(columns, 1).ravel()
