"""Figures that look inside a network: the diagnostics panel and the map of dead units.

The diagnostics panel is the same in every notebook: four numbers per layer tell a healthy
network from a sick one. Source: after Karpathy 2022, makemore part 3.
"""

import math
from collections.abc import Sequence

import numpy as np
import torch
from matplotlib.lines import Line2D

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import decades, places
from helpers.engine.records import Record
from helpers.probes import (
    activation_spread,
    dead_share,
    dead_units,
    first_to_last,
    gradient_norms,
    stuck_shares,
    update_ratios,
)
from helpers.words import measured, percent

DIAGNOSTICS = (activation_spread, gradient_norms, update_ratios, stuck_shares)
DEAD = (dead_units, dead_share)
HEALTHY = 1e-3, 1e-2  # update over weight: a common rule of thumb


class PerLayer:
    """The diagnostics' four numbers per layer of one network, in four axes of a plot.

    Attributes:
        start, now: a line in each axis, dashed and solid.
        sample: of now, grey for a legend: the lines have the colour of their activation.
    """

    def __init__(self, plot: Plot, axes: Sequence):
        self.axes = spread, gradient, update, stuck = axes
        plot.log_scale(spread, gradient, update)
        spread.set(title="spread over examples (std)")
        gradient.set(title="gradient norm")
        update.set(title="update / weight", xlabel="layer")
        stuck.set(title="saturated or dead", ylim=(-0.05, 1.05), xlabel="layer")
        ticks.per_cent(stuck.yaxis)
        update.axhspan(*HEALTHY, color=style.GREY, alpha=0.2, lw=0)
        ticks.round_numbers(*(axis.xaxis for axis in axes), most=6, whole=True)
        look = {"color": style.GREY, "linestyle": "--", "marker": "", "linewidth": 1.6}
        self.start = [plot.line(axis, "start", **look) for axis in axes]
        self.now = [plot.line(axis, "sigmoid", markers=True) for axis in axes]
        self.sample = Line2D([], [], color=style.GREY, marker="o")

    def update(self, first: Record, last: Record):
        """Draw the first network of two Records with the probes DIAGNOSTICS."""
        kind = style.look(last.recipes[0].activation)
        for axis, start, now, probe in zip(
            self.axes, self.start, self.now, DIAGNOSTICS, strict=True
        ):
            before, after = (
                record.probed[probe.__name__][0].double().numpy() for record in (first, last)
            )
            layers = np.arange(1, len(after) + 1)
            start.set_data(layers, _visible(before, axis))
            now.set_data(layers, _visible(after, axis))
            now.set(color=kind.color, marker=kind.marker)
            axis.set_xlim(*places(len(last.recipes[0].hidden) + 1))
            if axis.get_yscale() == "log":
                guide = HEALTHY if probe is update_ratios else ()
                axis.set_ylim(*decades(np.concatenate([before, after, guide])))


class Diagnostics(Plot):
    """Four numbers per layer, at the start (thin) and now (thick), of one network."""

    takes, probes = Record, DIAGNOSTICS

    def __init__(self, **size):
        super().__init__(**{"height": 470, "nrows": 2, "ncols": 2, "top": 66, **size})
        self.layers = PerLayer(self, self.axes)
        self.start, self.now = self.layers.start, self.layers.now
        self.legend({"at the start": self.start[0], "now": self.layers.sample})

    def draw(self, items):
        first, last = items[0], items[-1]
        self.layers.update(first, last)
        share = first_to_last(last.probed["gradient_norms"])[0].item()
        gradients = f"the first layer's gradient is {measured(share)} of the last layer's"
        if math.isnan(share):
            gradients = "the gradients are 0, or no numbers any more"
        return f"{gradients}; test accuracy ≈ {percent(last.test_accuracy[0])}"


class DeadUnits(Plot):
    """Share of dead hidden units over training, and which units are dead now, a network per
    name."""

    takes, probes = Record, DEAD

    def __init__(self, names: Sequence[str], **size):
        ratios = (3, *[2] * len(names))
        super().__init__(**{"ncols": 1 + len(names), "width_ratios": ratios, "top": 66, **size})
        self.names = list(names)
        shares, *maps = self.axes
        shares.set(xlabel="step", ylabel="dead on the mini-batch", ylim=(-0.03, 1.03))
        ticks.per_cent(shares.yaxis)
        ticks.round_numbers(shares.xaxis, whole=True)
        self.legend({name: self.line(shares, name, i) for i, name in enumerate(self.names)})
        self.images = []
        for name, axis in zip(self.names, maps, strict=True):
            axis.set(title=name, xlabel="unit (dark: dead)")
            axis.grid(False)
            ticks.round_numbers(axis.xaxis, most=4, whole=True)
            ticks.round_numbers(axis.yaxis, most=6, whole=True)
            image = axis.imshow([[0.0]], "Greys", vmin=-0.15, vmax=1.1, aspect="auto")
            self.images.append(self.moving(image))
        maps[0].set(ylabel="hidden layer")

    def draw(self, items):
        last = items[-1]
        steps = [record.step for record in items]
        shares = torch.stack([record.probed["dead_share"] for record in items])
        for s, (line, image) in enumerate(zip(self.lines, self.images, strict=True)):
            line.set_data(steps, shares[:, s].numpy())
            units = last.probed["dead_units"][s].numpy()  # (layers, units)
            left, right, bottom, top = 0.5, units.shape[1] + 0.5, units.shape[0] + 0.5, 0.5
            image.set_data(np.ma.masked_invalid(units))
            image.set_extent((left, right, bottom, top))
            image.axes.set(xlim=(left, right), ylim=(bottom, top))
        self.axes[0].set_xlim(0, max(1, last.steps))
        dead, accuracies = (
            ", ".join(f"{name} ≈ {percent(x)}" for name, x in zip(self.names, shown, strict=True))
            for shown in (shares[-1], last.test_accuracy)
        )
        return (
            f"hidden units dead on the mini-batch at step {last.step}: {dead}; "
            f"test accuracy: {accuracies}"
        )


def _visible(values: np.ndarray, axis) -> np.ndarray:
    """On a logarithmic axis a zero would tear the line; leave it out."""
    return np.where(values > 0, values, np.nan) if axis.get_yscale() == "log" else values
