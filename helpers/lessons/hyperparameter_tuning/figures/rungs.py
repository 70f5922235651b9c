"""Successive halving as a figure: curves race, and at each rung the worst are cut."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.ticker import MaxNLocator

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import floor
from helpers.lessons.hyperparameter_tuning.halving import Raced
from helpers.words import percent

NAMES = ("all to the end", "halving", "random, same budget")
LOOKS = ("all_to_the_end", "halving", "random")


class Rungs(Plot):
    """Left the first race, curves that were cut going on in grey; right what each way finds, a
    dot per race, medians as bars, and a line from the best of all to the best survivor: level
    where nothing was lost. Each item of `items` is a Raced; the last is drawn."""

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "width_ratios": (8, 5), **size})
        race, found = self.axes
        race.set(xlabel="epoch", ylabel="validation accuracy", ylim=(0, 1.02))
        race.xaxis.set_major_locator(MaxNLocator(9, integer=True, steps=[1, 2, 5, 10]))
        color = style.look("halving").color
        looks = (("#A0A0A0", 1.2, ":", 1), (color, 1.7, "-", 2))
        self.cut, self.kept = (
            self.moving(race.add_collection(
                LineCollection([], colors=shade, linewidths=width, linestyles=stroke, zorder=z)
            ))
            for shade, width, stroke, z in looks
        )  # fmt: skip
        dotted = {"color": style.GREY, "lw": 1.4, "linestyle": "--", "zorder": 3}
        self.marks = self.moving(race.plot([], [], **dotted)[0])
        ends = {"linestyle": "", "marker": "x", "color": style.VERMILION, "ms": 6, "mew": 1.8}
        self.ends = self.moving(race.plot([], [], zorder=3, **ends)[0])
        found.set(xlim=(-0.5, 2.5), xticks=range(3), ylabel="found: accuracy at the end")
        found.set_xticklabels(["all to\nthe end", "halving", "random,\nsame budget"])
        self.pairs = self.moving(found.plot([], [], color="#C8C8C8", lw=1, zorder=1)[0])
        self.dots = []
        for name in LOOKS:
            look = {"linestyle": "", "markerfacecolor": "none", "mew": 1.8, "ms": 8}
            self.dots.append(self.line(found, name, markers=True, **look))
        bars = {"color": style.BLACK, "lw": 3, "zorder": 4}
        self.medians = self.moving(found.plot([], [], **bars)[0])
        found.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        for axis in self.axes:
            ticks.per_cent(axis.yaxis)
        names = ("still racing", "cut", "what it would have become", "rung")
        self.legend(dict(zip(names, (self.kept, self.ends, self.cut, self.marks), strict=True)))

    def draw(self, items):
        last = items[-1]
        scores, racing = last.scores[:, 0].double().numpy(), last.racing[:, 0].numpy()
        done = np.arange(len(scores))
        alive = racing.sum(0)  # epochs raced, the start included, one per configuration
        runs = [
            np.stack([done[:end], curve[:end]], 1)
            for curve, end in zip(scores.T, alive, strict=True)
        ]
        self.kept.set_segments(runs)
        gone = [k for k, end in enumerate(alive) if end < len(scores)]
        self.cut.set_segments([np.stack([done, scores[:, k]], 1)[alive[k] - 1 :] for k in gone])
        self.ends.set_data([alive[k] - 1 for k in gone], [scores[alive[k] - 1, k] for k in gone])
        x = [place for rung in last.rungs for place in (rung, rung, np.nan)]
        self.marks.set_data(x, [0, 1.02, np.nan] * len(last.rungs))
        self.axes[0].set_xlim(0, last.epochs)
        found = [values.double().numpy() for values in last.found()]
        races = len(found[0])
        aside = 0.2 * np.linspace(-1, 1, races) if races > 1 else np.zeros(1)
        for place, (dots, values) in enumerate(zip(self.dots, found, strict=True)):
            dots.set_data(place + aside, values)
        gap = np.full(races, np.nan)  # parts one race's line from the next
        self.pairs.set_data(
            np.stack([aside, 1 + aside, gap], 1).ravel(),
            np.stack([found[0], found[1], gap], 1).ravel(),
        )
        middles = [float(np.median(values)) for values in found]
        x = [place for k in range(3) for place in (k - 0.32, k + 0.32, np.nan)]
        self.medians.set_data(x, [y for middle in middles for y in (middle, middle, np.nan)])
        lowest = min(map(np.min, found))
        self.axes[1].set_ylim(floor(lowest), 1.0)
        return self._describe(last, middles, int((found[1] >= found[0]).sum()))

    def _describe(self, last: Raced, middles: list[float], kept: int) -> str:
        left, n = int(last.racing[-1, 0].sum()), last.scores.shape[2]
        found = ", ".join(
            f"{name} ≈ {percent(share, 1)}" for name, share in zip(NAMES, middles, strict=True)
        )
        races = last.scores.shape[1]
        lost = f"; nothing lost in {kept} of {races} races" if races > 1 else ""
        return f"{left} of {n} still race, {percent(last.spent)} of the epochs spent; {found}{lost}"
