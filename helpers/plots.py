"""Figures that serve every notebook: lines over one x, and training curves with bands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from matplotlib.ticker import MaxNLocator

from helpers.drawing import ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import decades, span
from helpers.engine.records import History, Record
from helpers.words import at, measured, number, percent, title

SHARES = ("test_accuracy", "train_accuracy", "dead_share", "zero_share")  # from 0 to 100 %
TOP = 1e6  # a loss beyond a million leaves the figure, so that the others stay legible


class Lines(Plot):
    """Named lines over one x; each item of `items` is {name: (x, y)}, the last is drawn.

    Args:
        names: what the lines show, in the legend's order.
        xlabel, ylabel: with units; xscale: "linear" or "log".
        yscale: "linear", "log", or "percent" for shares from 0 to 1.
        markers: mark each point.
        exact: the words give numbers as computed, not as measured.
    """

    def __init__(
        self,
        names: Sequence[str],
        xlabel: str,
        ylabel: str,
        yscale: str = "linear",
        xscale: str = "linear",
        markers: bool = False,
        exact: bool = False,
        **size,
    ):
        super().__init__(**({"top": 16} if len(names) == 1 else {}) | size)
        (axis,) = self.axes
        axis.set(xlabel=xlabel, ylabel=ylabel)
        self.exact, self.xscale, self.yscale = exact, xscale, yscale
        axis.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
        for along in (along for along in "xy" if getattr(self, f"{along}scale") == "log"):
            self.log_scale(axis, along=along)
        if yscale == "percent":
            ticks.per_cent(axis.yaxis)
        self.curves = {
            name: self.line(axis, name, index, markers) for index, name in enumerate(names)
        }
        if len(names) > 1:
            self.legend({title(name): line for name, line in self.curves.items()})

    def draw(self, items):
        (axis,) = self.axes
        ends, last_x = [], float("nan")
        for name, line in self.curves.items():
            if name not in items[-1]:
                line.set_data([], [])
                continue
            x, y = (np.asarray(values, dtype=float) for values in items[-1][name])
            line.set_data(x, np.where(y > 0, y, np.nan) if self.yscale == "log" else y)
            last_x = x[-1]
            ends.append(f"{title(name)} {self._value(y[-1])}")
        xs = np.concatenate([line.get_xdata() for line in (*self.lines, *self.ghosts)])
        if self.xscale == "log":
            axis.set_xlim(*(10.0**end for end in span(np.log10(xs), 0.02)))
        else:
            axis.set_xlim(*span(xs, 0.02))
        limits = {"linear": span, "log": decades, "percent": lambda _: (0, 1)}[self.yscale]
        axis.set_ylim(*limits(self.heights(axis)))
        return f"at {at(axis.get_xlabel(), last_x)}: {', '.join(ends)}"

    def _value(self, y: float) -> str:
        text = percent(y) if self.yscale == "percent" else number(y)
        return text if self.exact else f"≈ {text}"


class Curves(Plot):
    """Quantities over training: the median of each variant's seeds, and their quartiles.

    Each item of `items` is a Record whose networks are the variants in the order of `names`,
    all seeds of the first variant first. A variant of which every seed diverged ends in a cross.

    Args:
        names: the variants.
        panels: per panel a quantity's name in History with one number per network ("loss",
            "test_accuracy", a probe's name), and the scale of its axis, "linear" or "log".
        xlabel: "epoch" or "step".
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
        self.bands, self.crosses = [], []
        for axis, (key, scale) in zip(self.axes, self.panels, strict=True):
            axis.set(xlabel=xlabel, ylabel=title(key))
            axis.xaxis.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]))
            if scale == "log":
                self.log_scale(axis)
            if key in SHARES:
                ticks.per_cent(axis.yaxis)
            for index, name in enumerate(self.names):
                self._variant(axis, name, index)
        if len(self.names) > 1:
            first = self.lines[: len(self.names)]
            self.legend(dict(zip(map(title, self.names), first, strict=True)))

    def _variant(self, axis, name: str, index: int):
        """One variant's line, band and cross in one panel."""
        color = self.line(axis, name, index).get_color()
        (cross,) = axis.plot([], [], "X", ms=12, color=color, zorder=5, clip_on=False)
        cross.set_in_layout(False)
        self.bands.append(self.band(axis, color))
        self.crosses.append(self.moving(cross))

    def draw(self, items):
        history, last = History(items), items[-1]
        x = (history.epochs if self.xlabel == "epoch" else history.steps).double().numpy()
        end = {"epoch": last.epochs, "step": last.steps}
        dead = (self._by_variant(last.diverged_at) >= 0).all(1)
        artists = zip(self.lines, self.bands, self.crosses, strict=True)
        for axis, (key, scale) in zip(self.axes, self.panels, strict=True):
            values = history[key].double().unflatten(1, (len(self.names), -1))  # (T, V, K)
            low, middle, high = quartiles(values)
            for v in range(len(self.names)):
                line, band, cross = next(artists)
                line.set_data(x, middle[:, v])
                band.set_data(x, low[:, v], high[:, v])
                cross.set_data([], [])
            axis.set_xlim(0, end[self.xlabel] or 1)
            self._limit(axis, key, scale, low, high)
        self._cross_out(dead)
        return self._describe(last, dead)

    def _limit(self, axis, key: str, scale: str, low: np.ndarray, high: np.ndarray):
        shown = np.concatenate([self.heights(axis), low.ravel(), high.ravel()])
        if key in SHARES:
            axis.set_ylim(0, 1)
        else:
            axis.set_ylim(*(decades(shown, TOP) if scale == "log" else span(shown)))

    def _cross_out(self, dead: torch.Tensor):
        """End the line of each variant that diverged in a cross, inside the panel."""
        for line, cross, gone in zip(
            self.lines, self.crosses, dead.repeat(len(self.panels)), strict=True
        ):
            finite = np.flatnonzero(np.isfinite(line.get_ydata()))
            # An accuracy goes on: a network that answers no number is wrong, not gone.
            if gone and len(finite) and finite[-1] + 1 < len(line.get_ydata()):
                top = line.axes.get_ylim()[1]
                cross.set_data(
                    [line.get_xdata()[finite[-1]]], [min(line.get_ydata()[finite[-1]], top)]
                )

    def _by_variant(self, values: torch.Tensor) -> torch.Tensor:
        """(V · K,) → (V, K)."""
        return values.unflatten(0, (len(self.names), -1))

    def _describe(self, record: Record, dead: torch.Tensor) -> str:
        shown = {key: History([record])[key][0].double() for key, _ in self.panels}
        told = [key for key, values in shown.items() if not values.isnan().all()] or list(shown)
        key = "test_accuracy" if "test_accuracy" in told else told[0]
        values = self._by_variant(shown[key]).nanquantile(0.5, dim=1)
        steps = self._by_variant(record.diverged_at).double().quantile(0.5, dim=1)
        parts = []
        for name, value, gone, step in zip(self.names, values, dead, steps, strict=True):
            words = f"≈ {percent(value)}" if key in SHARES else measured(value)
            parts.append(
                f"{title(name)} " + (f"diverged (at step ≈ {int(step)})" if gone else words)
            )
        return f"{title(key)}: {', '.join(parts)}"


def quartiles(values: torch.Tensor) -> list[np.ndarray]:
    """Lower quartile, median, upper quartile over the seeds that are finite, (T, V, K) → three
    arrays (T, V)."""
    shares = torch.tensor([0.25, 0.5, 0.75], dtype=values.dtype)
    finite = torch.where(values.isfinite(), values, float("nan"))
    return list(finite.nanquantile(shares, dim=2).numpy())
