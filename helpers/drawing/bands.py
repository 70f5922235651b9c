"""Seeds as a line and a band: their median, and around it the half of them that is nearest."""

import numpy as np
import torch
from torch import Tensor


def quartiles(values: Tensor) -> list[np.ndarray]:
    """Lower quartile, median and upper quartile over the last axis, of the values that are finite:
    (…, K) → three arrays (…)."""
    shares = values.new_tensor([0.25, 0.5, 0.75])
    finite = torch.where(values.isfinite(), values, float("nan"))
    return list(finite.nanquantile(shares, dim=-1).numpy())


class Banded:
    """A line through the medians of K seeds, with a band between their quartiles.

    Args:  plot, axis, name, index, look: as for Plot.line.
    """

    def __init__(self, plot, axis, name: str, index: int = 0, **look):
        self.line = plot.line(axis, name, index, **look)
        self.band = plot.band(axis, self.line.get_color())
        self._edges = (np.zeros(0), np.zeros(0))

    def set_data(self, x, values: Tensor) -> np.ndarray:
        """Show values (n, K) over x (n,); return their medians, (n,)."""
        low, middle, high = quartiles(values)
        self.line.set_data(x, middle)
        self.band.set_data(x, low, high)
        self._edges = low, high
        return middle

    def edges(self) -> np.ndarray:
        """The heights of the band's two edges, to choose an axis' limits by, (2 n,)."""
        return np.concatenate(self._edges)
