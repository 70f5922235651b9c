"""Batch sizes: the same runs over the examples seen and over the updates done."""

from collections.abc import Sequence

import numpy as np
import torch

from helpers.drawing import ticks
from helpers.drawing.bands import Banded
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import decades
from helpers.lessons.optimizers.batch_sizes import SameEpoch
from helpers.plots import TOP
from helpers.words import measured, percent


class BatchSizes(Plot):
    """Test loss over epochs, and over updates: the median of each batch size's seeds, and
    their quartiles.

    Args: names: of the batch sizes, the smallest first.
    """

    takes = SameEpoch

    def __init__(self, names: Sequence[str], **size):
        super().__init__(**{"ncols": 2, **size})
        self.names = list(names)
        self.log_scale(*self.axes)
        self.log_scale(self.axes[1], along="x")
        for axis, xlabel in zip(self.axes, ("epochs (examples seen)", "updates"), strict=True):
            axis.set(xlabel=xlabel, ylabel="test loss")
        self.curves = [
            [Banded(self, axis, name, k, markers=True) for k, name in enumerate(self.names)]
            for axis in self.axes
        ]
        ticks.round_numbers(self.axes[0].xaxis, whole=True)
        lines = [curve.line for curve in self.curves[0]]
        self.legend(dict(zip(self.names, lines, strict=True)))

    def draw(self, items):
        last = items[-1].records
        for k, (over_epochs, over_updates) in enumerate(zip(*self.curves, strict=True)):
            records = [item.records[k] for item in items]
            losses = torch.stack([record.test_loss for record in records]).double()  # (T, seeds)
            over_epochs.set_data([record.epoch for record in records], losses)
            # The start has no place on a logarithmic axis.
            over_updates.set_data([np.nan, *(float(r.step) for r in records[1:])], losses)
        epochs, updates = self.axes
        epochs.set_xlim(0, last[0].epochs)
        updates.set_xlim(0.8, 1.25 * max(1, last[0].steps))
        for axis in self.axes:
            axis.set_ylim(*decades(self.heights(epochs), TOP))
        parts = [
            f"{name}: {record.step} updates, loss {measured(record.test_loss.quantile(0.5))}, "
            f"test accuracy ≈ {percent(record.test_accuracy.quantile(0.5))}"
            for name, record in zip(self.names, last, strict=True)
        ]
        return f"after {last[0].epoch:.0f} epochs, {'; '.join(parts)}"
