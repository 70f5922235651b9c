"""The learning-rate range test as a figure, beside what each rate is worth in earnest."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import first
from helpers.lessons.hyperparameter_tuning.rates import Tested
from helpers.plots import quartiles
from helpers.words import measured, number, percent

TOPS = (3, 4, 6, 10, 20)  # where the loss axis may end; what diverges leaves it


class RangeTest(Plot):
    """Left the loss while the rate grows, right the accuracy after training at constant rates;
    in both the suggested rate. Medians over the seeds, bands from quartile to quartile; of one
    seed also the raw losses. Each item of `items` is a Tested; the last is drawn."""

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, **size})
        test, sweep = self.axes
        test.set(xlabel="learning rate", ylabel="training loss", ylim=(0, TOPS[0]))
        sweep.set(xlabel="learning rate", ylabel="accuracy after training", ylim=(0, 1.02))
        ticks.per_cent(sweep.yaxis)
        self.log_scale(test, sweep, along="x")
        raw = {"color": style.GREY, "lw": 0.9, "alpha": 0.8, "zorder": 1}
        self.raw = self.moving(test.plot([], [], **raw)[0])
        self.smooth = self.line(test, "training loss", linestyle="-")
        self.accuracy = self.line(sweep, "constant rates", color=style.BLUE, marker="s")
        self.bands = [
            self.band(axis, color) for axis, color in ((test, style.BLACK), (sweep, style.BLUE))
        ]
        look = {"color": style.VERMILION, "linestyle": "--", "lw": 2}
        self.marks = [self.moving(axis.plot([], [], **look)[0]) for axis in self.axes]
        names = ("one batch", "smoothed", "suggested rate", "constant rates")
        lines = (self.raw, self.smooth, self.marks[0], self.accuracy)
        self.legend(dict(zip(names, lines, strict=True)))

    def draw(self, items):
        last = items[-1]
        for axis in self.axes:
            axis.set_xlim(last.low, last.high)
        # A curve ends where its loss is no longer a number, or twice what it was at the start:
        # what comes after is a broken network's.
        broken = ~(last.smooth <= 2 * last.smooth[0]) | ~last.losses.isfinite()
        gone = broken.int().cummax(0).values.bool()
        most = gone.double().mean(1, keepdim=True) > 0.5  # of the seeds
        smooth = last.smooth.masked_fill(gone | most, torch.nan)
        self._curve(self.smooth, self.bands[0], last.rates, smooth)
        one = last.losses.shape[1] == 1
        raw = (last.rates.numpy(), last.losses[:, 0].numpy()) if one else ([], [])
        self.raw.set_data(*raw)
        start = last.smooth[0].max().item() if len(last.smooth) else TOPS[0]
        top = first(TOPS, 1.15 * start)
        self.axes[0].set_ylim(0, top)
        if len(last.accuracy):
            self._curve(self.accuracy, self.bands[1], last.constant, last.accuracy)
        else:
            self.accuracy.set_data([], [])
            self.bands[1].set_data([], [], [])
        rate = last.suggested.nanquantile(0.5).item()
        for mark, height in zip(self.marks, (top, 1.02), strict=True):
            mark.set_data(*([rate, rate], [0, height]) if np.isfinite(rate) else ([], []))
        return self._describe(last, rate)

    def _curve(self, line, band, x: Tensor, values: Tensor):
        low, middle, high = (row[:, 0] for row in quartiles(values.double()[:, None]))
        line.set_data(x.numpy(), middle)
        band.set_data(x.numpy(), low, high)

    def _describe(self, last: Tested, rate: float) -> str:
        if not np.isfinite(rate):
            return f"the rate has grown to {number(last.rates[-1])}"
        words = f"the test suggests a learning rate of {measured(rate)}"
        if not len(last.accuracy):
            return words
        middle = last.accuracy.double().quantile(0.5, dim=1).numpy()
        best, places = middle.argmax(), last.constant.log10().numpy()
        here = percent(float(np.interp(np.log10(rate), places, middle)))
        return (
            f"{words}: there the curve says ≈ {here}, at the best of {len(middle)} rates, "
            f"{number(last.constant[best])}, ≈ {percent(middle[best])}"
        )
