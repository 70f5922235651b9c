"""What the next layer sees: one unit's outputs over the mini-batch, while the network trains."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from matplotlib.ticker import MaxNLocator
from torch import Tensor

from helpers.drawing.canvas import Plot
from helpers.probes import Glimpse
from helpers.words import measured, title

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
RANGES = {"sigmoid": (0, 1), "tanh": (-1, 1)}  # of the outputs, unless batch norm follows
TOPS = (2, 5, 10, 20, 50, 100, 1000)  # where another axis may end


def outputs_of(layer: int, unit: int) -> Callable[[Glimpse], Tensor]:
    """A probe, "outputs": the quantiles SHARES of one unit's outputs over the mini-batch, (S, 5).

    Args: layer, unit: counted from 1; of a narrower layer the last unit.
    """

    def outputs(glimpse: Glimpse) -> Tensor:
        post = glimpse.post[layer - 1]  # (S, B, F)
        one = post[:, :, min(unit, post.shape[2]) - 1].double()
        return one.quantile(torch.tensor(SHARES, dtype=one.dtype), dim=1).T

    return outputs


class Drift(Plot):
    """A panel per network: the median of one unit's outputs over the steps, with the bands that
    hold half and nine tenths of the mini-batch.

    Each item of `items` is a Record with a probe outputs_of(layer, unit), a network per name.
    """

    def __init__(self, names: Sequence[str], **size):
        super().__init__(**{"ncols": len(names), "top": 66, **size})
        self.names, self.bands = list(names), []
        for name, axis in zip(self.names, self.axes, strict=True):
            axis.set(title=title(name), xlabel="step", ylabel="output of the unit")
            axis.xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
            color = self.line(axis, name, linestyle="-", marker="").get_color()
            look = {"color": color, "lw": 0}
            wide, half = (axis.fill_between([], [], alpha=a, **look) for a in (0.18, 0.35))
            self.bands.append([self.moving(wide), self.moving(half)])
        wide, half = self.bands[0]
        self.legend({"median": self.lines[0], "half of the mini-batch": half, "nine tenths": wide})

    def draw(self, items):
        steps = np.array([record.step for record in items])
        values = torch.stack([record.probed["outputs"] for record in items]).numpy()  # (T, S, 5)
        limits = _limits(RANGES.get(items[-1].recipes[0].activation), values)
        for s, (axis, line, bands) in enumerate(
            zip(self.axes, self.lines, self.bands, strict=True)
        ):
            lowest, low, median, high, highest = values[:, s].T
            line.set_data(steps, median)
            bands[0].set_data(steps, lowest, highest)
            bands[1].set_data(steps, low, high)
            axis.set(xlim=(0, items[-1].steps or 1), ylim=limits)
        widths = values[-1, :, -1] - values[-1, :, 0]
        parts = [f"{title(n)} {measured(w)}" for n, w in zip(self.names, widths, strict=True)]
        return f"nine tenths of the unit's outputs differ by at most: {', '.join(parts)}"


def _limits(usual: tuple[float, float] | None, values: np.ndarray) -> tuple[float, float]:
    """Limits that seldom move: the usual ones, or round numbers beyond all values."""
    values = values[np.isfinite(values)]
    low, high = (values.min(), values.max()) if len(values) else (0, 0)
    if usual and usual[0] <= low and high <= usual[1]:
        room = 0.03 * (usual[1] - usual[0])
        return usual[0] - room, usual[1] + room
    top = next((top for top in TOPS if max(-low, high) < top), TOPS[-1])
    return -top if low < 0 else -0.1 * top, top
