"""Gradient descent in a valley: its path over the loss, and how far its rate may go."""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import MultipleLocator
from torch import Tensor

from helpers.drawing import style
from helpers.drawing.canvas import Plot
from helpers.drawing.layout import beside
from helpers.words import measured

CENTRE, REACH = 1.0, 2.0  # of both weights' axes: the best weights lie in the middle
RATES, LOSSES = (1e-3, 10), (1e-6, 1e6)  # of the right panel's axes
LEVELS = 10.0 ** np.arange(-4, 5)  # losses at which contours are drawn: a factor of ten apart
ROUND = np.linspace(0, 2 * np.pi, 181)
FAR = 1e4  # a path beyond this has left the picture for good
GONE = 1e12  # a loss beyond this is drawn at the top of the axis


class Valley(Plot):
    """Left, contours of the loss and the path of gradient descent, both axes in one scale;
    right, what the steps leave of the loss, for every learning rate. Each item of
    `items` is a descents.Descent; the last is drawn."""

    def __init__(self, side: int = 340, **size):
        super().__init__(**beside(side, **size))
        plane, sweep = self.axes
        reach = (CENTRE - REACH, CENTRE + REACH)
        plane.set(
            xlim=reach, ylim=reach, xlabel="weight of feature 1", ylabel="weight of feature 2"
        )
        for ticks in (plane.xaxis, plane.yaxis):
            ticks.set_major_locator(MultipleLocator(1))
        look = {"color": style.GREY, "lw": 1}
        self.contours = [self.moving(plane.plot([], [], **look)[0]) for _ in LEVELS]
        self.path = self.line(plane, "sgd", color=style.BLUE, linestyle="-", marker="o")
        self.path.set(lw=1.4, ms=4)
        self.best = self.moving(plane.plot([], [], "*", ms=15, color=style.BLACK, zorder=4)[0])
        self._build_sweep(sweep)
        self.legend(
            {
                "path": self.path,
                "your rate": self.here,
                "predicted limit 2/λmax": self.limit,
                "observed limit": self.edge,
            }
        )

    def _build_sweep(self, axis):
        axis.set(
            xlim=RATES, ylim=LOSSES, xlabel="learning rate", ylabel="loss at the end / at start"
        )
        self.log_scale(axis)
        self.log_scale(axis, along="x")
        axis.axhline(1, color=style.GREY, lw=1)
        self.sweep = self.line(axis, "sweep", color=style.BLACK, linestyle="-", marker="")
        look = {"color": style.VERMILION, "linestyle": "--", "linewidth": 1.6}
        self.limit = self.moving(axis.plot([], [], **look)[0])
        self.edge = self.moving(
            axis.plot([], [], "v", ms=11, mfc="none", mew=2, color=style.VERMILION, zorder=4)[0]
        )
        dot = {"ms": 9, "color": style.BLUE, "zorder": 5, "clip_on": False}
        self.here = self.moving(axis.plot([], [], "o", **dot)[0])

    def draw(self, items):
        last = items[-1]
        for line, outline in zip(self.contours, contours(last.hessian, last.best), strict=True):
            line.set_data(*outline)
        self.best.set_data([last.best[0]], [last.best[1]])
        inside = (last.path.abs() < FAR).all(1).numpy()  # Agg stumbles over far larger numbers
        self.path.set_data(*last.path.numpy()[inside.cumprod().astype(bool)].T)
        left = np.nan_to_num([last.left, *last.shrunk.tolist()], nan=GONE, posinf=GONE)
        left = np.clip(left, LOSSES[0] / 10, GONE)
        self.sweep.set_data(last.rates.numpy(), left[1:])
        self.limit.set_data([last.predicted] * 2, LOSSES)
        self.edge.set_data([last.observed], [1])
        self.here.set_data([last.rate], [np.clip(left[0], *LOSSES)])
        eigenvalues = np.linalg.eigvalsh(last.hessian.numpy())
        return (
            f"condition number {measured(eigenvalues[1] / eigenvalues[0])}; largest stable rate "
            f"predicted {measured(last.predicted, 3)}, observed {measured(last.observed, 3)}; "
            f"{_fate(last.left, last.steps)}"
        )


def _fate(left: float, steps: int) -> str:
    """What the steps make of the loss, in words."""
    if not left <= 1:  # also when it is no number any more
        return f"{steps} steps climb out of the valley"
    share = "less than a millionth" if left < LOSSES[0] else measured(left)
    return f"{steps} steps leave {share} of the loss"


def contours(hessian: Tensor, best: Tensor) -> list[np.ndarray]:
    """Where the loss is each of LEVELS: ellipses about the best weights, (2, 181) each."""
    eigenvalues, axes = np.linalg.eigh(hessian.numpy())
    circle = np.stack([np.cos(ROUND), np.sin(ROUND)])
    halves = [np.sqrt(2 * level / eigenvalues)[:, None] for level in LEVELS]
    return [best.numpy()[:, None] + axes @ (half * circle) for half in halves]
