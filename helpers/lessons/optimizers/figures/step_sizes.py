"""Step sizes: by what a rule multiplies each parameter's gradient, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import MaxNLocator
from torch import Tensor

from helpers.drawing.canvas import Plot
from helpers.drawing.limits import decades
from helpers.plots import quartiles
from helpers.words import measured

BOTTOM, TOP = 1e-6, 1e6  # a distance below has arrived; whatever is above has left the panel


@dataclass(frozen=True, eq=False)
class Walk:
    """A run of a rule on F parameters, with K seeds side by side.

    Args:
        sizes: learning rate times the rule's factor, at steps 1, 2, …, (T, F, K), NaN for a
            parameter that has had no gradient yet.
        distances: of the parameters from their best values, after those steps, (T, F, K).
        step, steps: done, and in all.
    """

    sizes: Tensor
    distances: Tensor
    step: int
    steps: int


class StepSizes(Plot):
    """Left, each parameter's step size over the steps; right, its distance from the best value:
    median of the seeds, and their quartiles. Each item of `items` is a Walk, the last is drawn.

    Args: names: of the parameters.
    """

    PANELS = (("sizes", "step size"), ("distances", "distance from the best weight"))

    def __init__(self, names: Sequence[str], **size):
        super().__init__(**{"ncols": 2, **size})
        self.names, self.curves, self.bands = list(names), {}, {}
        self.log_scale(*self.axes)
        for axis, (key, label) in zip(self.axes, self.PANELS, strict=True):
            axis.set(xlabel="step", ylabel=label)
            axis.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
            self.curves[key] = [self.line(axis, name, 2 * k) for k, name in enumerate(self.names)]
            self.bands[key] = [self.band(axis, line.get_color()) for line in self.curves[key]]
        self.legend(dict(zip(self.names, self.curves["sizes"], strict=True)))

    def draw(self, items):
        walk = items[-1]
        steps = np.arange(1, len(walk.sizes) + 1)
        for axis, (key, _) in zip(self.axes, self.PANELS, strict=True):
            values = getattr(walk, key).clamp(BOTTOM / 10, 10 * TOP)
            shown = quartiles(values)
            if key == "sizes":  # before its first gradient a step is endless, not absent:
                shown = quartiles(values.nan_to_num(10 * TOP))  # a seed that joins lifts no median
                shown = [np.where(row > TOP, np.nan, row) for row in shown]
            low, middle, high = shown
            artists = zip(self.curves[key], self.bands[key], strict=True)
            for f, (line, band) in enumerate(artists):
                line.set_data(steps, middle[:, f])
                band.set_data(steps, low[:, f], high[:, f])
            axis.set_xlim(0, walk.steps)
            heights = self.heights(axis)
            axis.set_ylim(*decades(heights[heights > BOTTOM], TOP))
        sizes, left = (quartiles(getattr(walk, key)[-1:])[1][0] for key, _ in self.PANELS)
        parts = [
            f"{name}: step size {measured(sizes[f])}, distance {measured(left[f])}"
            for f, name in enumerate(self.names)
        ]
        return f"after {walk.step} steps, {'; '.join(parts)}"
