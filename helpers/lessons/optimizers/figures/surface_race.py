"""A race of update rules on a surface: where they go, how low they are, what each carries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from matplotlib.ticker import MaxNLocator

from helpers.drawing import style
from helpers.drawing.canvas import Plot
from helpers.drawing.layout import beside
from helpers.drawing.limits import decades
from helpers.lessons.optimizers.surfaces import SURFACES, Race
from helpers.words import measured

GRID = 91  # points along each axis of the map
LEVELS = 12  # contours, each a constant factor below the next
SPREAD = 1e4  # from the highest contour to the lowest
LOWEST = 1e-8  # a value below leaves the axis: the rule has arrived
FAR = 100.0  # halves of the map: Agg stumbles over a path far beyond


class SurfaceRace(Plot):
    """Left, contours of the surface with the path of each rule; right, the surface's value under
    each of them, and the lengths of what they carry: velocities thin, root squares thick.

    Each item of `items` is a surfaces.Race; the last is drawn.

    Args: names: the rules as the legend shows them, in the Race's order.
    """

    def __init__(self, names: Sequence[str], side: int = 360, **size):
        options = {"height": 480, "top": 68, "right": 16, "nrows": 2, **size}
        super().__init__(**beside(side, **options))
        self.names, self.drawn = list(names), None
        plane, values, spare, carried = self.axes
        spare.remove()
        self.axes = [plane, values, carried]
        plane.set_subplotspec(plane.get_gridspec()[:, 0])
        plane.set(xlabel="first parameter", ylabel="second parameter")
        values.set(title="above the lowest value")
        carried.set(title="velocity (thin), √squares (thick)", xlabel="step")
        self.log_scale(values, carried)
        for ticks in (plane.xaxis, plane.yaxis, values.xaxis, carried.xaxis):
            ticks.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        self.paths = [self.line(plane, name, marker="", linewidth=1.8) for name in self.names]
        self.heads = [self.mark(plane, name, ms=9, mec="white", zorder=5) for name in self.names]
        self.curves = [self.line(values, name, linewidth=1.8) for name in self.names]
        self.thin = [self.line(carried, name, linewidth=1.1) for name in self.names]
        self.thick = [self.line(carried, name, linewidth=2.8) for name in self.names]
        self.start = self.moving(plane.plot([], [], "o", ms=8, mfc="white", mec=style.BLACK)[0])
        self.minima = self.moving(plane.plot([], [], "*", ms=15, color=style.BLACK, zorder=4)[0])
        keys = [self.mark(plane, name, linestyle=path.get_linestyle())
                for name, path in zip(self.names, self.paths, strict=True)]  # fmt: skip
        self.legend(dict(zip(self.names, keys, strict=True)))
        self._place_labels(plane)

    def draw(self, items):
        race = items[-1]
        self._draw_surface(race.surface)
        surface, steps = SURFACES[race.surface], np.arange(race.step + 1)
        far = FAR * surface.half
        for k in range(len(self.names)):
            path = race.paths[:, k].clamp(-far, far).numpy()
            self.paths[k].set_data(*path.T)
            self.heads[k].set_data(*path[-1:].T)
            self.curves[k].set_data(steps, _seen(race.values[:, k]))
            self.thin[k].set_data(steps, _seen(race.velocities[:, k]))
            self.thick[k].set_data(steps, _seen(race.squares[:, k]))
        self.start.set_data(*race.paths[:1, 0].T.numpy())
        for axis in self.axes[1:]:
            axis.set_xlim(0, race.steps)
            heights = self.heights(axis)
            low, high = decades(np.maximum(heights, LOWEST), top=1e6)
            axis.set_ylim(low, high)
        return self._describe(race)

    def _draw_surface(self, name: str):
        """Contours of a surface; nothing to do while it stays the same."""
        if self.drawn and self.drawn[0] == name:
            return
        plane, surface = self.axes[0], SURFACES[name]
        if self.drawn:
            self._moving.remove(self.drawn[1])
            self.drawn[1].remove()
        corners = surface.at(-1, -1).tolist(), surface.at(1, 1).tolist()
        (left, right), (bottom, top) = zip(*corners, strict=True)
        x, y = (torch.linspace(*ends, GRID).double() for ends in ((left, right), (bottom, top)))
        heights = surface.value(x[None, :], y[:, None]) - surface.lowest
        levels = heights.quantile(0.9).item() * np.geomspace(1 / SPREAD, 1, LEVELS)
        look = {"colors": "#BDBDBD", "linewidths": 0.9, "zorder": 1}
        contours = plane.contour(x.numpy(), y.numpy(), heights.numpy(), levels, **look)
        self.drawn = name, self.moving(contours)
        plane.set(xlim=(left, right), ylim=(bottom, top))
        self.minima.set_data(*np.array(surface.minima).T)

    def _describe(self, race: Race) -> str:
        values = race.values[-1].nan_to_num(nan=torch.inf)
        first, last = (int(k) for k in (values.argmin(), values.argmax()))
        parts = [
            f"{word} {self.names[k]} {_height(values[k].item())} (rate {measured(race.rates[k])})"
            for word, k in (("lowest", first), ("highest", last))
        ]
        return f"after {race.step} steps, above the lowest value: {', '.join(parts)}"

    def _panel(self, axis, scale: float):
        """The map has the left half to itself; the two panels beside it share the right one."""
        plane, values, _ = self.axes
        edge = round(scale * (plane.get_position().x1 * self.width + 20))
        middle = round(scale * (1 - values.get_position().y0) * self.height + 30 * scale)
        if axis is plane:
            return slice(0, round(scale * self.height)), slice(0, edge)
        rows = slice(0, middle) if axis is values else slice(middle, round(scale * self.height))
        return rows, slice(edge, round(scale * self.width))


def _seen(values: torch.Tensor) -> np.ndarray:
    """On a logarithmic axis a zero would tear the line."""
    return values.where(values > 0, torch.nan).numpy()


def _height(value: float) -> str:
    return "less than 10⁻⁸" if value < LOWEST else measured(value) if value < 1e6 else "gone"
