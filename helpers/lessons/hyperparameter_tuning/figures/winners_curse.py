"""The winner's curse as a figure: the best validation score against a fresh test score."""

import numpy as np

from helpers.drawing import style, ticks
from helpers.drawing.bands import Banded
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import floor
from helpers.lessons.hyperparameter_tuning.selection import Selection
from helpers.words import measured, percent


class Curse(Plot):
    """Left the networks of the first draw, validation against test; right the winner's two
    accuracies among the first 1, 2, 4, … networks: medians of the draws, and quartiles."""

    takes = Selection

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "width_ratios": (5, 7), **size})
        dots, growth = self.axes
        dots.set(xlabel="validation accuracy", ylabel="accuracy on fresh data")
        growth.set(xlabel="networks compared", ylabel="the winner's accuracy")
        growth.set_xscale("log", base=2)
        growth.xaxis.set_major_formatter(lambda count, _: f"{count:g}")
        ticks.round_numbers(dots.yaxis, growth.yaxis, most=8)
        ticks.round_numbers(dots.xaxis)
        ticks.per_cent(dots.xaxis, dots.yaxis, growth.yaxis)
        ring = {"marker": "o", "color": style.GREY, "mfc": "none", "ms": 6}
        self.networks = self.empty(dots, linestyle="", **ring)
        self.diagonal = self.empty(dots, color=style.BLACK, lw=1.3, linestyle="--", zorder=1)
        star = {"marker": "*", "color": style.ORANGE, "ms": 17, "mec": style.BLACK, "zorder": 4}
        self.winner = self.empty(dots, linestyle="", **star)
        looks = {"validation data": (style.BLUE, "-"), "fresh data": (style.VERMILION, "--")}
        self.curves = [
            Banded(self, growth, name, color=color, linestyle=stroke)
            for name, (color, stroke) in looks.items()
        ]
        curves = dict(zip(looks, (curve.line for curve in self.curves), strict=True))
        marks = {"a network": self.networks, "the winner": self.winner, "equal": self.diagonal}
        self.legend(marks | curves)

    def draw(self, items):
        selection, (dots, growth) = items[-1], self.axes
        draws, networks = selection.validation.shape
        validation, test = selection.validation[0].numpy(), selection.test[0].numpy()
        who = validation.argmax()
        self.networks.set_data(validation, test)
        self.winner.set_data(validation[who : who + 1], test[who : who + 1])
        low = floor(min(validation.min(), test.min()))
        edge = low - 0.02 * (1 - low)  # a ring at the end of the axis stays whole
        dots.set(xlim=(edge, 1.01), ylim=(edge, 1.01))
        self.diagonal.set_data([low, 1], [low, 1])
        counts = np.arange(1, networks + 1)
        chosen, fresh = (
            curve.set_data(counts, accuracy.double())[-1]
            for curve, accuracy in zip(self.curves, selection.winners(), strict=True)
        )
        edges = [curve.edges() for curve in self.curves]
        lowest = np.concatenate([self.heights(growth), *edges]).min()
        growth.set(xlim=(1, max(2, networks)), ylim=(floor(lowest), 1.01))
        which = "" if draws == 1 else f", medians of {draws} validation sets"
        return (
            f"best of {networks} networks: ≈ {percent(chosen, 1)} on validation data, "
            f"≈ {percent(fresh, 1)} on fresh data{which}: too good by "
            f"{measured(100 * (chosen - fresh))} points"
        )
