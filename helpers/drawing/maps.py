"""Maps: one number over two settings, in tiles of colour."""

from collections.abc import Sequence

import numpy as np
import torch
from matplotlib.ticker import LogLocator

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import span
from helpers.engine.records import Record
from helpers.experiments import Grid
from helpers.words import at, measured, percent, title

TRAINS = 0.8  # test accuracy from which a network counts as trained


class Tiles(Plot):
    """What maps of one Grid share; the last item is drawn.

    Args:
        xlabel, ylabel: what the axes set, y on a logarithmic axis; label: what the colour shows.
        colors: passed to pcolormesh: cmap, vmin, vmax; bar: passed to Figure.colorbar.
    """

    takes = Grid

    def __init__(self, xlabel: str, ylabel: str, label: str, colors: dict, bar: dict, **size):
        super().__init__(**{"top": 16, "right": 120, **size})
        (axis,) = self.axes
        axis.set(xlabel=xlabel, ylabel=ylabel, facecolor="#D8D8D8")
        axis.grid(False)
        ticks.round_numbers(axis.xaxis, most=8)
        self.log_scale(axis)
        axis.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        self.label, self.colors, self.bar, self.mesh = label, colors, bar, None

    def paint(self, x: np.ndarray, y: np.ndarray, values: np.ndarray):
        """Show values (rows, columns) in tiles between the edges x and y; NaN stays grey."""
        if self.mesh is None or not all(map(np.array_equal, self._edges, (x, y))):
            self._build(x, y)
        shown = np.clip(values, self.colors["vmin"], self.colors["vmax"])
        self.mesh.set_array(np.ma.masked_invalid(shown))

    def _build(self, x, y):
        (axis,) = self.axes
        if self.mesh is not None:
            self.remove(self.mesh)
        nothing = np.zeros((len(y) - 1, len(x) - 1))
        self.mesh = axis.pcolormesh(x, y, nothing, zorder=0, **self.colors)
        self.moving(self.mesh)
        self._edges = x, y
        if len(self.figure.axes) == 1:
            self.color_bar(axis, self.mesh, label=self.label, **self.bar)


class Map(Tiles):
    """A map of a number that is negative here and positive there, with a line where it is 0.

    Args:
        xlabel, ylabel, label: as for Tiles.
        limit: the colours run from −limit to +limit, white in the middle.
    """

    def __init__(self, xlabel: str, ylabel: str, label: str, limit: float, **size):
        colors = {"cmap": style.DIVERGING, "vmin": -limit, "vmax": limit}
        super().__init__(xlabel, ylabel, label, colors, {"extend": "both"}, **size)
        self.zero = self.line(self.axes[0], "border", color=style.BLACK)

    def draw(self, items):
        x, y, values = _arrays(items[-1])
        edges = _edges(x)
        self.paint(edges, _edges(y), values)
        self.axes[0].set(xlim=(edges[0], edges[-1]), ylim=span(y, 0))
        zeros = [_crossing(y, column) for column in values.T]
        self.zero.set_data(x, zeros)
        known = np.flatnonzero(np.isfinite(values).any(0))
        if not len(known):
            return "the map is still empty"
        return self._describe(x[known[-1]], zeros[known[-1]], values[:, known[-1]])

    def _describe(self, x, zero, column) -> str:
        here, ylabel = at(self.axes[0].get_xlabel(), x), self.axes[0].get_ylabel()
        if np.isfinite(zero):
            return f"at {here} the map is white at {ylabel} {measured(zero)}"
        low, high = np.nanmin(column), np.nanmax(column)
        side = "below" if high < 0 else "above" if low > 0 else "on both sides of"
        return f"at {here} the number is {side} 0 for every {ylabel}"


class Shares(Tiles):
    """A map of a share from 0 to 100 %, dark to bright, with what theory expects as a line.

    Columns may come in any order: each one known fills the room up to its known neighbours, so
    that a coarse map sharpens where it stands.

    Args:
        xlabel, ylabel, label: as for Tiles; xlim: the outermost settings along x.
        theory: the legend's words for the line; the Grid brings its points.
    """

    def __init__(self, xlabel: str, ylabel: str, label: str, xlim, theory: str, **size):
        colors = {"cmap": style.SEQUENTIAL, "vmin": 0, "vmax": 1}
        bar = {"format": lambda share, _: percent(share)}
        super().__init__(xlabel, ylabel, label, colors, bar, **{"top": 42, "right": 130, **size})
        self.xlim = xlim
        # A white edge keeps the line in sight on dark and on bright tiles.
        edge = {"color": "white", "linewidth": 5, "linestyle": "-", "zorder": 2}
        self.edge = self.line(self.axes[0], "edge", **edge)
        self.theory = self.line(self.axes[0], "theory", color=style.VERMILION, linestyle="--")
        self.lines.remove(self.edge)  # no ghost of its own
        self.legend({theory: self.theory})

    def draw(self, items):
        x, y, values = _arrays(items[-1])
        known = np.flatnonzero(np.isfinite(values).any(0))
        if not len(known):
            return "the map is still empty"
        left, right = self.xlim
        self.paint(np.array([left, *_edges(x[known])[1:-1], right]), _edges(y), values[:, known])
        self.axes[0].set(xlim=self.xlim, ylim=span(y, 0))
        for line in (self.edge, self.theory):
            line.set_data(*(items[-1].theory or ([], [])))
        best = np.nanargmax(values[:, known[-1]])
        here, ylabel = at(self.axes[0].get_xlabel(), x[known[-1]]), self.axes[0].get_ylabel()
        share = percent(values[best, known[-1]])
        return f"at {here} the best {self.label} is ≈ {share}, at {ylabel} {measured(y[best])}"


class TwinMaps(Plot):
    """Maps of test accuracy over the same two settings, a map per name, all on logarithmic axes;
    a cross where a network diverged. Items are Records of names · ys · xs networks in that order.

    Args:
        names: what the maps show; xs, ys: the settings, rising; xlabel, ylabel: what they are.
    """

    takes = Record

    def __init__(self, names: Sequence[str], xs, ys, xlabel: str, ylabel: str, **size):
        super().__init__(**{"ncols": len(names), "top": 66, "right": 120, "height": 420, **size})
        self.names, self.xs, self.ys = list(names), np.array(xs), np.array(ys)
        edges = [np.exp(_edges(np.log(settings))) for settings in (self.xs, self.ys)]
        self.meshes, self.crosses, self.shares = [], [], []
        for axis in self.axes:
            axis.grid(False)
            axis.set(xlabel=xlabel, ylabel=ylabel)
            self.log_scale(axis, along="x")
            self.log_scale(axis)
            axis.set(xlim=edges[0][[0, -1]], ylim=edges[1][[0, -1]])
            nothing = np.zeros((len(self.ys), len(self.xs)))
            colors = {"cmap": style.SEQUENTIAL, "vmin": 0, "vmax": 1}
            self.meshes.append(self.moving(axis.pcolormesh(*edges, nothing, zorder=0, **colors)))
            cross = {"color": "white", "mec": style.BLACK, "ms": 11, "mew": 1.1}
            self.crosses.append(self.empty(axis, "X", **cross))
            look = {"transform": axis.transAxes, "ha": "center", "va": "bottom", "fontsize": 13}
            self.shares.append(self.moving(axis.text(0.5, 1.03, "", **look)))
        form = {"format": lambda share, _: percent(share), "label": "test accuracy"}
        self.color_bar(self.axes[-1], self.meshes[0], **form)
        self.legend({"diverged": self.crosses[0]})

    def draw(self, items):
        shape = len(self.names), len(self.ys), len(self.xs)
        values = items[-1].test_accuracy.view(shape)
        diverged = (items[-1].diverged_at >= 0).view(shape)
        trained = trained_share(values)
        artists = zip(self.names, self.meshes, self.crosses, self.shares, strict=True)
        for k, (name, mesh, cross, share) in enumerate(artists):
            mesh.set_array(values[k].nan_to_num(0).numpy())
            rows, columns = diverged[k].numpy().nonzero()
            cross.set_data(self.xs[columns], self.ys[rows])
            share.set_text(f"{title(name)}: {percent(trained[k])} of the map trains")
        parts = [f"{title(n)} ≈ {percent(s)}" for n, s in zip(self.names, trained, strict=True)]
        return f"share of the map that reaches {percent(TRAINS)} accuracy: {', '.join(parts)}"


def trained_share(values: torch.Tensor) -> torch.Tensor:
    """The share of a map (..., y, x) of test accuracies that is TRAINS or more, (...)."""
    return (values >= TRAINS).double().mean((-2, -1))


def _arrays(grid):
    """A Grid's settings and values as arrays: (columns,), (rows,), (rows, columns)."""
    return tuple(np.asarray(part, dtype=float) for part in (grid.x, grid.y, grid.values))


def _edges(centres: np.ndarray) -> np.ndarray:
    """Edges of tiles half-way between their centres, (n,) → (n + 1,)."""
    if len(centres) == 1:
        return centres[0] + np.array([-0.5, 0.5])
    middle = (centres[:-1] + centres[1:]) / 2
    return np.array([2 * centres[0] - middle[0], *middle, 2 * centres[-1] - middle[-1]])


def _crossing(y: np.ndarray, values: np.ndarray) -> float:
    """Where values cross 0 on their way up, between two y on a logarithmic axis; or NaN."""
    up = np.flatnonzero((values[:-1] < 0) & (values[1:] >= 0))
    if not len(up):
        return float("nan")
    k = up[0]
    share = values[k] / (values[k] - values[k + 1])
    return float(y[k] ** (1 - share) * y[k + 1] ** share)
