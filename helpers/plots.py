"""Figures that serve every notebook: lines, training curves with bands, maps."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

from helpers import style
from helpers.canvas import Plot
from helpers.training import History
from helpers.words import measured, number, percent, title

TOP = 1e6  # a loss beyond a million has left the figure; the rest stays legible


class Lines(Plot):
    """Named lines over one x; each item of `seen` is {name: (x, y)}, the last is drawn.

    Args:
        names: what the lines show, in the legend's order.
        xlabel, ylabel: with units; yscale: "linear" or "log".
        ylim: fixed limits; None follows the data.
        dashed: names drawn as thin dashed lines, such as a theory beside its experiment.
        exact: the words give numbers as computed, not as measured.
    """

    def __init__(
        self,
        names: Sequence[str],
        xlabel: str,
        ylabel: str,
        yscale: str = "linear",
        ylim: tuple[float, float] | None = None,
        markers: bool = False,
        exact: bool = False,
        **size,
    ):
        super().__init__(**size)
        (axis,) = self.axes
        self.curves = {
            name: self.line(axis, name, index, markers) for index, name in enumerate(names)
        }
        axis.set(xlabel=xlabel, ylabel=ylabel, yscale=yscale)
        axis.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
        self.ylim, self.log, self.exact = ylim, yscale == "log", exact
        if len(names) > 1:
            self.legend({title(name): line for name, line in self.curves.items()})

    def update(self, seen):
        (axis,) = self.axes
        ends = []
        for name, (x, y) in seen[-1].items():
            x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
            self.curves[name].set_data(x, np.where(y > 0, y, np.nan) if self.log else y)
            end = number(y[-1]) if self.exact else measured(y[-1])
            ends.append(f"{title(name)} {end}")
        xs = np.concatenate([line.get_xdata() for line in self.curves.values()])
        ys = np.concatenate([line.get_ydata() for line in self.curves.values()])
        axis.set_xlim(*_span(xs, 0.02))
        axis.set_ylim(*(self.ylim or (decades(ys) if self.log else _span(ys, 0.05))))
        return f"at {axis.get_xlabel()} {number(xs.max(), 3)}: {', '.join(ends)}"


class Curves(Plot):
    """Quantities over the epochs of training: median and quartiles of each variant's seeds.

    Each item of `seen` is a Record whose networks are the variants in the order of `names`,
    all seeds of the first variant first. A diverged variant's line ends in a cross.

    Args:
        names: the variants.
        panels: per panel the quantity's name in History ("loss", "test_accuracy", a probe's
            name for one number per network) and the axis' scale.
        labels: per panel the y label; by default the quantity's name.
    """

    def __init__(
        self,
        names: Sequence[str],
        panels: Sequence[tuple[str, str]] = (("loss", "log"), ("test_accuracy", "linear")),
        xlabel: str = "epoch",
        **size,
    ):
        super().__init__(ncols=len(panels), **size)
        self.names, self.panels, self.xlabel = list(names), list(panels), xlabel
        self.bands = []
        for axis, (key, scale) in zip(self.axes, self.panels, strict=True):
            axis.set(xlabel=xlabel, ylabel=title(key), yscale=scale)
            axis.xaxis.set_major_locator(MaxNLocator(6, integer=True))
            if key.endswith("accuracy"):
                axis.set_ylim(0, 1)
                axis.yaxis.set_major_formatter(lambda share, _: percent(share))
            for index, name in enumerate(self.names):
                self.line(axis, name, index)
        self.crosses = [
            self.axes[0].plot(
                [],
                [],
                "X",
                ms=12,
                color=style.look(name, i).color,
                zorder=5,
                clip_on=False,
                in_layout=False,
            )[0]  # fmt: skip
            for i, name in enumerate(self.names)
        ]
        if len(self.names) > 1:
            self.legend(
                dict(zip(map(title, self.names), self.lines[: len(self.names)], strict=True))
            )

    def update(self, seen):
        history = History(seen)
        x = (history.epochs if self.xlabel == "epoch" else history.steps).double().numpy()
        end = seen[-1].epoch * seen[-1].steps / max(1, seen[-1].step) or 1
        for band in self.bands:
            band.remove()
        self.bands = []
        for axis, (key, scale), lines in zip(self.axes, self.panels, self._by_panel(), strict=True):
            values = history[key].double().unflatten(1, (len(self.names), -1))
            drawn = []
            for variant, line in enumerate(lines):
                low, middle, high = _quartiles(values[:, variant])
                line.set_data(x, middle)
                drawn += [low, high]
                if values.shape[2] > 1:
                    self.bands.append(
                        axis.fill_between(x, low, high, color=line.get_color(), alpha=0.2, lw=0)
                    )
            axis.set_xlim(0, end if self.xlabel == "epoch" else max(1, seen[-1].steps))
            if not key.endswith("accuracy"):
                drawn = np.concatenate(drawn)
                axis.set_ylim(*(decades(drawn, TOP) if scale == "log" else _span(drawn, 0.05)))
        self._mark_diverged(seen[-1], x)
        return self._describe(seen[-1])

    def _by_panel(self):
        count = len(self.names)
        return [self.lines[i * count : (i + 1) * count] for i in range(len(self.panels))]

    def _mark_diverged(self, record, x):
        at = record.diverged_at.unflatten(0, (len(self.names), -1))
        for variant, (cross, line) in enumerate(zip(self.crosses, self.lines, strict=False)):
            xs, ys = line.get_data()
            finite = np.flatnonzero(np.isfinite(ys))
            ended = bool((at[variant] >= 0).all()) and len(finite)
            top = self.axes[0].get_ylim()[1]
            cross.set_data(([xs[finite[-1]]], [min(ys[finite[-1]], top)]) if ended else ([], []))

    def _describe(self, record) -> str:
        key = "test_accuracy" if not record.test_accuracy.isnan().all() else "loss"
        values = getattr(record, key).unflatten(0, (len(self.names), -1))
        at = record.diverged_at.unflatten(0, (len(self.names), -1))
        parts = []
        for name, value, when in zip(self.names, values.median(1).values, at, strict=True):
            if (when >= 0).all():
                parts.append(f"{title(name)} diverged (step ≈ {int(when.median())})")
            elif key == "loss":
                parts.append(f"{title(name)} {measured(value)}")
            else:
                parts.append(f"{title(name)} ≈ {percent(value)}")
        return f"{title(key)}: {', '.join(parts)}"


class Map(Plot):
    """A map of one number over two settings; each item of `seen` is a Grid, the last is drawn.

    A line runs where the number changes its sign; pin() keeps it.

    Args:
        xlabel, ylabel: what the axes set, y on a logarithmic axis; label: what the colour shows.
        limit: the colours run from −limit to +limit, white in the middle.
    """

    def __init__(self, xlabel: str, ylabel: str, label: str, limit: float, **size):
        super().__init__(**size)
        (axis,) = self.axes
        axis.set(xlabel=xlabel, ylabel=ylabel, yscale="log", facecolor="#D8D8D8")
        axis.grid(False)
        axis.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.yaxis.set_major_formatter(lambda value, _: number(value))
        axis.yaxis.set_minor_formatter(NullFormatter())
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
        return self._describe(x[known[-1]], zeros[known[-1]], values[:, known[-1]])

    def _build(self, x, y):
        (axis,) = self.axes
        if self.mesh is not None:
            self.mesh.remove()
        self.mesh = axis.pcolormesh(
            x, y, np.zeros((len(y), len(x))), shading="nearest", cmap=style.DIVERGING,
            vmin=-self.limit, vmax=self.limit, zorder=0,
        )  # fmt: skip
        axis.set_xlim(1.5 * x[0] - 0.5 * x[1], 1.5 * x[-1] - 0.5 * x[-2])
        axis.set_ylim(y[0], y[-1])
        if len(self.figure.axes) == 1:
            with style.context():
                self.figure.colorbar(self.mesh, ax=axis, pad=0.02, extend="both", label=self.label)

    def _describe(self, x, zero, column) -> str:
        xlabel, ylabel = (self.axes[0].get_xlabel(), self.axes[0].get_ylabel())
        if np.isfinite(zero):
            return f"at {xlabel} {number(x)} the map is white at {ylabel} {measured(zero)}"
        low, high = np.nanmin(column), np.nanmax(column)
        side = "below" if high < 0 else "above" if low > 0 else "on both sides of"
        return f"at {xlabel} {number(x)} the number is {side} 0 for every {ylabel}"


def _quartiles(values: torch.Tensor) -> list[np.ndarray]:
    """Lower quartile, median, upper quartile over seeds, (T, K) → three (T,)."""
    shares = torch.tensor([0.25, 0.5, 0.75], dtype=values.dtype)
    finite = torch.where(values.isfinite(), values, float("nan"))
    return list(finite.quantile(shares, dim=1).numpy())


def _span(values, margin: float = 0.0) -> tuple[float, float]:
    """Limits that hold all finite values."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    room = margin * (high - low) or (0.5 if high == low else 0.0)
    return low - room, high + room


def decades(values, top: float = 1e300) -> tuple[float, float]:
    """Limits at whole powers of ten with a little room around all positive finite values;
    what lies above `top` leaves the axis."""
    finite = values[np.isfinite(values) & (values > 0)]
    if not len(finite):
        return 0.1, 10.0
    low = math.floor(math.log10(max(finite.min(), 1e-300)) - 0.05)
    high = math.ceil(math.log10(min(finite.max(), top)) + 0.05)
    return 10.0**low, 10.0 ** max(high, low + 1)


def _crossing(y: np.ndarray, values: np.ndarray) -> float:
    """Where values cross 0 on their way up, between two y on a logarithmic axis; or NaN."""
    up = np.flatnonzero((values[:-1] < 0) & (values[1:] >= 0))
    if not len(up):
        return float("nan")
    k = up[0]
    share = values[k] / (values[k] - values[k + 1])
    return float(y[k] ** (1 - share) * y[k + 1] ** share)
