"""Grid against random as a figure: where they look, and what they find, on a known function."""

from __future__ import annotations

import numpy as np
import torch
from matplotlib.ticker import MaxNLocator

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import floor
from helpers.lessons.hyperparameter_tuning.hills import Found, hills
from helpers.words import percent

NAMES = ("grid", "random")
LIFT, TALL = 1.06, 0.3  # where the hill above a map stands, and how tall it is
MANY = 64  # trials from which on their dots are small
SIDE = 61  # of the maps, in points


class Searches(Plot):
    """Left the grid's trials on the map, in the middle the random ones, above each the hill of
    setting 1 with the values tried; right the best score of each search, and the medians.

    Each item of `items` is a Found; the last is drawn.
    """

    def __init__(self, **size):
        ratios = {"ncols": 3, "width_ratios": (10, 10, 7)}
        super().__init__(**{"height": 400, "top": 34, **ratios, **size})
        self.maps, self.points, self.hills, self.stems, self.hits = [], {}, [], {}, {}
        for axis, name in zip(self.axes, NAMES, strict=False):
            self._map(axis, name)
        found = self.axes[2]
        found.set(xlim=(-0.6, 1.6), xticks=(0, 1), ylabel="best found (share of the peak)")
        found.set_xticklabels(NAMES)
        ticks.per_cent(found.yaxis)
        found.yaxis.set_major_locator(MaxNLocator(9, steps=[1, 2, 5, 10]))
        found.set_title("what they find")
        self.pairs = self.moving(found.plot([], [], color="#C8C8C8", lw=1, zorder=1)[0])
        for name in NAMES:
            look = {"linestyle": "", "markerfacecolor": "none", "mew": 1.8, "ms": 8}
            self.hits[name] = self.line(found, name, markers=True, **look)
        wide = {"color": style.BLACK, "lw": 3, "zorder": 4}
        self.medians = self.moving(found.plot([], [], **wide)[0])

    def _map(self, axis, name: str):
        top = LIFT + TALL + 0.02
        axis.set(xlim=(0, 1), ylim=(0, top), xlabel="setting 1", ylabel="setting 2")
        axis.set(xticks=(0, 0.5, 1), yticks=(0, 0.5, 1), title=name)
        axis.spines[["left"]].set_bounds(0, 1)
        axis.grid(False)
        image = axis.imshow(
            np.zeros((2, 2)), extent=(0, 1, 0, 1), origin="lower", aspect="auto",
            cmap=style.SEQUENTIAL, vmin=0, vmax=1, zorder=0, interpolation="bilinear",
        )  # fmt: skip
        self.maps.append(self.moving(image))
        color = style.look(name).color
        stems = {"color": color, "lw": 1, "alpha": 0.8, "zorder": 2}
        self.stems[name] = self.moving(axis.plot([], [], **stems)[0])
        self.hills.append(self.moving(axis.plot([], [], color=style.BLACK, lw=1.8, zorder=3)[0]))
        dots = {"linestyle": "", "mec": "white", "mew": 1.2, "zorder": 4}
        marker = style.look(name).marker
        self.points[name] = self.moving(
            axis.plot([], [], marker=marker, color=color, ms=7, **dots)[0]
        )

    def draw(self, items):
        last = items[-1]
        columns = torch.linspace(0, 1, SIDE)
        hill = hills(columns[:, None], last.peak[:1], torch.ones(1))
        square = torch.stack(torch.meshgrid(columns, columns, indexing="xy"), -1)
        slice_ = last.peak.expand(SIDE, SIDE, -1).clone()  # the other settings at their best
        slice_[..., :2] = square
        for image, curve in zip(self.maps, self.hills, strict=True):
            image.set_data(hills(slice_, last.peak, last.weights).numpy())
            curve.set_data(columns.numpy(), LIFT + TALL * hill.numpy())
        for name in NAMES:
            first, second = last.tried[name][:, :2].numpy().T
            self.points[name].set_data(first, second)
            self.points[name].set_markersize(7 if len(first) <= MANY else 4)
            heights = LIFT + TALL * np.interp(first, columns.numpy(), hill.numpy())
            gap = np.full_like(first, np.nan)  # parts one stem from the next
            stems = np.stack([np.full_like(first, LIFT), heights, gap], 1).ravel()
            self.stems[name].set_data(np.repeat(first, 3), stems)
        self._draw_found(last)
        return self._describe(last)

    def _draw_found(self, last: Found):
        best = [last.best[name].numpy() for name in NAMES]
        aside = 0.25 * np.linspace(-1, 1, len(best[0])) if len(best[0]) > 1 else np.zeros(1)
        for place, (name, values) in enumerate(zip(NAMES, best, strict=True)):
            self.hits[name].set_data(place + aside, values)
        gap = np.full_like(best[0], np.nan)
        ends = np.stack([aside, 1 + aside, gap], 1).ravel()
        self.pairs.set_data(ends, np.stack([*best, gap], 1).ravel())
        middles = np.median(best, axis=1)
        x = [-0.35, 0.35, np.nan, 0.65, 1.35]
        self.medians.set_data(x, [*[middles[0]] * 2, np.nan, *[middles[1]] * 2])
        lowest = min(map(np.min, best))
        self.axes[2].set_ylim(floor(lowest), 1.003)

    def _describe(self, last: Found) -> str:
        count = len(last.tried["grid"])
        values = {name: len(last.tried[name][:, 0].unique()) for name in NAMES}
        found = {name: percent(last.best[name].quantile(0.5), 1) for name in NAMES}
        searches = len(last.best["grid"])
        which = "best found" if searches == 1 else f"best found, median of {searches} searches"
        return (
            f"{count} trials each; different values of setting 1: grid {values['grid']}, random "
            f"{values['random']}; {which}: grid ≈ {found['grid']}, random ≈ {found['random']}"
        )
