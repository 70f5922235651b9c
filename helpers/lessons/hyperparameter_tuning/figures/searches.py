"""Grid against random as a figure: where they look, and what they find, on a known function."""

import numpy as np
import torch

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.engine.tensors import FLOATS
from helpers.lessons.hyperparameter_tuning.figures.paired_dots import PairedDots
from helpers.lessons.hyperparameter_tuning.hills import SearchOutcome
from helpers.words import percent

NAMES = ("grid", "random")
LIFT, TALL = 1.06, 0.3  # where the hill above a map stands, and how tall it is
MANY = 64  # trials from which on their dots are small
SIDE = 61  # of the maps, in points


class Searches(Plot):
    """Left the grid's trials on the map, in the middle the random ones, above each the hill of
    setting 1 with the values tried; right the best score of each search, and the medians."""

    takes = SearchOutcome

    def __init__(self, **size):
        ratios = {"ncols": 3, "width_ratios": (10, 10, 7)}
        super().__init__(**{"height": 400, "top": 34, **ratios, **size})
        self.maps, self.points, self.hills, self.stems = [], {}, [], {}
        *maps, best = self.axes
        for axis, name in zip(maps, NAMES, strict=True):
            self._map(axis, name)
        best.set(xlim=(-0.6, 1.6), xticks=(0, 1), ylabel="best found (share of the peak)")
        best.set_xticklabels(NAMES)
        ticks.per_cent(best.yaxis)
        ticks.round_numbers(best.yaxis, most=9)
        best.set_title("what they find")
        self.best = PairedDots(self, best, NAMES, spread=0.25, bar=0.35)

    def _map(self, axis, name: str):
        top = LIFT + TALL + 0.02
        axis.set(xlim=(0, 1), ylim=(0, top), xlabel="setting 1", ylabel="setting 2")
        axis.set(xticks=(0, 0.5, 1), yticks=(0, 0.5, 1), title=name)
        axis.spines[["left"]].set_bounds(0, 1)
        axis.grid(False)
        look = {"cmap": style.SEQUENTIAL, "vmin": 0, "vmax": 1, "interpolation": "bilinear"}
        place = {"extent": (0, 1, 0, 1), "origin": "lower", "aspect": "auto", "zorder": 0}
        self.maps.append(self.moving(axis.imshow(np.zeros((2, 2)), **look, **place)))
        color = style.look(name).color
        self.stems[name] = self.empty(axis, color=color, lw=1, alpha=0.8, zorder=2)
        self.hills.append(self.empty(axis, color=style.BLACK, lw=1.8, zorder=3))
        self.points[name] = self.mark(axis, name, ms=7, mec="white", mew=1.2, zorder=4)

    def draw(self, items):
        outcome, places = items[-1], torch.linspace(0, 1, SIDE, **FLOATS)
        pixels, hill = outcome.map(places).numpy(), outcome.first_hill(places).numpy()
        for image, curve in zip(self.maps, self.hills, strict=True):
            image.set_data(pixels)
            curve.set_data(places, LIFT + TALL * hill)
        for name in NAMES:
            first, second = outcome.trials[name][:, :2].numpy().T
            self.points[name].set_data(first, second)
            self.points[name].set_markersize(7 if len(first) <= MANY else 4)
            heights = LIFT + TALL * np.interp(first, places, hill)
            gap = np.full_like(first, np.nan)  # parts one stem from the next
            stems = np.stack([np.full_like(first, LIFT), heights, gap], 1).ravel()
            self.stems[name].set_data(np.repeat(first, 3), stems)
        self.best.set_data([outcome.best[name] for name in NAMES], top=1.003)
        return self._describe(outcome)

    def _describe(self, outcome: SearchOutcome) -> str:
        trials, searches = len(outcome.trials["grid"]), len(outcome.best["grid"])
        values = ", ".join(f"{name} {outcome.first_values(name)}" for name in NAMES)
        middles = [percent(outcome.best[name].quantile(0.5), 1) for name in NAMES]
        best = ", ".join(f"{name} ≈ {middle}" for name, middle in zip(NAMES, middles, strict=True))
        which = "" if searches == 1 else f", median of {searches} searches"
        return (
            f"{trials} trials each; different values of setting 1: {values}; "
            f"best found{which}: {best}"
        )
