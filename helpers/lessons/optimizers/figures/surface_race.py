"""A race of update rules on a surface: where they go, how low they are, what each carries."""

from collections.abc import Sequence

import numpy as np
from torch import Tensor

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.layout import beside
from helpers.drawing.limits import decades
from helpers.lessons.optimizers.surfaces import SURFACES, Race, Surface
from helpers.words import measured

GRID = 91  # points along each axis of the map
LEVELS = 12  # contours, each a constant factor below the next
SPREAD = 1e4  # from the highest contour to the lowest
LOWEST = 1e-8  # a value below leaves the axis: the rule has arrived
FAR = 100.0  # halves of the map: Agg stumbles over a path far beyond


class SurfaceRace(Plot):
    """Left, contours of the surface with the path of each rule; right, the surface's value under
    each of them, and the lengths of what they carry: velocities thin, root squares thick.

    The last Race is drawn.

    Args: names: the rules as the legend shows them, in the Race's order.
    """

    takes = Race

    def __init__(self, names: Sequence[str], side: int = 360, **size):
        options = {"height": 480, "top": 68, "right": 16, "nrows": 2, **size}
        super().__init__(**beside(side, **options))
        self.names, self.surface, self.contours = list(names), "", None
        plane, values, spare, carried = self.axes
        spare.remove()
        self.axes = [plane, values, carried]
        plane.set_subplotspec(plane.get_gridspec()[:, 0])
        plane.set(xlabel="first parameter", ylabel="second parameter")
        values.set(title="above the lowest value")
        carried.set(title="velocity (thin), √squares (thick)", xlabel="step")
        self.log_scale(values, carried)
        ticks.round_numbers(plane.xaxis, plane.yaxis, values.xaxis, carried.xaxis, most=6)
        self.paths = [self.line(plane, name, marker="", linewidth=1.8) for name in self.names]
        self.heads = [self.mark(plane, name, ms=9, mec="white", zorder=5) for name in self.names]
        self.curves = [self.line(values, name, linewidth=1.8) for name in self.names]
        self.thin = [self.line(carried, name, linewidth=1.1) for name in self.names]
        self.thick = [self.line(carried, name, linewidth=2.8) for name in self.names]
        self.start = self.empty(plane, "o", ms=8, mfc="white", mec=style.BLACK)
        self.minima = self.empty(plane, "*", ms=15, color=style.BLACK, zorder=4)
        named = zip(self.names, self.paths, strict=True)
        self.legend({n: self.mark(plane, n, linestyle=p.get_linestyle()) for n, p in named})
        self._place_labels(plane)

    def draw(self, items):
        race = items[-1]
        surface, steps = SURFACES[race.surface], np.arange(race.step + 1)
        if race.surface != self.surface:
            self._draw_surface(surface)
            self.surface = race.surface
        far = FAR * surface.half
        for k in range(len(self.names)):
            path = race.paths[:, k].clamp(-far, far).numpy()
            self.paths[k].set_data(*path.T)
            self.heads[k].set_data(*path[-1:].T)
            self.curves[k].set_data(steps, _positive(race.values[:, k]))
            self.thin[k].set_data(steps, _positive(race.velocities[:, k]))
            self.thick[k].set_data(steps, _positive(race.squares[:, k]))
        self.start.set_data(*race.paths[:1, 0].T.numpy())
        for axis in self.axes[1:]:
            axis.set_xlim(0, race.steps)
            axis.set_ylim(*decades(np.maximum(self.heights(axis), LOWEST), top=1e6))
        return self._describe(race)

    def _draw_surface(self, surface: Surface):
        """Contours of a surface in place of those of another one."""
        if self.contours is not None:
            self.remove(self.contours)
        plane, (x, y, heights) = self.axes[0], surface.relief(GRID)
        levels = heights.quantile(0.9).item() * np.geomspace(1 / SPREAD, 1, LEVELS)
        look = {"colors": "#BDBDBD", "linewidths": 0.9, "zorder": 1}
        contours = plane.contour(x.numpy(), y.numpy(), heights.numpy(), levels, **look)
        self.contours = self.moving(contours)
        plane.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
        self.minima.set_data(*np.array(surface.minima).T)

    def _describe(self, race: Race) -> str:
        values = race.values[-1].nan_to_num(nan=float("inf"))
        first, last = (int(k) for k in (values.argmin(), values.argmax()))
        parts = [
            f"{word} {self.names[k]} {_height(values[k].item())} (rate {measured(race.rates[k])})"
            for word, k in (("lowest", first), ("highest", last))
        ]
        return f"after {race.step} steps, above the lowest value: {', '.join(parts)}"


def _positive(values: Tensor) -> np.ndarray:
    """On a logarithmic axis a zero would tear the line."""
    return values.where(values > 0, float("nan")).numpy()


def _height(value: float) -> str:
    return "less than 10⁻⁸" if value < LOWEST else measured(value) if value < 1e6 else "gone"
