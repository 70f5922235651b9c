"""Early stopping as a figure: where a run stops and goes back to, and what that is worth."""

import math
from collections.abc import Sequence

import numpy as np

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import first
from helpers.engine.records import History
from helpers.lessons.regularization.stopping import Outcome
from helpers.words import measured, number

TOPS = (1, 1.5, 2, 3, 4, 5, 10, 20, 50)  # where a loss axis may end: it stays put most of the time


class Stops(Plot):
    """Left, the first network's losses, the place it goes back to (star) and where patience ran
    out (line); right, a dot per network: test loss with the last weights against the restored."""

    takes = Outcome

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "width_ratios": (8, 5), **size})
        curves, worth = self.axes
        curves.set(xlabel="epoch", ylabel="loss")
        worth.set(xlabel="test loss, last weights", ylabel="restored weights")
        for axis in self.axes:
            ticks.round_numbers(axis.xaxis, axis.yaxis)
        self.losses = [
            self.line(curves, "training loss"),
            self.line(curves, "validation", color=style.BLUE, linestyle="--"),
        ]
        self.stop = self.empty(curves, color=style.VERMILION, linestyle=(0, (1, 1)), linewidth=2.2)
        star = {"color": style.BLUE, "markeredgecolor": style.BLACK, "ms": 17, "zorder": 4}
        self.best = self.empty(curves, "*", **star)
        self.same = self.empty(worth, color=style.GREY, linewidth=1.6, linestyle="--")
        self.dots = self.empty(worth, "o", color=style.BLUE, mfc="none", mew=2, ms=8)
        named = dict(zip(("training", "validation"), self.losses, strict=True))
        named |= {"best": self.best, "patience ran out": self.stop, "equal": self.same}
        self.legend(named)

    def draw(self, items):
        history, last = History([item.record for item in items]), items[-1]
        curves, worth = self.axes
        for line, key in zip(self.losses, ("loss", "test_loss"), strict=True):
            line.set_data(history.epochs.double().numpy(), history[key][:, 0].double().numpy())
        top = _end(np.concatenate([line.get_ydata() for line in self.losses]))
        curves.set(xlim=(0, last.record.epochs), ylim=(0, top))
        best_epoch, stop_epoch = last.best_epoch[0].item(), last.stop_epoch[0].item()
        self.best.set_data([best_epoch], [last.best[0]])
        self.stop.set_data([stop_epoch] * 2, [0, top])
        at_end, at_best = last.at_end.double().numpy(), last.at_best.double().numpy()
        reach = _end([*at_end, *at_best])
        worth.set(xlim=(0, reach), ylim=(0, reach))
        self.same.set_data([0, reach], [0, reach])
        self.dots.set_data(at_end, at_best)
        stop = f"stops at epoch ≈ {number(stop_epoch, 3)}, "
        fate = "patience has not run out; " if math.isnan(stop_epoch) else stop
        count = len(at_end)
        whose = "test loss" if count == 1 else f"median test loss of {count} seeds"
        return (
            f"{fate}goes back to epoch ≈ {number(best_epoch, 3)}; {whose} "
            f"{measured(np.median(at_best))} with the restored weights, "
            f"{measured(np.median(at_end))} with the last"
        )


def _end(losses: Sequence[float]) -> float:
    """Where an axis that holds all finite losses ends."""
    return first(TOPS, 1.02 * max(filter(math.isfinite, losses), default=1))
