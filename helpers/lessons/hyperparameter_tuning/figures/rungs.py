"""Successive halving as a figure: curves race, and at each rung the worst are cut."""

import numpy as np
from matplotlib.collections import LineCollection

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.lessons.hyperparameter_tuning.figures.paired_dots import PairedDots
from helpers.lessons.hyperparameter_tuning.halving import HalvingRace
from helpers.words import percent

WAYS = {  # in the order of HalvingRace.best_scores: words, and the look
    "all to the end": "all_to_the_end",
    "halving": "halving",
    "random, same budget": "random",
}


class Rungs(Plot):
    """Left the first race, curves that were cut going on in grey; right what each way finds, a
    dot per race, medians as bars, and a line from the best of all to the best survivor: level
    where nothing was lost."""

    takes = HalvingRace

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "width_ratios": (8, 5), **size})
        race, ends = self.axes
        race.set(xlabel="epoch", ylabel="validation accuracy", ylim=(0, 1.02))
        ticks.round_numbers(race.xaxis, most=9, whole=True)
        self.after = self._bundle(race, colors="#A0A0A0", linewidths=1.2, linestyles=":", zorder=1)
        color = style.look("halving").color
        self.racing = self._bundle(race, colors=color, linewidths=1.7, linestyles="-", zorder=2)
        self.rungs = self.empty(race, color=style.GREY, lw=1.4, linestyle="--", zorder=3)
        cross = {"marker": "x", "color": style.VERMILION, "ms": 6, "mew": 1.8}
        self.cuts = self.empty(race, linestyle="", zorder=3, **cross)
        ends.set(xlim=(-0.5, 2.5), xticks=range(3), ylabel="found: accuracy at the end")
        ends.set_xticklabels(["all to\nthe end", "halving", "random,\nsame budget"])
        self.ends = PairedDots(self, ends, WAYS.values(), spread=0.2, bar=0.32)
        ticks.round_numbers(ends.yaxis, most=6)
        ticks.per_cent(race.yaxis, ends.yaxis)
        self.legend(
            {
                "still racing": self.racing,
                "cut": self.cuts,
                "what it would have become": self.after,
                "rung": self.rungs,
            }
        )

    def _bundle(self, axis, **look):
        return self.moving(axis.add_collection(LineCollection([], **look)))

    def draw(self, items):
        race = items[-1]
        scores, raced = race.scores[:, 0].numpy(), race.racing[:, 0].sum(0).tolist()
        curves = [np.column_stack([np.arange(len(scores)), curve]) for curve in scores.T]
        self.racing.set_segments([curve[:end] for curve, end in zip(curves, raced, strict=True)])
        after = [
            curve[end - 1 :] for curve, end in zip(curves, raced, strict=True) if end < len(curve)
        ]
        self.after.set_segments(after)
        self.cuts.set_data([curve[0, 0] for curve in after], [curve[0, 1] for curve in after])
        x = [place for rung in race.rungs for place in (rung, rung, np.nan)]
        self.rungs.set_data(x, [0, 1.02, np.nan] * len(race.rungs))
        self.axes[0].set_xlim(0, race.steps)
        best = race.best_scores()
        medians = self.ends.set_data(best, top=1.0)
        return self._describe(race, medians, int((best[1] >= best[0]).sum()))

    def _describe(self, race: HalvingRace, medians: list[float], kept: int) -> str:
        _, races, n = race.scores.shape
        best = ", ".join(
            f"{way} ≈ {percent(share, 1)}" for way, share in zip(WAYS, medians, strict=True)
        )
        lost = f"; nothing lost in {kept} of {races} races" if races > 1 else ""
        left = f"{race.racing[-1, 0].sum()} of {n} still race"
        return f"{left}, {percent(race.cost)} of the epochs spent; {best}{lost}"
