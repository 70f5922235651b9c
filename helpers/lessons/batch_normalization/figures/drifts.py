"""What the next layer sees: one unit's outputs over the mini-batch, while the network trains."""

from collections.abc import Sequence

import numpy as np
import torch

from helpers.drawing import limits, ticks
from helpers.drawing.canvas import Plot
from helpers.engine.records import Record
from helpers.words import measured, title

RANGES = {"sigmoid": (0, 1), "tanh": (-1, 1)}  # of the outputs, unless batch norm follows
TOPS = (2, 5, 10, 20, 50, 100, 1000)  # where another axis may end


class Drift(Plot):
    """A panel per network: the median of one unit's outputs over the steps, with the bands that
    hold half and nine tenths of the mini-batch, as a probe drifts.outputs_of gives them.

    Args: names: what the networks of a Record are, in its order.
    """

    takes, probes = Record, ("outputs",)

    def __init__(self, names: Sequence[str], **size):
        super().__init__(**{"ncols": len(names), "top": 66, **size})
        self.names, self.bands = list(names), []
        for name, axis in zip(self.names, self.axes, strict=True):
            axis.set(title=title(name), xlabel="step", ylabel="output of the unit")
            ticks.round_numbers(axis.xaxis, whole=True)
            color = self.line(axis, name, linestyle="-", marker="").get_color()
            self.bands.append([self.band(axis, color, alpha) for alpha in (0.18, 0.35)])
        wide, half = self.bands[0]
        self.legend({"median": self.lines[0], "half of the mini-batch": half, "nine tenths": wide})

    def draw(self, items):
        steps = np.array([record.step for record in items])
        values = torch.stack([record.probed["outputs"] for record in items]).numpy()  # (T, S, 5)
        ends = _ends(RANGES.get(items[-1].recipes[0].activation), values)
        for s, (line, (wide, half)) in enumerate(zip(self.lines, self.bands, strict=True)):
            lowest, low, median, high, highest = values[:, s].T
            line.set_data(steps, median)
            wide.set_data(steps, lowest, highest)
            half.set_data(steps, low, high)
            line.axes.set(xlim=(0, items[-1].steps or 1), ylim=ends)
        widths = values[-1, :, -1] - values[-1, :, 0]
        parts = [f"{title(n)} {measured(w)}" for n, w in zip(self.names, widths, strict=True)]
        return f"nine tenths of the unit's outputs differ by at most: {', '.join(parts)}"


def _ends(usual: tuple[float, float] | None, values: np.ndarray) -> tuple[float, float]:
    """Ends of an axis that seldom move: the usual ones, or round numbers beyond all values."""
    values = values[np.isfinite(values)]
    low, high = (values.min(), values.max()) if len(values) else (0, 0)
    if usual and usual[0] <= low and high <= usual[1]:
        return limits.span(np.array(usual), 0.03)
    top = limits.first(TOPS, max(-low, high))
    return -top if low < 0 else -0.1 * top, top
