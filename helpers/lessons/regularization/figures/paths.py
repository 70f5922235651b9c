"""Paths: every coefficient of a linear model against the penalty, and what λ is worth."""

from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import MultipleLocator

from helpers.drawing import style
from helpers.drawing.canvas import Plot
from helpers.engine.records import Record
from helpers.lessons.regularization.sparsity import all_weights
from helpers.words import measured

COLORS = (style.SKY, style.BLUE, style.GREEN, style.PURPLE, style.ORANGE)  # not the losses'
STROKES = ("-", (0, (4, 1)), ":")


class Paths(Plot):
    """Left, coefficients over λ; right, training and validation loss over λ, the best λ
    marked where validation loss is lowest; the words tell the test loss there.

    The networks of the last Record are linear models with rising λ, l1 + weight_decay of their
    recipes, and it holds their validation_loss (generalization).

    Args:
        features: names of the coefficients; xlim, ylim, losses: the axes' limits, fixed.
    """

    takes, probes = Record, (all_weights, "validation_loss")

    def __init__(self, features: Sequence[str], xlim, ylim, losses, **size):
        super().__init__(**{"ncols": 2, "width_ratios": (3, 2), "top": 42, "height": 420, **size})
        paths, worth = self.axes
        paths.set(xlim=xlim, ylim=ylim, ylabel="coefficient")
        worth.set(xlim=xlim, ylim=losses, ylabel="loss (star: best on validation)")
        paths.axhline(0, color=style.GREY, lw=1)
        paths.yaxis.set_major_locator(MultipleLocator(0.2))
        for axis in self.axes:
            axis.set(xlabel="λ")
            self.log_scale(axis, along="x")
        self.features = list(features)
        self.curves = {
            name: self.line(paths, name, color=COLORS[k % 5], linestyle=STROKES[k // 5], marker="")
            for k, name in enumerate(self.features)
        }
        self.losses = [
            self.line(worth, "training loss"),
            self.line(worth, "validation", color=style.BLUE, linestyle="--"),
        ]
        look = {"color": style.VERMILION, "linestyle": "", "ms": 15, "zorder": 4}
        self.best = self.empty(worth, marker="*", **look)
        line = {"color": style.GREY, "linewidth": 1.6, "linestyle": ":"}
        self.here = [self.empty(axis, **line) for axis in self.axes]
        self.legend(self.curves | dict(zip(("training", "validation"), self.losses, strict=True)))

    def draw(self, items):
        last = items[-1]
        strengths = np.array([recipe.l1 + recipe.weight_decay for recipe in last.recipes])
        weights = last.probed["all_weights"].double().numpy()
        for line, values in zip(self.curves.values(), weights.T, strict=True):
            line.set_data(strengths, values)
        validation = last.probed["validation_loss"].double().numpy()
        self.losses[0].set_data(strengths, last.loss.double().numpy())
        self.losses[1].set_data(strengths, validation)
        k = int(np.nanargmin(validation))
        self.best.set_data([strengths[k]], [validation[k]])
        for axis, line in zip(self.axes, self.here, strict=True):
            line.set_data([strengths[k]] * 2, axis.get_ylim())
        alive = [name for name, weight in zip(self.features, weights[k], strict=True) if weight]
        named = "all coefficients" if len(alive) == len(self.features) else ", ".join(alive)
        return (
            f"validation loss is lowest at λ {measured(strengths[k])}; test loss there "
            f"{measured(last.test_loss[k])}; not 0 there: {named or 'nothing'}"
        )
