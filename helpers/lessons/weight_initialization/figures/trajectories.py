"""Trajectories: where each hidden unit's incoming weights go while a network trains."""

from __future__ import annotations

import math

import numpy as np
import torch
from matplotlib.ticker import MaxNLocator
from torch import Tensor

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.probes import Glimpse
from helpers.words import percent

UNITS = 6  # the most that are drawn
APART = 1e-3  # closer weights show as one point


def first_weights(glimpse: Glimpse) -> Tensor:
    """Incoming weights of the first hidden layer's units, (S, F, inputs)."""
    return glimpse.stack.weights[0].transpose(1, 2)


def different(weights: Tensor) -> int:
    """How many units of (F, inputs) have weights of their own, more than APART from others'."""
    kept = []
    for unit in weights:
        if all((unit - other).norm() > APART for other in kept):
            kept.append(unit)
    return len(kept)


class Trajectories(Plot):
    """Left, the plane of two incoming weights with a path per hidden unit, a cross where it
    begins and a ring where it is now; right, test accuracy over the steps.

    Units with equal weights share one path; their rings of different size show how many.
    Each item of `items` is a Record of one network with two inputs and the probe first_weights.
    """

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "top": 36, "height": 400, **size})
        plane, accuracy = self.axes
        plane.set(title="weights of each hidden unit", xlabel="weight from x₁")
        plane.set(ylabel="weight from x₂")
        accuracy.set(title="test accuracy", xlabel="step", ylim=(0, 1.03))
        ticks.per_cent(accuracy.yaxis)
        for axis in self.axes:
            axis.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        plane.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        for place in (plane.axhline, plane.axvline):
            place(0, color=style.GREY, lw=1)
        self.paths = [self.line(plane, "path", k, marker="") for k in range(UNITS)]
        self.starts = self._marks("x", ms=8, mew=2)
        self.rings = self._marks("o", mfc="none", mew=2)
        for k, ring in enumerate(self.rings):
            ring.set_markersize(24 - 3 * k)
        self.curve = self.line(accuracy, "accuracy", 0)

    def _marks(self, marker: str, **options) -> list:
        """One marker per unit in its path's colour."""
        plane = self.axes[0]
        marks = []
        for path in self.paths:
            (mark,) = plane.plot([], [], marker, color=path.get_color(), zorder=3, **options)
            marks.append(self.moving(mark))
        return marks

    def draw(self, items):
        last = items[-1]
        paths = torch.stack([record.probed["first_weights"][0] for record in items])  # (T, F, 2)
        for k, artists in enumerate(zip(self.paths, self.starts, self.rings, strict=True)):
            there = paths[:, k].numpy() if k < paths.shape[1] else np.empty((0, 2))
            for artist, points in zip(artists, (there, there[:1], there[-1:]), strict=True):
                artist.set_data(points[:, 0], points[:, 1])
        self.curve.set_data([r.step for r in items], [float(r.test_accuracy[0]) for r in items])
        plane, accuracy = self.axes
        reach = _round_up(paths.abs().max().item())
        plane.set(xlim=(-reach, reach), ylim=(-reach, reach))
        accuracy.set_xlim(0, last.steps or 1)
        count, apart = paths.shape[1], different(paths[-1])
        units = "one unit, copied" if apart == 1 else f"{apart} different ones"
        return f"{count} hidden units: {units}; test accuracy ≈ {percent(last.test_accuracy[0])}"


def _round_up(reach: float) -> float:
    """The next of … 1, 2, 5, 10 … with some room, so that the axes seldom move."""
    reach = max(1.1 * reach, 0.2) if math.isfinite(reach) else 1e3
    power = 10.0 ** math.floor(math.log10(reach))
    return next(power * step for step in (1, 2, 5, 10) if power * step >= reach)
