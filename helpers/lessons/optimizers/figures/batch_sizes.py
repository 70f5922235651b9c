"""Batch sizes: the same runs over the examples items and over the updates done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from matplotlib.ticker import MaxNLocator

from helpers.drawing.canvas import Plot
from helpers.drawing.limits import decades
from helpers.engine.records import Record
from helpers.plots import TOP, quartiles
from helpers.words import measured, percent


@dataclass(frozen=True, eq=False)
class Paces:
    """Records of runs with different batch sizes, after the same number of epochs."""

    records: Sequence[Record]

    @property
    def step(self) -> int:
        """Updates done with the smallest batch."""
        return self.records[0].step

    @property
    def steps(self) -> int:
        """Updates asked for with the smallest batch."""
        return self.records[0].steps


def in_step(streams: Iterable[Iterator[Record]]) -> Iterator[Paces]:
    """Run streams of training.train that record once per epoch beside each other.

    Raises: ValueError: if they differ in length.
    """
    for records in zip(*streams, strict=True):
        yield Paces(records)


class BatchSizes(Plot):
    """Test loss over epochs, and over updates: the median of each batch size's seeds, and
    their quartiles. Each item of `items` is a Paces.

    Args: names: of the batch sizes, the smallest first.
    """

    def __init__(self, names: Sequence[str], **size):
        super().__init__(**{"ncols": 2, **size})
        self.names = list(names)
        self.log_scale(*self.axes)
        self.log_scale(self.axes[1], along="x")
        self.curves, self.bands = [], []
        for axis, xlabel in zip(self.axes, ("epochs (examples items)", "updates"), strict=True):
            axis.set(xlabel=xlabel, ylabel="test loss")
            curves = [self.line(axis, name, k, markers=True) for k, name in enumerate(self.names)]
            self.curves.append(curves)
            self.bands.append([self.band(axis, line.get_color()) for line in curves])
        self.axes[0].xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
        self.legend(dict(zip(self.names, self.curves[0], strict=True)))

    def draw(self, items):
        last = items[-1].records
        for k in range(len(self.names)):
            losses = torch.stack([paces.records[k].test_loss for paces in items])  # (T, seeds)
            low, middle, high = (row[:, 0] for row in quartiles(losses.double()[:, None]))
            epochs = [paces.records[k].epoch for paces in items]
            updates = [float(paces.records[k].step) for paces in items]
            updates[0] = np.nan  # the start has no place on a logarithmic axis
            for panel, x in enumerate((epochs, updates)):
                self.curves[panel][k].set_data(x, middle)
                self.bands[panel][k].set_data(x, low, high)
        first, epochs = last[0], self.axes[0]
        epochs.set_xlim(0, first.epochs)
        self.axes[1].set_xlim(0.8, 1.25 * max(1, first.steps))
        for axis in self.axes:
            axis.set_ylim(*decades(self.heights(epochs), TOP))
        parts = [
            f"{name}: {record.step} updates, loss {measured(record.test_loss.quantile(0.5))}, "
            f"test accuracy ≈ {percent(record.test_accuracy.quantile(0.5))}"
            for name, record in zip(self.names, last, strict=True)
        ]
        return f"after {first.epoch:.0f} epochs, {'; '.join(parts)}"
