"""Figures that look inside a network: the diagnostics panel and the map of dead units.

The diagnostics panel is the same in every notebook: four numbers per layer tell a healthy
network from a sick one. Source: after Karpathy 2022, makemore part 3.
"""

from __future__ import annotations

import numpy as np
import torch

from helpers import style
from helpers.canvas import Plot
from helpers.plots import decades
from helpers.probes import (
    activation_spread,
    dead_shares,
    dead_units,
    first_to_last,
    gradient_norms,
    stuck_shares,
    update_ratios,
)
from helpers.words import measured, percent

DIAGNOSTICS = (activation_spread, gradient_norms, update_ratios, stuck_shares)
DEAD = (dead_units, dead_shares)
HEALTHY_RATIO = 1e-3  # an update of a thousandth of the weight is a common rule of thumb


class Diagnostics(Plot):
    """Four numbers per layer, at the start (thin) and now (thick), of one network.

    Each item of `seen` is a Record with the probes DIAGNOSTICS.
    """

    def __init__(self, **size):
        super().__init__(**{"height": 460, "nrows": 2, "ncols": 2, **size})
        spread, gradient, update, stuck = self.axes
        spread.set(title="spread of the outputs (std)", yscale="log")
        gradient.set(title="gradient norm", yscale="log")
        update.set(title="update / weight", yscale="log", xlabel="layer")
        stuck.set(title="saturated or dead", ylim=(-0.05, 1.05), xlabel="layer")
        stuck.yaxis.set_major_formatter(lambda share, _: percent(share))
        update.axhline(HEALTHY_RATIO, color=style.GREY, linestyle=":", linewidth=1.5)
        grey = style.GREY
        self.start = [
            self.line(axis, "start", color=grey, linestyle="--", marker="", linewidth=1.6)
            for axis in self.axes
        ]
        self.now = [self.line(axis, "sigmoid", markers=True) for axis in self.axes]
        self.legend({"at the start": self.start[0], "now": self.now[0]})

    def update(self, seen):
        first, last = seen[0], seen[-1]
        kind = style.look(last.recipes[0].activation)
        for axis, start, now, probe in zip(
            self.axes, self.start, self.now, DIAGNOSTICS, strict=True
        ):
            before, after = (
                record.seen[probe.__name__][0].double().numpy() for record in (first, last)
            )
            layers = np.arange(1, len(after) + 1)
            start.set_data(layers, _visible(before, axis))
            now.set_data(layers, _visible(after, axis))
            now.set(color=kind.color, marker=kind.marker)
            axis.set_xlim(0.5, len(last.recipes[0].hidden) + 1.5)
            if axis.get_yscale() == "log":
                guide = [HEALTHY_RATIO] if probe is update_ratios else []
                axis.set_ylim(*decades(np.concatenate([before, after, guide])))
        share = first_to_last(last.seen["gradient_norms"])[0].item()
        return (
            f"the first layer's gradient is {measured(share)} of the last layer's; "
            f"test accuracy ≈ {percent(last.test_accuracy[0])}"
        )


class DeadUnits(Plot):
    """Share of dead hidden units over training, and which units of the last variant are dead.

    Each item of `seen` is a Record with the probes DEAD, one network per name.
    """

    def __init__(self, names, **size):
        super().__init__(ncols=2, width_ratios=(3, 2), **size)
        self.names = list(names)
        shares, units = self.axes
        shares.set(xlabel="step", ylabel="share of dead hidden units", ylim=(-0.03, 1.03))
        shares.yaxis.set_major_formatter(lambda share, _: percent(share))
        units.set(xlabel="unit", ylabel="hidden layer", title="dead units now: dark")
        units.grid(False)
        self.curves = {name: self.line(shares, name, i) for i, name in enumerate(self.names)}
        self.legend({name: line for name, line in self.curves.items()})
        self.image = units.imshow(
            [[0.0]], cmap="Greys", vmin=-0.15, vmax=1.1, aspect="auto", interpolation="nearest"
        )

    def update(self, seen):
        last = seen[-1]
        steps = [record.step for record in seen]
        shares = torch.stack([record.seen["dead_shares"].nanmean(1) for record in seen])
        for s, line in enumerate(self.curves.values()):
            line.set_data(steps, shares[:, s].numpy())
        units = last.seen["dead_units"][-1].numpy()
        layers, width = units.shape
        self.image.set_data(np.ma.masked_invalid(units))
        self.image.set_extent((0.5, width + 0.5, layers + 0.5, 0.5))
        self.axes[1].set_yticks(range(1, layers + 1))
        self.axes[0].set_xlim(0, max(1, last.steps))
        ends = [
            f"{name} ≈ {percent(share)}" for name, share in zip(self.names, shares[-1], strict=True)
        ]
        return f"dead hidden units after {last.step} steps: {', '.join(ends)}"


def _visible(values: np.ndarray, axis) -> np.ndarray:
    """On a logarithmic axis a zero would tear the line; leave it out."""
    return np.where(values > 0, values, np.nan) if axis.get_yscale() == "log" else values
