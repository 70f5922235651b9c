"""Early stopping as a figure: where a run stops and goes back to, and what that is worth."""

import math
from collections.abc import Sequence

import numpy as np

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import first
from helpers.engine.records import History
from helpers.lessons.regularization.stopping import Outcome
from helpers.words import measured, number, percent

TOPS = (1, 1.5, 2, 3, 4, 5, 10, 20, 50)  # where a loss axis may end: it stays put most of the time


class Stops(Plot):
    """Left, the first network's losses, the place it goes back to (star) and where patience ran
    out (line); right, a dot per network: test loss, then accuracy, with the last weights against
    the restored."""

    takes = Outcome

    def __init__(self, **size):
        super().__init__(**{"ncols": 3, "width_ratios": (7, 5, 5), "right": 40, **size})
        curves, *worth = self.axes
        curves.set(xlabel="epoch", ylabel="loss")
        for axis, name in zip(worth, ("test loss", "test accuracy"), strict=True):
            axis.set(xlabel=f"{name}, last weights", ylabel="restored weights")
        for axis in self.axes:
            ticks.round_numbers(axis.xaxis, axis.yaxis)
        worth[1].set(xlim=(0, 1), ylim=(0, 1))
        ticks.round_numbers(worth[1].xaxis, most=2)
        ticks.per_cent(worth[1].xaxis, worth[1].yaxis)
        self.losses = [
            self.line(curves, "training loss"),
            self.line(curves, "validation", color=style.BLUE, linestyle="--"),
        ]
        self.stop = self.empty(curves, color=style.VERMILION, linestyle=(0, (1, 1)), linewidth=2.2)
        star = {"color": style.BLUE, "markeredgecolor": style.BLACK, "ms": 17, "zorder": 4}
        self.best = self.empty(curves, "*", **star)
        same = {"color": style.GREY, "linewidth": 1.6, "linestyle": "--"}
        self.same = [self.empty(axis, **same) for axis in worth]
        dot = {"color": style.BLUE, "mfc": "none", "mew": 2, "ms": 8}
        self.dots = [self.empty(axis, "o", **dot) for axis in worth]
        named = dict(zip(("training", "validation"), self.losses, strict=True))
        named |= {"best": self.best, "patience ran out": self.stop, "equal": self.same[0]}
        self.legend(named)

    def draw(self, items):
        history, last = History([item.record for item in items]), items[-1]
        curves, *worth = self.axes
        for line, key in zip(self.losses, ("loss", "test_loss"), strict=True):
            line.set_data(history.epochs.double().numpy(), history[key][:, 0].double().numpy())
        top = _end(np.concatenate([line.get_ydata() for line in self.losses]))
        curves.set(xlim=(0, last.record.epochs), ylim=(0, top))
        best_epoch, stop_epoch = last.best_epoch[0].item(), last.stop_epoch[0].item()
        self.best.set_data([best_epoch], [last.best[0]])
        self.stop.set_data([stop_epoch] * 2, [0, top])
        at_end, at_best = last.at_end, last.at_best
        reach = _end([*at_end.loss.tolist(), *at_best.loss.tolist()])
        worth[0].set(xlim=(0, reach), ylim=(0, reach))
        for same, top in zip(self.same, (reach, 1), strict=True):
            same.set_data([0, top], [0, top])
        for dots, key in zip(self.dots, ("loss", "accuracy"), strict=True):
            dots.set_data(*(getattr(one, key).double().numpy() for one in (at_end, at_best)))
        stop = f"stops at epoch ≈ {number(stop_epoch, 3)}, "
        fate = "patience has not run out; " if math.isnan(stop_epoch) else stop
        count = len(at_end.loss)
        whose = "" if count == 1 else f"medians of {count} seeds: "
        loss = [measured(np.median(one.loss)) for one in (at_best, at_end)]
        right = [percent(np.median(one.accuracy)) for one in (at_best, at_end)]
        return (
            f"{fate}goes back to epoch ≈ {number(best_epoch, 3)}; {whose}test loss {loss[0]} with "
            f"the restored weights, {loss[1]} with the last; test accuracy ≈ {right[0]} and "
            f"≈ {right[1]}"
        )


def _end(losses: Sequence[float]) -> float:
    """Where an axis that holds all finite losses ends."""
    return first(TOPS, 1.02 * max(filter(math.isfinite, losses), default=1))
