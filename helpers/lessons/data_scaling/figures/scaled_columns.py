"""One column of numbers, as it came and under three scalers, as histograms."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers.drawing import limits, style, ticks
from helpers.drawing.canvas import Plot
from helpers.lessons.data_scaling.scaled_columns import Column, share_within
from helpers.words import percent

BINS = 48
TOPS = (0.12, 0.3, 1.0)  # where the tallest bar may end: the axes stay put most of the time
PANELS = {  # heading, and ends of the axis where they are fixed
    "raw": ("as it came", None),
    "standard": ("standard: (x − μ) / σ", (-4, 4)),
    "min_max": ("min-max: (x − min) / (max − min)", (-0.05, 1.05)),
    "robust": ("robust: (x − median) / (Q3 − Q1)", (-4, 4)),
}


class Columns(Plot):
    """Four histograms of the last Column, typing errors marked.

    What lies beyond an axis is shown at its edge.
    """

    takes = Column

    def __init__(self, **size):
        super().__init__(**{"nrows": 2, "ncols": 2, "height": 470, "top": 66, **size})
        self.bars, self.marks = {}, {}
        mark = {"color": style.VERMILION, "ms": 10, "mec": "white", "clip_on": False, "zorder": 4}
        for axis, (key, (heading, ends)) in zip(self.axes, PANELS.items(), strict=True):
            axis.set(title=heading, ylim=(0, TOPS[0]), xlim=ends or (0, 1))
            ticks.round_numbers(axis.xaxis, most=8 if ends else 5)
            axis.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 3, 5, 10]))
            ticks.per_cent(axis.yaxis)
            color = style.look(key.replace("_", "-")).color if key != "raw" else style.GREY
            flat = np.zeros(BINS), np.linspace(*(ends or (0, 1)), BINS + 1)
            self.bars[key] = self.moving(axis.stairs(*flat, fill=True, color=color))
            self.marks[key] = self.empty(axis, "X", **mark)
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
        for axis, (key, (_, ends)) in zip(self.axes, PANELS.items(), strict=True):
            values = column.values[key].double().numpy()
            low, high = ends or (0, limits.round_up(values.max()))
            edges = np.linspace(low, high, BINS + 1)
            heights = np.histogram(np.clip(values, low, high), edges)[0] / len(values)
            self.bars[key].set_data(heights, edges)
            typos = np.clip(values[column.typos.numpy()], low, high)
            top = limits.first(TOPS, heights.max())
            axis.set(xlim=(low, high), ylim=(0, top))
            self.marks[key].set_data(typos, np.full(len(typos), 0.06 * top))
        within = [percent(share_within(column.values["standard"], k), 1) for k in (1, 2, 3)]
        self.shares.set_text("\n".join(f"±{k}:  {share}" for k, share in enumerate(within, 1)))
        return (
            f"{len(column.typos)} people, {column.name}: within 1, 2, 3 standard deviations lie "
            f"≈ {within[0]}, ≈ {within[1]}, ≈ {within[2]}; the correct values fill "
            f"≈ {percent(column.correct_range)} of min-max's range"
        )
