"""Step sizes: by what a rule multiplies each parameter's gradient, and how far it has come."""

from collections.abc import Sequence

import numpy as np
from torch import Tensor

from helpers.drawing import ticks
from helpers.drawing.bands import quartiles
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import decades
from helpers.lessons.optimizers.step_sizes import Walk
from helpers.words import measured

BOTTOM, TOP = 1e-6, 1e6  # a distance below has arrived; whatever is above has left the panel


class StepSizes(Plot):
    """Left, each parameter's step size over the steps; right, its distance from the best value:
    median of the seeds, and their quartiles. The last Walk is drawn.

    Args: names: of the parameters.
    """

    takes = Walk
    PANELS = (("sizes", "step size"), ("distances", "distance from the best weight"))

    def __init__(self, names: Sequence[str], **size):
        super().__init__(**{"ncols": 2, **size})
        self.names, self.curves, self.bands = list(names), {}, {}
        self.log_scale(*self.axes)
        ticks.round_numbers(*(axis.xaxis for axis in self.axes))
        for axis, (key, label) in zip(self.axes, self.PANELS, strict=True):
            axis.set(xlabel="step", ylabel=label)
            self.curves[key] = [self.line(axis, name, 2 * k) for k, name in enumerate(self.names)]
            self.bands[key] = [self.band(axis, line.get_color()) for line in self.curves[key]]
        self.legend(dict(zip(self.names, self.curves["sizes"], strict=True)))

    def draw(self, items):
        walk = items[-1]
        shown = {"sizes": _sizes(walk.sizes), "distances": quartiles(_clamped(walk.distances))}
        steps = np.arange(1, len(walk.sizes) + 1)
        for axis, (key, (low, middle, high)) in zip(self.axes, shown.items(), strict=True):
            for f, (line, band) in enumerate(zip(self.curves[key], self.bands[key], strict=True)):
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


def _clamped(values: Tensor) -> Tensor:
    return values.clamp(BOTTOM / 10, 10 * TOP)


def _sizes(sizes: Tensor) -> list[np.ndarray]:
    """Quartiles of step sizes. Before its first gradient a seed's step is endless, not absent: a
    seed that joins lifts no median."""
    endless = quartiles(_clamped(sizes).nan_to_num(10 * TOP))
    return [np.where(row > TOP, np.nan, row) for row in endless]
