"""Early stopping as a figure: where a run stops and goes back to, and what that is worth."""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers.drawing import style
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import first
from helpers.engine.records import History
from helpers.words import measured, number

TOPS = (1, 1.5, 2, 3, 4, 5, 10, 20, 50)  # where a loss axis may end: it stays put most of the time


class Stops(Plot):
    """Left, one network's losses, the place it goes back to (star) and where patience ran out
    (line); right, a dot per network: test loss with the last weights against the restored ones.

    Each item of `items` is a stopping.Outcome; the first network's curves are drawn.
    """

    def __init__(self, **size):
        ratios = {"ncols": 2, "width_ratios": (8, 5)}
        super().__init__(**{"height": 380, "top": 42, **ratios, **size})
        curves, worth = self.axes
        curves.set(xlabel="epoch", ylabel="loss")
        worth.set(xlabel="test loss, last weights", ylabel="restored weights")
        for ticks in (curves.xaxis, worth.xaxis):
            ticks.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        for ticks in (curves.yaxis, worth.yaxis):
            ticks.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        self.losses = [
            self.line(curves, "training loss"),
            self.line(curves, "validation", color=style.BLUE, linestyle="--"),
        ]
        look = {"color": style.VERMILION, "linestyle": (0, (1, 1)), "linewidth": 2.2}
        self.stop = self.moving(curves.plot([], [], **look)[0])
        star = {"color": style.BLUE, "markeredgecolor": style.BLACK, "linestyle": ""}
        self.best = self.moving(curves.plot([], [], marker="*", ms=17, zorder=4, **star)[0])
        grey = {"color": style.GREY, "linewidth": 1.6, "linestyle": "--"}
        self.same = self.moving(worth.plot([], [], **grey)[0])
        dots = {"color": style.BLUE, "linestyle": "", "mfc": "none", "mew": 2, "ms": 8}
        self.dots = self.moving(worth.plot([], [], marker="o", **dots)[0])
        names = ("training", "validation", "best", "patience ran out")
        named = (*self.losses, self.best, self.stop)
        self.legend(dict(zip(names, named, strict=True)) | {"equal": self.same})

    def draw(self, items):
        records, last = [item.watched.record for item in items], items[-1]
        history, watched = History(records), last.watched
        epochs, shown = history.epochs.double().numpy(), []
        for line, key in zip(self.losses, ("loss", "test_loss"), strict=True):
            values = history[key][:, 0].double().numpy()
            line.set_data(epochs, values)
            shown += values[np.isfinite(values)].tolist()
        curves, worth = self.axes
        top = ends(shown)
        record = watched.record
        curves.set_xlim(0, record.epochs)
        curves.set_ylim(0, top)
        stopped = watched.stopped[0].item()
        self.best.set_data([watched.best_epoch[0]], [watched.best[0]])
        self.stop.set_data([stopped] * 2, [0, top])
        at_end, at_best = last.at_end().double().numpy(), last.at_best().double().numpy()
        reach = ends([*at_end, *at_best])
        worth.set(xlim=(0, reach), ylim=(0, reach))
        self.same.set_data([0, reach], [0, reach])
        self.dots.set_data(at_end, at_best)
        return (
            f"{self._fate(watched)}; {self._whose(len(at_end))} {measured(np.median(at_best))} "
            f"with the restored weights, {measured(np.median(at_end))} with the last"
        )

    def _fate(self, watched) -> str:
        back = f"goes back to epoch ≈ {number(watched.best_epoch[0], 3)}"
        if not np.isfinite(watched.stopped[0].item()):
            return f"patience has not run out; {back}"
        return f"stops at epoch ≈ {number(watched.stopped[0], 3)}, {back}"

    def _whose(self, count: int) -> str:
        return "test loss" if count == 1 else f"median test loss of {count} seeds"


def ends(values) -> float:
    """Where an axis that holds all finite values ends."""
    largest = max((value for value in values if np.isfinite(value)), default=1)
    return first(TOPS, 1.02 * largest)
