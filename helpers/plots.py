"""Figures that serve every notebook: lines over one x, and training curves with bands."""

from collections.abc import Sequence

import numpy as np
import torch

from helpers.drawing import style, ticks
from helpers.drawing.bands import Banded
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import decades, span
from helpers.engine.records import History, Record
from helpers.experiments import middle, steps_to
from helpers.words import at, measured, number, percent, title

SHARES = ("test_accuracy", "train_accuracy", "validation_accuracy", "dead_share", "zero_share")
TOP = 1e6  # a loss beyond a million leaves the figure, so that the others stay legible


class Lines(Plot):
    """Named lines over one x; items are {name: (x, y)}, the last is drawn.

    Args:
        names: what the lines show, in the legend's order.
        xlabel, ylabel: with units; xscale: "linear" or "log".
        yscale: "linear", "log", or "percent" for shares from 0 to 1.
        markers: mark each point.
        exact: the words give numbers as computed, not as measured.
    """

    takes = dict

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
        ticks.round_numbers(axis.xaxis, most=8)
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
        ends, places = [], []
        for name, line in self.curves.items():
            if name not in items[-1]:
                line.set_data([], [])
                continue
            x, y = (np.asarray(values, dtype=float) for values in items[-1][name])
            line.set_data(x, np.where(y > 0, y, np.nan) if self.yscale == "log" else y)
            places.append(at(axis.get_xlabel(), x[-1]))
            ends.append(f"{title(name)} {self._value(y[-1])}")
        xs = np.concatenate([line.get_xdata() for line in (*self.lines, *self.ghosts)])
        if self.xscale == "log":
            axis.set_xlim(*(10.0**end for end in span(np.log10(xs), 0.02)))
        else:
            axis.set_xlim(*span(xs, 0.02))
        limits = {"linear": span, "log": decades, "percent": lambda _: (0, 1)}[self.yscale]
        axis.set_ylim(*limits(self.heights(axis)))
        if len(set(places)) == 1:
            return f"at {places[0]}: {', '.join(ends)}"
        return ", ".join(f"{end} at {place}" for end, place in zip(ends, places, strict=True))

    def _value(self, y: float) -> str:
        text = percent(y) if self.yscale == "percent" else number(y)
        return text if self.exact else f"≈ {text}"


class Curves(Plot):
    """Quantities over training: the median of each variant's seeds, and their quartiles.

    Items are Records whose networks are the variants in the order of `names`, all seeds of the
    first variant first. A seed that diverged is in no median from there on, and the words count it;
    a variant of which every seed diverged ends in a cross.

    Args:
        names: the variants.
        panels: per panel a quantity's name in History with one number per network ("loss",
            "test_accuracy", a probe's name), and the scale of its axis, "linear" or "log".
        xlabel: "epoch" or "step".
        reference: what another model is called whose accuracy the Records bring along as
            "reference"; it is drawn as a level line.
    """

    takes = Record

    def __init__(
        self,
        names: Sequence[str],
        panels: Sequence[tuple[str, str]] = (("loss", "log"), ("test_accuracy", "linear")),
        xlabel: str = "epoch",
        reference: str = "",
        **size,
    ):
        super().__init__(ncols=len(panels), **size)
        self.names, self.panels, self.xlabel = list(names), list(panels), xlabel
        self.curves, self.crosses, self.reference = {}, {}, reference
        for axis, (key, scale) in zip(self.axes, self.panels, strict=True):
            axis.set(xlabel=xlabel, ylabel=title(key))
            ticks.round_numbers(axis.xaxis, most=6, whole=True)
            if scale == "log":
                self.log_scale(axis)
            if key in SHARES:
                ticks.per_cent(axis.yaxis)
            self.curves[key] = [Banded(self, axis, n, k) for k, n in enumerate(self.names)]
            self.crosses[key] = [self._cross(axis, curve) for curve in self.curves[key]]
        named = dict(zip(map(title, self.names), self.lines, strict=False))
        if reference:
            look = {"color": style.BLACK, "linestyle": (0, (1, 2)), "linewidth": 1.6, "marker": ""}
            place = [key for key, _ in self.panels].index("test_accuracy")
            named[reference] = self.level = self.line(self.axes[place], reference, **look)
        if len(named) > 1:
            self.legend(named)

    def _cross(self, axis, curve: Banded):
        look = {"ms": 12, "color": curve.line.get_color(), "zorder": 5, "clip_on": False}
        return self.empty(axis, "X", in_layout=False, **look)

    def draw(self, items):
        history, last = History(items), items[-1]
        x = (history.epochs if self.xlabel == "epoch" else history.steps).double().numpy()
        end = {"epoch": last.epochs, "step": last.steps}
        lost = self._by_variant(last.diverged_at) >= 0  # (V, K)
        for axis, (key, scale) in zip(self.axes, self.panels, strict=True):
            values = history.finished(key).unflatten(1, (len(self.names), -1))  # (T, V, K)
            for v, curve in enumerate(self.curves[key]):
                curve.set_data(x, values[:, v])
            axis.set_xlim(0, end[self.xlabel] or 1)
            self._limit(axis, key, scale)
            self._cross_out(key, lost.all(1))
        words = self._describe(last, lost)
        if self.reference:
            share = last.probed["reference"][0].item()
            self.level.set_data(self.level.axes.get_xlim(), [share] * 2)
            words += f", {self.reference} ≈ {percent(share)}"
        return words

    def _limit(self, axis, key: str, scale: str):
        if key in SHARES:
            axis.set_ylim(0, 1)
        else:
            edges = [curve.edges() for curve in self.curves[key]]
            heights = np.concatenate([self.heights(axis), *edges])
            axis.set_ylim(*(decades(heights, TOP) if scale == "log" else span(heights)))

    def _cross_out(self, key: str, diverged: torch.Tensor):
        """End the line of each variant that diverged in a cross, inside the panel."""
        for curve, cross, gone in zip(self.curves[key], self.crosses[key], diverged, strict=True):
            x, y = curve.line.get_data()
            finite = np.flatnonzero(np.isfinite(y))
            cross.set_data([], [])
            if gone and len(finite) and finite[-1] + 1 < len(y):
                top = curve.line.axes.get_ylim()[1]
                cross.set_data([x[finite[-1]]], [min(y[finite[-1]], top)])

    def _by_variant(self, values: torch.Tensor) -> torch.Tensor:
        """(V · K,) → (V, K)."""
        return values.unflatten(0, (len(self.names), -1))

    def _describe(self, record: Record, lost: torch.Tensor) -> str:
        numbers = {key: History([record]).finished(key)[0] for key, _ in self.panels}
        keys = [key for key, n in numbers.items() if not n.isnan().all()] or list(numbers)
        key = "test_accuracy" if "test_accuracy" in keys else keys[0]
        values = self._by_variant(numbers[key]).nanquantile(0.5, dim=1)
        steps = self._by_variant(record.diverged_at).double().quantile(0.5, dim=1)
        parts = []
        for name, value, gone, step in zip(self.names, values, lost, steps, strict=True):
            words = f"≈ {percent(value)}" if key in SHARES else measured(value)
            words += f" (≈ {gone.sum()} of {len(gone)} diverged)" if gone.any() else ""
            words = f"diverged (at step ≈ {int(step)})" if gone.all() else words
            parts.append(f"{title(name)} {words}")
        return f"{title(key)}: {', '.join(parts)}"


class CurvesToTarget(Curves):
    """Test accuracy over the steps; a level line at the best accuracy of the first variant, and
    on it a mark where each variant gets there (medians over the seeds, each with its own best;
    how many times fewer steps it takes is the median of the seeds' ratios)."""

    def __init__(self, names: Sequence[str], **size):
        super().__init__(names, [("test_accuracy", "linear")], "step", **size)
        (axis,) = self.axes
        axis.set_ylabel("test accuracy")
        dotted = {"linestyle": ":", "zorder": 1}
        self.target = self.empty(axis, color=style.GREY, **dotted)
        self.marks, self.drops = [], []
        for index, (name, line) in enumerate(zip(self.names, self.lines, strict=True)):
            look = {"ms": 11, "mec": "white", "clip_on": False, "zorder": 6, "in_layout": False}
            look |= {"marker": style.look(name, index).marker, "color": line.get_color()}
            self.marks.append(self.empty(axis, linestyle="", **look))
            self.drops.append(self.empty(axis, color=line.get_color(), lw=1.5, **dotted))

    def draw(self, items):
        super().draw(items)
        history, last = History(items), items[-1]
        values = history["test_accuracy"].double().unflatten(1, (len(self.names), -1))
        values = values.nan_to_num(0)  # a network that answers no number is wrong
        target = values[:, 0].amax(0)  # (K,)
        height = middle(target).item()
        self.target.set_data([0, last.steps or 1], [height, height])
        each = steps_to(target, values, history.steps)  # (V, K)
        taken, times = middle(each), middle(each[0] / each)
        for mark, drop, step in zip(self.marks, self.drops, taken.tolist(), strict=True):
            there = step < torch.inf
            mark.set_data(*([step], [height]) if there else ([], []))
            drop.set_data(*([step, step], [0, height]) if there else ([], []))
        names = [title(name) for name in self.names]
        parts = ", ".join(map(_steps_taken, names, taken.tolist(), times.tolist()))
        return f"steps to the best of {names[0]}, ≈ {percent(height)}: {parts}"


def _steps_taken(name: str, step: float, times: float) -> str:
    """How long a variant took, and how many times fewer steps that is than the first one's."""
    if step == torch.inf:
        return f"{name} never gets there"
    if times in (0, 1, torch.inf) or times != times:  # nothing to compare, or nothing to say
        return f"{name} {measured(step, 3)}"
    times, compared = (times, "fewer") if times > 1 else (1 / times, "as many")
    return f"{name} {measured(step, 3)} ({measured(times)} times {compared})"
