"""One column of numbers, as it came and under three scalers, as histograms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import MaxNLocator
from torch import Tensor

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import first
from helpers.words import percent

BINS = 48
TOPS = (0.12, 0.3, 1.0)  # where the tallest bar may end: the axes stay put most of the time
PANELS = {
    "raw": ("as it came", None),
    "standard": ("standard: (x − μ) / σ", (-4, 4)),
    "min_max": ("min-max: (x − min) / (max − min)", (-0.05, 1.05)),
    "robust": ("robust: (x − median) / (Q3 − Q1)", (-4, 4)),
}


@dataclass(frozen=True, eq=False)
class Column:
    """One column under several scalers.

    Args:
        name: what the numbers are.
        values: "raw" and the names of scalers → the n numbers, (n,) each.
        typos: which of them are typing errors, (n,) truth values.
    """

    name: str
    values: Mapping[str, Tensor]
    typos: Tensor


class Columns(Plot):
    """Four histograms of a column, typing errors marked; each item of `items` is a Column.

    What lies beyond an axis is shown at its edge.
    """

    def __init__(self, **size):
        options = {"nrows": 2, "ncols": 2, "height": 470, "top": 66, **size}
        super().__init__(**options)
        self.bars, self.marks, self.shares = {}, {}, None
        for axis, (key, (heading, limits)) in zip(self.axes, PANELS.items(), strict=True):
            axis.set(title=heading, ylim=(0, TOPS[0]), xlim=limits or (0, 1))
            axis.xaxis.set_major_locator(MaxNLocator(8 if limits else 5, steps=[1, 2, 5, 10]))
            axis.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 3, 5, 10]))
            ticks.per_cent(axis.yaxis)
            color = style.look(key.replace("_", "-")).color if key != "raw" else style.GREY
            flat = np.zeros(BINS), np.linspace(*(limits or (0, 1)), BINS + 1)
            self.bars[key] = self.moving(axis.stairs(*flat, fill=True, color=color))
            look = {
                "color": style.VERMILION,
                "ms": 10,
                "mec": "white",
                "clip_on": False,
                "zorder": 4,
            }
            self.marks[key] = self.moving(axis.plot([], [], "X", **look)[0])
        place = {"transform": self.axes[1].transAxes, "ha": "right", "va": "top", "fontsize": 11}
        self.shares = self.moving(self.axes[1].text(0.995, 0.99, "", **place))
        self.heading = self.moving(self.axes[0].title)  # names the column
        for axis in self.axes[::2]:
            axis.set_ylabel("people")
        for axis in self.axes[2:]:
            axis.set_xlabel("scaled value")
        self.legend({"typing errors (at an edge: they lie beyond it)": self.marks["raw"]})

    def draw(self, items):
        column = items[-1]
        self.heading.set_text(f"{PANELS['raw'][0]}: {column.name}")
        for axis, (key, (_, limits)) in zip(self.axes, PANELS.items(), strict=True):
            values = column.values[key].double().numpy()
            low, high = limits or (0, _round_up(values.max()))
            edges = np.linspace(low, high, BINS + 1)
            heights = np.histogram(np.clip(values, low, high), edges)[0] / len(values)
            self.bars[key].set_data(heights, edges)
            typos = np.clip(values[column.typos.numpy()], low, high)
            top = first(TOPS, heights.max())
            axis.set(xlim=(low, high), ylim=(0, top))
            self.marks[key].set_data(typos, np.full(len(typos), 0.06 * top))
        within = [percent(share_within(column.values["standard"], k), 1) for k in (1, 2, 3)]
        self.shares.set_text("\n".join(f"±{k}:  {share}" for k, share in enumerate(within, 1)))
        honest = column.values["min_max"][~column.typos]
        return (
            f"{len(honest) + int(column.typos.sum())} people, {column.name}: within 1, 2, 3 "
            f"standard deviations lie ≈ {within[0]}, ≈ {within[1]}, ≈ {within[2]}; the correct "
            f"values fill ≈ {percent(honest.max() - honest.min())} of min-max's range"
        )


def share_within(z: Tensor, k: float) -> float:
    """The share of z-scores from −k to k."""
    return (z.abs() <= k).double().mean().item()


def _round_up(top: float) -> float:
    """The next of … 1, 2, 5, 10 …, so that the axis seldom moves."""
    power = 10.0 ** np.floor(np.log10(top))
    return next(power * step for step in (1, 2, 5, 10) if power * step >= top)
