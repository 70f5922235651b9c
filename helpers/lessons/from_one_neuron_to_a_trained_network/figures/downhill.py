"""Gradient descent on one weight: the loss as a curve, the tangent, and the steps down."""

import numpy as np

from helpers.drawing import style
from helpers.drawing.canvas import Plot
from helpers.lessons.from_one_neuron_to_a_trained_network.downhill import OneWeightDescent
from helpers.words import number


class Downhill(Plot):
    """The curve of a loss, its tangent at the start and the steps taken.

    Args: weight: what the weight is called.
    """

    takes = OneWeightDescent

    def __init__(self, weight: str = "weight", **size):
        super().__init__(**{"height": 330, **size})
        (axis,) = self.axes
        self.weight = weight
        axis.set(xlabel=weight, ylabel="loss", ylim=(-0.02, 1.04))
        self.curve = self.line(axis, "training loss")
        self.tangent = self.empty(axis, "--", color=style.VERMILION, linewidth=1.8)
        self.steps = self.empty(axis, "o-", color=style.BLUE, ms=7, linewidth=1, zorder=4)
        self.legend({"loss": self.curve, "tangent at the start": self.tangent, "steps": self.steps})

    def draw(self, items):
        descent = items[-1]
        left, right = descent.weights[[0, -1]].tolist()
        self.curve.set_data(descent.weights.numpy(), descent.losses.numpy())
        self.steps.set_data(descent.path, descent.path_losses)
        start, height = descent.path[0], descent.path_losses[0]
        reach = np.array([-0.15, 0.15]) * (right - left)
        self.tangent.set_data(start + reach, height + descent.slope * reach)
        self.axes[0].set_xlim(left, right)
        begin, end = (
            f"{number(descent.path[k], 3)} (loss {number(descent.path_losses[k], 3)})"
            for k in (0, -1)
        )
        return (
            f"{len(descent.path) - 1} steps lead from {self.weight} {begin} to {end}; "
            f"the slope at the start is {number(descent.slope, 3)}"
        )
