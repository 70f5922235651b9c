"""A map: one number over two settings, coloured from below zero to above."""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import LogLocator

from helpers import style
from helpers.canvas import Plot
from helpers.limits import span
from helpers.words import at, measured


class Map(Plot):
    """A map of one number over two settings; each item of `seen` is a Grid, the last is drawn.

    A line runs where the number changes its sign; pin() keeps it.

    Args:
        xlabel, ylabel: what the axes set, y on a logarithmic axis; label: what the colour shows.
        limit: the colours run from −limit to +limit, white in the middle.
    """

    def __init__(self, xlabel: str, ylabel: str, label: str, limit: float, **size):
        super().__init__(**{"top": 16, "right": 120, **size})
        (axis,) = self.axes
        axis.set(xlabel=xlabel, ylabel=ylabel, facecolor="#D8D8D8")
        axis.grid(False)
        self.log_scale(axis)
        axis.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        self.label, self.limit, self.mesh = label, limit, None
        self.zero = self.line(axis, "zero", color=style.BLACK)

    def update(self, seen):
        grid = seen[-1]
        x, y = np.asarray(grid.x, dtype=float), np.asarray(grid.y, dtype=float)
        values = np.asarray(grid.values, dtype=float)
        if self.mesh is None or self.mesh.get_array().shape != values.shape:
            self._build(x, y)
        self.mesh.set_array(np.ma.masked_invalid(np.clip(values, -self.limit, self.limit)))
        zeros = [_crossing(y, column) for column in values.T]
        self.zero.set_data(x, zeros)
        known = np.flatnonzero(np.isfinite(values).any(0))
        if not len(known):
            return "the map is still empty"
        return self._describe(x[known[-1]], zeros[known[-1]], values[:, known[-1]])

    def _build(self, x, y):
        (axis,) = self.axes
        if self.mesh is not None:
            self._moving.remove(self.mesh)
            self.mesh.remove()
        nothing = np.zeros((len(y), len(x)))
        colors = {"cmap": style.DIVERGING, "vmin": -self.limit, "vmax": self.limit}
        self.mesh = axis.pcolormesh(x, y, nothing, shading="nearest", zorder=0, **colors)
        self.moving(self.mesh)
        half = (x[1] - x[0]) / 2 if len(x) > 1 else 0.5
        axis.set_xlim(x[0] - half, x[-1] + half)
        axis.set_ylim(*span(y, 0))
        if len(self.figure.axes) == 1:
            place = axis.get_position()
            with style.context():
                bar = self.figure.add_axes((place.x1 + 0.02, place.y0, 0.02, place.height))
                self.figure.colorbar(self.mesh, cax=bar, extend="both", label=self.label)

    def _describe(self, x, zero, column) -> str:
        here, ylabel = at(self.axes[0].get_xlabel(), x), self.axes[0].get_ylabel()
        if np.isfinite(zero):
            return f"at {here} the map is white at {ylabel} {measured(zero)}"
        low, high = np.nanmin(column), np.nanmax(column)
        side = "below" if high < 0 else "above" if low > 0 else "on both sides of"
        return f"at {here} the number is {side} 0 for every {ylabel}"


def _crossing(y: np.ndarray, values: np.ndarray) -> float:
    """Where values cross 0 on their way up, between two y on a logarithmic axis; or NaN."""
    up = np.flatnonzero((values[:-1] < 0) & (values[1:] >= 0))
    if not len(up):
        return float("nan")
    k = up[0]
    share = values[k] / (values[k] - values[k + 1])
    return float(y[k] ** (1 - share) * y[k + 1] ** share)
