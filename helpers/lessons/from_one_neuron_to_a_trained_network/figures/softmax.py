"""Softmax as a figure: three scores become three probabilities, sharper or softer."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.ticker import LogLocator, NullLocator
from torch import Tensor

from helpers.drawing import ticks
from helpers.drawing.canvas import Plot
from helpers.lessons.shared.figures.planes import CLASSES
from helpers.words import number, percent

STROKES = ("-", "--", "-.")


@dataclass(frozen=True, eq=False)
class Softened:
    """Probabilities of three classes, at one temperature and over a range of them.

    Args:
        scores: the logits, (3,); temperature: what they were divided by.
        probabilities: (3,).
        temperatures: (n,), rising; curves: probabilities at each of them, (n, 3).
    """

    scores: Tensor
    temperature: float
    probabilities: Tensor
    temperatures: Tensor
    curves: Tensor


class Probabilities(Plot):
    """Left three probabilities as bars, right how they depend on the temperature; each item of
    `items` is a Softened."""

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "height": 340, "width_ratios": (2, 3), **size})
        bars, curves = self.axes
        names = [f"class {k}" for k in range(3)]
        bars.set(xlim=(-0.6, 2.6), ylim=(0, 1.12), xticks=range(3), ylabel="probability")
        bars.set_xticklabels(names)
        bars.set_yticks([0, 0.25, 0.5, 0.75, 1])
        curves.set(xlabel="temperature", ylim=(-0.02, 1.02), xscale="log")
        curves.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        curves.xaxis.set_major_formatter(lambda temperature, _: number(temperature))
        curves.xaxis.set_minor_locator(NullLocator())
        for axis in self.axes:
            ticks.per_cent(axis.yaxis)
        colors = [color for color, _ in CLASSES]
        self.bars = [
            self.moving(bar) for bar in bars.bar(range(3), [0] * 3, width=0.7, color=colors)
        ]
        self.labels = [self.moving(bars.text(k, 0, "", ha="center", va="bottom")) for k in range(3)]
        self.curves = {
            name: self.line(curves, name, color=color, linestyle=stroke)
            for name, color, stroke in zip(names, colors, STROKES, strict=True)
        }
        look = {"color": "black", "linewidth": 1.2, "linestyle": ":"}
        self.here = self.moving(curves.plot([], [], **look)[0])
        self.legend(self.curves | {"temperature now": self.here})

    def draw(self, items):
        last = items[-1]
        temperatures = last.temperatures.numpy()
        self.axes[1].set_xlim(temperatures[0], temperatures[-1])
        for k, (bar, label) in enumerate(zip(self.bars, self.labels, strict=True)):
            height = last.probabilities[k].item()
            bar.set_height(height)
            label.set(y=height + 0.02, text=percent(height))
        for line, values in zip(self.curves.values(), last.curves.T, strict=True):
            line.set_data(temperatures, values.numpy())
        self.here.set_data([last.temperature] * 2, [0, 1])
        shares = ", ".join(percent(share) for share in last.probabilities.tolist())
        return (
            f"scores {', '.join(number(score, 3) for score in last.scores)} at temperature "
            f"{number(last.temperature, 3)}: probabilities {shares}"
        )
