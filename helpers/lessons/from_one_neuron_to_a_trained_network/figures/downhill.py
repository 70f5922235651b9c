"""Gradient descent on one weight: the loss as a curve, the tangent, and the steps down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from helpers.drawing import style
from helpers.drawing.canvas import Plot
from helpers.words import number


@dataclass(frozen=True, eq=False)
class Descent:
    """A walk on a loss that depends on one weight.

    Args:
        weights, losses: the curve, (n,) each, weights rising.
        path: the weight at the start and after every step; path_losses: the loss there.
        slope: the gradient at the start.
    """

    weights: Tensor
    losses: Tensor
    path: Sequence[float]
    path_losses: Sequence[float]
    slope: float


class Downhill(Plot):
    """The curve of a loss, its tangent at the start and the steps taken; each item of `items` is
    a Descent.

    Args: weight: what the weight is called.
    """

    def __init__(self, weight: str = "weight", **size):
        super().__init__(**{"height": 330, **size})
        (axis,) = self.axes
        self.weight = weight
        axis.set(xlabel=weight, ylabel="loss", ylim=(-0.02, 1.04))
        self.curve = self.line(axis, "training loss")
        look = {"color": style.VERMILION, "linestyle": "--", "linewidth": 1.8}
        self.tangent = self.moving(axis.plot([], [], **look)[0])
        look = {"color": style.BLUE, "marker": "o", "ms": 7, "linewidth": 1, "zorder": 4}
        self.steps = self.moving(axis.plot([], [], **look)[0])
        self.legend({"loss": self.curve, "tangent at the start": self.tangent, "steps": self.steps})

    def draw(self, items):
        walk = items[-1]
        (axis,) = self.axes
        self.curve.set_data(walk.weights.numpy(), walk.losses.numpy())
        self.steps.set_data(walk.path, walk.path_losses)
        start, height = walk.path[0], walk.path_losses[0]
        reach = np.array([-0.15, 0.15]) * float(walk.weights[-1] - walk.weights[0])
        self.tangent.set_data(start + reach, height + walk.slope * reach)
        axis.set_xlim(float(walk.weights[0]), float(walk.weights[-1]))
        begin, end = (
            f"{number(walk.path[k], 3)} (loss {number(walk.path_losses[k], 3)})" for k in (0, -1)
        )
        return (
            f"{len(walk.path) - 1} steps lead from {self.weight} {begin} to {end}; "
            f"the slope at the start is {number(walk.slope, 3)}"
        )
