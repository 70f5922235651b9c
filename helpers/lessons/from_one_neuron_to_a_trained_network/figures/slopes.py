"""Figures of activations beside their slopes: a gallery of all, one under the magnifying glass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import MultipleLocator
from torch import Tensor

from helpers.drawing import style
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import first
from helpers.words import number, title

REACH, OUTPUTS = 4, (-2, 4)  # of the axes: z from −REACH to REACH
TOPS = (1.25, 2.5, 5)  # where the axis of slopes may end: it stays put most of the time


@dataclass(frozen=True, eq=False)
class Curve:
    """An activation over a range of pre-activations.

    Args:
        name: one of recipes.ACTIVATIONS.
        z, output, slope: (n,) each, z rising.
        at: the pre-activation to look at, within the range of z.
    """

    name: str
    z: Tensor
    output: Tensor
    slope: Tensor
    at: float = 0.0


class Gallery(Plot):
    """Activations side by side, each with its slope; the last item of `items` is a list of
    Curves, one per name."""

    def __init__(self, names: Sequence[str], columns: int = 3, **size):
        rows = -(-len(names) // columns)
        shape = {"nrows": rows, "ncols": columns, "height": 58 + 190 * rows, "top": 66}
        super().__init__(**{**shape, **size})
        self.outputs, self.slopes = [], []
        for name, axis in zip(names, self.axes, strict=False):
            axis.set(xlim=(-REACH, REACH), ylim=OUTPUTS)
            axis.set_title(title(name))
            axis.xaxis.set_major_locator(MultipleLocator(2))
            axis.yaxis.set_major_locator(MultipleLocator(2))
            self.outputs.append(self.line(axis, name, linestyle="-", marker=""))
            self.slopes.append(self.line(axis, "slope", color=style.BLACK, linestyle="--"))
        for axis in self.axes[-columns:]:
            axis.set_xlabel("pre-activation z")
        for axis in self.axes[len(names) :]:
            axis.set_axis_off()
        self.legend({"output": self.outputs[-1], "slope": self.slopes[-1]})

    def draw(self, items):
        for curve, output, slope in zip(items[-1], self.outputs, self.slopes, strict=True):
            output.set_data(curve.z.numpy(), curve.output.numpy())
            slope.set_data(curve.z.numpy(), curve.slope.numpy())
        steepest = ", ".join(
            f"{title(curve.name)} {number(curve.slope.max(), 3)}" for curve in items[-1]
        )
        return f"the steepest slope of each: {steepest}"


class Magnifier(Plot):
    """One activation, left its output with the tangent at one point, right its slope; each item
    of `items` is a Curve."""

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "height": 350, **size})
        output, slope = self.axes
        output.set(xlabel="pre-activation z", ylabel="output", ylim=OUTPUTS)
        slope.set(xlabel="pre-activation z", ylabel="slope")
        for axis in self.axes:
            axis.set_xlim(-REACH, REACH)
            axis.xaxis.set_major_locator(MultipleLocator(1))
        self.curves = [self.line(axis, "sigmoid") for axis in self.axes]
        look = {"color": style.BLACK, "linestyle": "--", "linewidth": 1.6}
        self.tangent = self.moving(output.plot([], [], **look)[0])
        self.points = [
            self.moving(axis.plot([], [], "o", ms=9, color=style.BLACK, clip_on=False)[0])
            for axis in self.axes
        ]
        self.legend(
            {
                "here": self.points[0],
                "tangent, as steep as the slope says": self.tangent,
            }
        )

    def draw(self, items):
        curve = items[-1]
        z, values = curve.z.numpy(), (curve.output.numpy(), curve.slope.numpy())
        output, slope = (float(np.interp(curve.at, z, value)) for value in values)
        for line, point, value, here in zip(
            self.curves, self.points, values, (output, slope), strict=True
        ):
            line.set_data(z, value)
            line.set_color(style.look(curve.name).color)
            point.set_data([curve.at], [here])
        reach = np.array([-1.5, 1.5])
        self.tangent.set_data(curve.at + reach, output + slope * reach)
        lowest, top = self.heights(self.axes[1]).min(), self.heights(self.axes[1]).max()
        end = first(TOPS, top)
        self.axes[1].set_ylim((-0.15 if lowest < 0 else -0.04) * end, end)
        name, at = title(curve.name), number(curve.at, 3)
        return f"{name} at z = {at}: output {number(output, 3)}, slope {number(slope, 3)}"
