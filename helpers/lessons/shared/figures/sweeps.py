"""Quantities over one setting that differs between trained networks, with seeds."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.ticker import NullLocator

from helpers.drawing import ticks
from helpers.drawing.bands import Banded
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import first
from helpers.engine.records import History, Record
from helpers.plots import SHARES
from helpers.words import measured, number, percent, title

TOPS = (0.5, 1, 1.5, 2, 3, 4, 6, 10, 20, 50, 100)  # where an axis of losses may end
ON_BOTH = {
    "accuracy": ("train_accuracy", "validation_accuracy"),
    "loss": ("train_loss", "validation_loss"),
}


class Sweep(Plot):
    """Curves over a setting: the median of the seeds at each value, and their quartiles.

    The Records' networks are ordered by value, then by variant, then by seed. Numbers that are
    NaN, not measured yet, are left out, and so is who has diverged.

    Args:
        values: of the setting, rising; xlabel: what it is.
        names: the variants, a curve each. Without names there is one variant, and its curves
            on training and on validation data stand side by side (probes of generalization);
            the words choose the value there, and tell what it is worth on test data.
        panels: for each panel its label and the quantities in it, History's names.
        xscale: "linear", or "log" with a tick at each value.
    """

    takes = Record

    def __init__(
        self,
        values: Sequence[float],
        xlabel: str,
        names: Sequence[str] = (),
        panels: Mapping[str, Sequence[str]] = ON_BOTH,
        xscale: str = "linear",
        **size,
    ):
        super().__init__(**{"ncols": len(panels), **size})
        self.values, self.names = np.asarray(values, dtype=float), list(names)
        self.panels, self.curves = dict(zip(self.axes, panels.values(), strict=True)), {}
        low, high = self.values[[0, -1]]
        margin = 0.03 * (high - low)
        ends = (low / 1.1, high * 1.1) if xscale == "log" else (low - margin, high + margin)
        for axis, label in zip(self.axes, panels, strict=True):
            axis.set(xlabel=xlabel, ylabel=label, xscale=xscale, xlim=ends)
            ticks.round_numbers(axis.yaxis, most=6)
            if xscale == "log":
                axis.set_xticks(values, [number(value, 4) for value in values])
                axis.xaxis.set_minor_locator(NullLocator())
            for key in self.panels[axis]:
                looks = self.names or ["training loss" if key.startswith("train") else "test loss"]
                self.curves[key] = [
                    Banded(self, axis, look, k, markers=True) for k, look in enumerate(looks)
                ]
            if self._holds_shares(axis):
                axis.set_ylim(0, 1.02)
                ticks.per_cent(axis.yaxis)
        shown = map(title, self.names) if names else ("on training data", "on validation data")
        self.legend(dict(zip(shown, self.lines, strict=False)))

    def _holds_shares(self, axis) -> bool:
        return set(self.panels[axis]) <= set(SHARES)

    def draw(self, items):
        history, medians = History(items[-1:]), {}
        for axis, keys in self.panels.items():
            for key in keys:
                shape = len(self.values), len(self.curves[key]), -1  # values, variants, seeds
                numbers = history.finished(key)[0].unflatten(0, shape)
                medians[key] = [
                    curve.set_data(self.values, numbers[:, v])
                    for v, curve in enumerate(self.curves[key])
                ]
            if not self._holds_shares(axis):
                self._limit(axis)
        return self._compare(medians) if self.names else self._choose(medians, history)

    def _limit(self, axis):
        edges = [curve.edges() for key in self.panels[axis] for curve in self.curves[key]]
        shown = np.concatenate([self.heights(axis), *edges, [0.0]])
        low, high = np.nanmin(shown), np.nanmax(shown)
        # A marker below 0 is drawn whole.
        axis.set_ylim(-first(TOPS, -1.1 * low) if low < 0 else 0, first(TOPS, high))

    def _compare(self, medians: Mapping[str, Sequence[np.ndarray]]) -> str:
        """How the variants do at the last value that was measured."""
        key, rows = next(iter(medians.items()))
        last = max(np.flatnonzero(np.isfinite(rows).any(0)), default=0)
        parts = [
            f"{title(n)} {measured(row[last])}" for n, row in zip(self.names, rows, strict=True)
        ]
        where = f"{number(self.values[last], 4)} {self.axes[0].get_xlabel()}"
        return f"{title(key)} at {where}: {', '.join(parts)}"

    def _choose(self, medians: Mapping[str, Sequence[np.ndarray]], history: History) -> str:
        """Which values do best on validation data, and what the best is worth on test data,
        beside both ends."""
        (accuracy,), (loss,) = medians["validation_accuracy"], medians["validation_loss"]
        best, least = int(np.nanargmax(accuracy)), int(np.nanargmin(loss))
        name = self.axes[0].get_xlabel().partition(" (")[0]
        tests = history["test_accuracy"][0].double().unflatten(0, (len(self.values), -1))
        test = tests.nanquantile(0.5, dim=1)
        ends = ", ".join(f"≈ {percent(test[k])} at {number(self.values[k])}" for k in (0, -1))
        return (
            f"on validation data accuracy is highest at {name} {measured(self.values[best])}, "
            f"loss lowest at {measured(self.values[least])}; on test data the former gets "
            f"≈ {percent(test[best])} right, against {ends}"
        )
