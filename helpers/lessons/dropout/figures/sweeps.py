"""A quantity over one setting that differs between the networks of a stack, with seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from matplotlib.ticker import MaxNLocator

from helpers.drawing import ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import first
from helpers.plots import quartiles
from helpers.words import measured, number, percent

TOPS = (0.5, 1, 1.5, 2, 3, 5, 10, 20, 50, 100)  # where a loss axis may end


class Sweep(Plot):
    """Left the accuracy, right the loss over a setting, on training and on test data: the median
    of the seeds at each value, and their quartiles.

    Each item of `items` is a Record whose networks are the values in order, all seeds of the
    first value first, with the probes of generalization; the last is drawn.

    Args: values: of the setting; xlabel: what it is.
    """

    QUANTITIES = (
        ("accuracy", ("train_accuracy", "test_accuracy")),
        ("loss", ("train_loss", "test_loss")),
    )

    def __init__(self, values: Sequence[float], xlabel: str, **size):
        super().__init__(**{"ncols": 2, **size})
        self.values, self.curves, self.bands = np.asarray(values, dtype=float), {}, {}
        room = 0.03 * (self.values[-1] - self.values[0])
        for axis, (name, keys) in zip(self.axes, self.QUANTITIES, strict=True):
            limits = self.values[0] - room, self.values[-1] + room
            axis.set(xlabel=xlabel, ylabel=name, xlim=limits)
            axis.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
            for key in keys:
                look = "training loss" if key.startswith("train") else "test loss"
                line = self.line(axis, look, markers=True)
                self.curves[key], self.bands[key] = line, self.band(axis, line.get_color())
        self.axes[0].set_ylim(0, 1.02)
        ticks.per_cent(self.axes[0].yaxis)
        first = self.curves["train_accuracy"], self.curves["test_accuracy"]
        self.legend({"on training data": first[0], "on test data": first[1]})

    def draw(self, items):
        record = items[-1]
        middles = {key: self._set(key, self._of(record, key)) for key in self.curves}
        losses = [self.bands[key].get_paths()[0].vertices[:, 1].max() for key in
                  ("train_loss", "test_loss")]  # fmt: skip
        heights = self.heights(self.axes[1])
        tallest = max([*losses, *heights[np.isfinite(heights)], 0.0])
        self.axes[1].set_ylim(0, first(TOPS, tallest))
        return self._describe(middles)

    def _of(self, record, key: str) -> torch.Tensor:
        """One quantity's numbers, (1, values, seeds)."""
        numbers = record.probed[key] if key in record.probed else getattr(record, key)
        return numbers.double().unflatten(0, (1, len(self.values), -1))

    def _set(self, key: str, numbers: torch.Tensor) -> np.ndarray:
        low, middle, high = (row[0] for row in quartiles(numbers))
        self.curves[key].set_data(self.values, middle)
        self.bands[key].set_data(self.values, low, high)
        return middle

    def _describe(self, middles: Mapping[str, np.ndarray]) -> str:
        accuracy, loss = middles["test_accuracy"], middles["test_loss"]
        best, name = int(np.nanargmax(accuracy)), self.axes[0].get_xlabel().partition(" (")[0]
        lowest = self.values[int(np.nanargmin(loss))]
        return (
            f"on test data the best accuracy is ≈ {percent(accuracy[best])} at {name} "
            f"{measured(self.values[best])}, the lowest loss {measured(np.nanmin(loss))} at "
            f"{measured(lowest)}; {name} {number(self.values[0])}: ≈ {percent(accuracy[0])}, "
            f"{name} {number(self.values[-1])}: ≈ {percent(accuracy[-1])}"
        )
