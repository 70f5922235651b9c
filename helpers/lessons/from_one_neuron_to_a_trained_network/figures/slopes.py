"""Figures of activations beside their slopes: a gallery of all, one under the magnifying glass."""

from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import MultipleLocator

from helpers.drawing import limits, style
from helpers.drawing.canvas import Plot
from helpers.lessons.from_one_neuron_to_a_trained_network.slopes import ActivationCurve
from helpers.words import number, title

REACH, OUTPUTS = 4, (-2, 4)  # of the axes: z from −REACH to REACH
TOPS = (1.25, 2.5, 5)  # where the axis of slopes may end: it stays put most of the time


class Gallery(Plot):
    """Activations side by side, each with its slope; an item is a list of ActivationCurves, one
    per name."""

    takes = list

    def __init__(self, names: Sequence[str], columns: int = 3, **size):
        rows = -(-len(names) // columns)
        shape = {"nrows": rows, "ncols": columns, "height": 58 + 190 * rows, "top": 66}
        super().__init__(**{**shape, **size})
        self.outputs, self.slopes = [], []
        for name, axis in zip(names, self.axes, strict=False):
            axis.set(xlim=(-REACH, REACH), ylim=OUTPUTS, title=title(name))
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
        steepest = [f"{title(curve.name)} {number(curve.slope.max(), 3)}" for curve in items[-1]]
        return f"the steepest slope of each: {', '.join(steepest)}"


class Magnifier(Plot):
    """One activation: left its output with the tangent at one point, right its slope."""

    takes = ActivationCurve

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "height": 350, **size})
        output, slope = self.axes
        output.set(ylabel="output", ylim=OUTPUTS)
        slope.set(ylabel="slope")
        for axis in self.axes:
            axis.set(xlabel="pre-activation z", xlim=(-REACH, REACH))
            axis.xaxis.set_major_locator(MultipleLocator(1))
        self.curves = [self.line(axis, "sigmoid") for axis in self.axes]
        self.tangent = self.empty(output, "--", color=style.BLACK, linewidth=1.6)
        look = {"ms": 9, "color": style.BLACK, "clip_on": False}
        self.points = [self.empty(axis, "o", **look) for axis in self.axes]
        self.legend({"here": self.points[0], "tangent, as steep as the slope says": self.tangent})

    def draw(self, items):
        curve, reach = items[-1], np.array([-1.5, 1.5])
        output, slope = curve.here()
        self.tangent.set_data(curve.at + reach, output + slope * reach)
        for line, point, values, height in zip(
            self.curves, self.points, (curve.output, curve.slope), (output, slope), strict=True
        ):
            line.set_data(curve.z.numpy(), values.numpy())
            line.set_color(style.look(curve.name).color)
            point.set_data([curve.at], [height])
        slopes = self.heights(self.axes[1])
        top = limits.first(TOPS, slopes.max())
        self.axes[1].set_ylim((-0.15 if slopes.min() < 0 else -0.04) * top, top)
        name, at = title(curve.name), number(curve.at, 3)
        return f"{name} at z = {at}: output {number(output, 3)}, slope {number(slope, 3)}"
