"""The winner's curse as a figure: the best validation score against a fresh test score."""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import floor
from helpers.plots import quartiles
from helpers.words import measured, percent


class Curse(Plot):
    """Left the networks of the first draw, validation against test; right the winner's two
    accuracies among the first 1, 2, 4, … networks: medians of the draws, and quartiles.

    Each item of `items` is a winners.Chosen; the last is drawn.
    """

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "width_ratios": (5, 7), **size})
        dots, growth = self.axes
        dots.set(xlabel="validation accuracy", ylabel="accuracy on fresh data")
        growth.set(xlabel="networks compared", ylabel="the winner's accuracy")
        growth.set_xscale("log", base=2)
        growth.xaxis.set_major_formatter(lambda count, _: f"{count:g}")
        for axis in self.axes:
            axis.yaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
            ticks.per_cent(axis.yaxis)
        dots.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        ticks.per_cent(dots.xaxis)
        look = {"linestyle": "", "marker": "o", "color": style.GREY, "mfc": "none", "ms": 6}
        self.networks = self.moving(dots.plot([], [], **look)[0])
        diagonal = {"color": style.BLACK, "lw": 1.3, "linestyle": "--", "zorder": 1}
        self.diagonal = self.moving(dots.plot([], [], **diagonal)[0])
        star = {"linestyle": "", "marker": "*", "ms": 17, "mec": style.BLACK, "zorder": 4}
        self.winner = self.moving(dots.plot([], [], color=style.ORANGE, **star)[0])
        self.curves, self.bands = [], []
        for color, stroke in ((style.BLUE, "-"), (style.VERMILION, "--")):
            self.curves.append(self.line(growth, "", color=color, linestyle=stroke))
            self.bands.append(self.band(growth, color))
        named = {
            "a network": self.networks,
            "the winner": self.winner,
            "equal": self.diagonal,
            "validation data": self.curves[0],
            "fresh data": self.curves[1],
        }
        self.legend(named)

    def draw(self, items):
        last = items[-1]
        validation, test = last.validation[0].numpy(), last.test[0].numpy()
        who = validation.argmax()
        self.networks.set_data(validation, test)
        self.winner.set_data(validation[who : who + 1], test[who : who + 1])
        lowest = min(validation.min(), test.min())
        low = floor(lowest)
        edge = low - 0.02 * (1 - low)  # a ring at the end of the axis stays whole
        self.axes[0].set(xlim=(edge, 1.01), ylim=(edge, 1.01))
        self.diagonal.set_data([low, 1], [low, 1])
        counts, ends, lows = np.arange(1, len(validation) + 1), [], []
        for line, band, values in zip(self.curves, self.bands, last.winners(), strict=True):
            bottom, middle, top = (row[:, 0] for row in quartiles(values.double()[:, None]))
            line.set_data(counts, middle)
            band.set_data(counts, bottom, top)
            ends.append(middle[-1])
            lows.append(np.concatenate([bottom, self.heights(self.axes[1])]).min())
        self.axes[1].set(xlim=(1, max(2, len(validation))), ylim=(floor(min(lows)), 1.01))
        draws = len(last.validation)
        which = "" if draws == 1 else f", medians of {draws} validation sets"
        return (
            f"best of {len(validation)} networks: ≈ {percent(ends[0], 1)} on validation data, "
            f"≈ {percent(ends[1], 1)} on fresh data{which}: too good by "
            f"{measured(100 * (ends[0] - ends[1]))} points"
        )
