"""Trajectories: where each hidden unit's incoming weights go while a network trains."""

import math

import numpy as np
import torch

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import round_up
from helpers.engine.records import Record
from helpers.lessons.weight_initialization.symmetry import count_different, first_weights
from helpers.words import percent

UNITS = 6  # the most that are drawn


class Trajectories(Plot):
    """Left, the plane of two incoming weights with a path per hidden unit, a cross where it
    begins and a ring where it is now; right, test accuracy over the steps.

    Units with equal weights share one path; their rings of different size show how many. The
    Records are of one network with two inputs.
    """

    takes, probes = Record, (first_weights,)

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "top": 36, "height": 400, **size})
        plane, accuracy = self.axes
        plane.set(title="weights of each hidden unit", xlabel="weight from x₁")
        plane.set(ylabel="weight from x₂")
        accuracy.set(title="test accuracy", xlabel="step", ylim=(0, 1.03))
        ticks.per_cent(accuracy.yaxis)
        ticks.round_numbers(plane.xaxis, plane.yaxis, accuracy.xaxis)
        for zero in (plane.axhline, plane.axvline):
            zero(0, color=style.GREY, lw=1)
        self.paths = [self.line(plane, "path", k, marker="") for k in range(UNITS)]
        colors = [path.get_color() for path in self.paths]
        cross, ring = {"ms": 8, "mew": 2, "zorder": 3}, {"mfc": "none", "mew": 2, "zorder": 3}
        self.starts = [self.empty(plane, "x", color=color, **cross) for color in colors]
        self.rings = [
            self.empty(plane, "o", ms=24 - 3 * k, color=color, **ring)
            for k, color in enumerate(colors)
        ]
        self.curve = self.line(accuracy, "accuracy", 0)

    def draw(self, items):
        last = items[-1]
        weights = torch.stack([r.probed["first_weights"][0] for r in items])  # (T, F, 2)
        for k, artists in enumerate(zip(self.paths, self.starts, self.rings, strict=True)):
            path = weights[:, k].numpy() if k < weights.shape[1] else np.empty((0, 2))
            for artist, points in zip(artists, (path, path[:1], path[-1:]), strict=True):
                artist.set_data(*points.T)
        self.curve.set_data([r.step for r in items], [float(r.test_accuracy[0]) for r in items])
        plane, accuracy = self.axes
        reach = weights.abs().max().item()
        reach = round_up(max(1.1 * reach, 0.2)) if math.isfinite(reach) else 1e3
        plane.set(xlim=(-reach, reach), ylim=(-reach, reach))
        accuracy.set_xlim(0, last.steps or 1)
        count, different = weights.shape[1], count_different(weights[-1])
        units = "one unit, copied" if different == 1 else f"{different} different ones"
        return f"{count} hidden units: {units}; test accuracy ≈ {percent(last.test_accuracy[0])}"
