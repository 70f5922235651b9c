"""The learning-rate range test as a figure, beside what each rate is worth in earnest."""

import math

import torch

from helpers.drawing import style, ticks
from helpers.drawing.bands import Banded
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import first
from helpers.engine.tensors import floats
from helpers.lessons.hyperparameter_tuning.rates import RangeTestResult
from helpers.words import measured, number, percent

NO_SWEEP = floats([torch.nan]), floats([[torch.nan]])  # draws nothing
TOPS = (3, 4, 6, 10, 20)  # where the loss axis may end; what diverges leaves it


class RangeTest(Plot):
    """Left the loss while the rate grows, right the accuracy after training at constant rates;
    in both the suggested rate. Medians over the seeds, bands from quartile to quartile; of one
    seed also the raw losses."""

    takes = RangeTestResult

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, **size})
        test, sweep = self.axes
        test.set(xlabel="learning rate", ylabel="training loss", ylim=(0, TOPS[0]))
        sweep.set(xlabel="learning rate", ylabel="accuracy after training", ylim=(0, 1.02))
        ticks.per_cent(sweep.yaxis)
        self.log_scale(test, sweep, along="x")
        self.raw = self.empty(test, color=style.GREY, lw=0.9, alpha=0.8, zorder=1)
        self.smooth = Banded(self, test, "training loss", linestyle="-")
        self.accuracy = Banded(self, sweep, "constant rates", color=style.BLUE, marker="s")
        look = {"color": style.VERMILION, "linestyle": "--", "lw": 2}
        self.marks = [self.empty(axis, **look) for axis in self.axes]
        cross = {"marker": "x", "ms": 7, "mew": 2, "linestyle": "", "color": style.VERMILION}
        self.lost = self.empty(sweep, **cross)
        self.legend(
            {
                "one batch": self.raw,
                "smoothed": self.smooth.line,
                "suggested rate": self.marks[0],
                "constant rates": self.accuracy.line,
                "share that diverged": self.lost,
            }
        )

    def draw(self, items):
        test = items[-1]
        for axis in self.axes:
            axis.set_xlim(test.low, test.high)
        self.smooth.set_data(test.rates, test.intact().double())
        alone = test.losses.shape[1] == 1
        self.raw.set_data(*((test.rates, test.losses[:, 0]) if alone else ([], [])))
        self.axes[0].set_ylim(0, first(TOPS, 1.15 * test.smooth[0].max().item()))
        sweep = (test.constant, test.accuracy.double()) if len(test.accuracy) else NO_SWEEP
        self.accuracy.set_data(*sweep)
        gone = test.accuracy.isnan().double().mean(-1) if len(test.accuracy) else sweep[1][:, 0]
        self.lost.set_data(sweep[0], gone.masked_fill(gone == 0, torch.nan))
        rate = test.suggested_rate
        for mark, axis in zip(self.marks, self.axes, strict=True):
            mark.set_data(*([rate, rate], axis.get_ylim()) if math.isfinite(rate) else ([], []))
        return self._describe(test, rate)

    def _describe(self, test: RangeTestResult, rate: float) -> str:
        if not math.isfinite(rate):
            return f"the rate has grown to {number(test.rates[-1])}"
        words = f"the test suggests a learning rate of {measured(rate)}"
        if not len(test.accuracy):
            return words
        middle = test.median_accuracy()
        best, lost = middle.nan_to_num(-1).argmax(), int(test.accuracy.isnan().sum())
        gone = f"; ≈ {lost} of {test.accuracy.numel()} networks diverged" * bool(lost)
        return (
            f"{words}: there the curve says ≈ {percent(test.accuracy_at(rate))}, at the best of "
            f"{len(middle)} rates, {measured(test.constant[best])}, ≈ {percent(middle[best])}{gone}"
        )
