"""All the weights of a network as a histogram, and how many of them are exactly 0."""

import numpy as np
from matplotlib.ticker import MultipleLocator
from torch import Tensor

from helpers.drawing import style, ticks
from helpers.drawing.bands import Banded
from helpers.drawing.canvas import Plot
from helpers.engine.records import History, Record
from helpers.lessons.regularization.sparsity import WEIGHTS, bin_shares
from helpers.words import measured, number, percent

EDGES = np.linspace(-0.8, 0.8, 42)  # 41 bins, one of them around 0; what lies beyond is counted
LOWEST = 1e-4  # of the histogram's axis


class Weights(Plot):
    """Left, all weights as a histogram without and with a penalty, exact zeros as a bar of their
    own; right, over the epochs, test accuracy of both and the share of exact zeros.

    The Records hold K networks without a penalty, then the same K with it; medians and quartiles
    are over K, the histogram holds all of them.
    """

    takes, probes = Record, WEIGHTS

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "width_ratios": (6, 5), "top": 66, **size})
        bars, shares = self.axes
        bars.set(xlim=(EDGES[0], EDGES[-1]), ylim=(LOWEST, 1.3), xlabel="weight")
        bars.set(title="share of all weights in each bin")
        self.log_scale(bars)
        bars.yaxis.set_major_formatter(lambda share, _: f"{number(100 * share)} %")
        bars.xaxis.set_major_locator(MultipleLocator(0.4))
        shares.set(xlabel="epoch", ylim=(-0.02, 1.02), title="test accuracy, share of zeros")
        ticks.per_cent(shares.yaxis)
        ticks.round_numbers(shares.xaxis, whole=True)
        without = {"linestyle": "-"}
        with_it = {"color": style.BLUE, "linestyle": (0, (4, 1))}
        steps = {"marker": "", "drawstyle": "steps-post"}
        self.before = self.line(bars, "no penalty", **without, **steps)
        self.after = self.line(bars, "with penalty", **with_it, **steps)
        zeros = {"color": style.ORANGE, "linewidth": 7, "solid_capstyle": "butt", "zorder": 3}
        self.zeros = self.empty(bars, **zeros)
        self.curves = [
            Banded(self, shares, "no penalty", **without),
            Banded(self, shares, "with penalty", **with_it),
            Banded(self, shares, "exact zeros", color=style.ORANGE, linestyle="-."),
        ]
        names = ("no penalty", "with penalty", "weights exactly 0")
        self.legend(dict(zip(names, (curve.line for curve in self.curves), strict=True)))

    def draw(self, items):
        history, last = History(items), items[-1]
        pair = last.probed["all_weights"].unflatten(0, (2, -1)).double().numpy()
        for line, weights in zip((self.before, self.after), pair, strict=True):
            shares = np.maximum(bin_shares(weights, EDGES), LOWEST / 10)
            line.set_data(EDGES, np.append(shares, LOWEST))
        accuracy, zero, norm = (
            history[key].double().unflatten(1, (2, -1))  # (T, 2, K)
            for key in ("test_accuracy", "zero_share", "whole_weight_norm")
        )
        self.zeros.set_data([0, 0], [LOWEST / 10, max(zero[-1, 1].mean().item(), LOWEST / 10)])
        epochs = history.epochs.double().numpy()
        every = accuracy[:, 0], accuracy[:, 1], zero[:, 1]
        before, after, _ = (
            curve.set_data(epochs, values)[-1]
            for curve, values in zip(self.curves, every, strict=True)
        )
        self.axes[1].set_xlim(0, last.epochs)
        lengths = norm[-1].quantile(0.5, dim=1)
        return (
            f"{_percent_of(zero[-1, 1])} of the weights exactly 0; weight norm "
            f"{measured(lengths[1])} against {measured(lengths[0])} without penalty; test accuracy "
            f"≈ {percent(after)} against ≈ {percent(before)}"
        )


def _percent_of(shares: Tensor) -> str:
    """The median of shares in words: "none" only if it is none at all."""
    return f"≈ {percent(shares.quantile(0.5))}" if bool((shares > 0).any()) else "none"
