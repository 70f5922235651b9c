"""Gradient descent in a valley: its path over the loss, and how far its rate may go."""

import numpy as np
import torch

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.layout import beside
from helpers.lessons.data_scaling.valleys import contours
from helpers.lessons.shared.descents import Descent
from helpers.words import measured

ENDS = (-1.0, 3.0)  # of both weights' axes: the best weights, 1, lie in the middle
RATES, LOSSES = (1e-3, 10), (1e-6, 1e6)  # of the right panel's axes
LEVELS = 10.0 ** np.arange(-4, 5)  # losses at which contours are drawn: a factor of ten apart
FAR = 1e4  # a path beyond this has left the picture for good
GONE = 1e12  # a loss beyond this is drawn at the top of the axis


class Valley(Plot):
    """Left, contours of the loss and the path of gradient descent, both axes in one scale;
    right, what the steps leave of the loss, for every learning rate. The last Descent is drawn."""

    takes = Descent

    def __init__(self, side: int = 340, **size):
        super().__init__(**beside(side, **size))
        plane, sweep = self.axes
        plane.set(xlim=ENDS, ylim=ENDS, xlabel="weight of feature 1", ylabel="weight of feature 2")
        ticks.round_numbers(plane.xaxis, plane.yaxis, most=4)
        self.contours = [self.empty(plane, color=style.GREY, lw=1) for _ in LEVELS]
        self.path = self.line(plane, "sgd", color=style.BLUE, linestyle="-", marker="o")
        self.path.set(lw=1.4, ms=4)
        self.best = self.empty(plane, "*", ms=15, color=style.BLACK, zorder=4)
        self._build_sweep(sweep)
        limits = {"predicted limit 2/λmax": self.limit, "observed limit": self.edge}
        self.legend({"path": self.path, "your rate": self.here} | limits)

    def _build_sweep(self, axis):
        names = {"xlabel": "learning rate", "ylabel": "loss at the end / at start"}
        axis.set(xlim=RATES, ylim=LOSSES, **names)
        self.log_scale(axis)
        self.log_scale(axis, along="x")
        axis.axhline(1, color=style.GREY, lw=1)
        self.sweep = self.line(axis, "sweep", color=style.BLACK, linestyle="-", marker="")
        self.limit = self.empty(axis, color=style.VERMILION, linestyle="--", linewidth=1.6)
        triangle = {"ms": 11, "mfc": "none", "mew": 2, "color": style.VERMILION, "zorder": 4}
        self.edge = self.empty(axis, "v", **triangle)
        self.here = self.empty(axis, "o", ms=9, color=style.BLUE, zorder=5, clip_on=False)

    def draw(self, items):
        descent = items[-1]
        outlines = contours(descent.hessian, descent.best, LEVELS)
        for line, outline in zip(self.contours, outlines, strict=True):
            line.set_data(*outline)
        self.best.set_data([descent.best[0]], [descent.best[1]])
        inside = (descent.path.abs() < FAR).all(1).numpy()  # Agg stumbles over far larger numbers
        self.path.set_data(*descent.path.numpy()[inside.cumprod().astype(bool)].T)
        left = np.nan_to_num([descent.left, *descent.shrunk.tolist()], nan=GONE, posinf=GONE)
        left = np.clip(left, LOSSES[0] / 10, GONE)
        self.sweep.set_data(descent.rates.numpy(), left[1:])
        self.limit.set_data([descent.predicted] * 2, LOSSES)
        self.edge.set_data([descent.observed], [1])
        self.here.set_data([descent.rate], [np.clip(left[0], *LOSSES)])
        return (
            f"condition number {measured(torch.linalg.cond(descent.hessian).item())}; "
            f"largest stable rate predicted {measured(descent.predicted, 3)}, "
            f"observed {measured(descent.observed, 3)}; {_fate(descent.left, descent.steps)}"
        )


def _fate(left: float, steps: int) -> str:
    """What the steps make of the loss, in words."""
    if not left <= 1:  # also when it is no number any more
        return f"{steps} steps climb out of the valley"
    share = "less than a millionth" if left < LOSSES[0] else measured(left)
    return f"{steps} steps leave {share} of the loss"
