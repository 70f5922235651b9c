"""All the weights of a network as a histogram, and how many of them are exactly 0."""

from __future__ import annotations

import numpy as np
import torch
from matplotlib.ticker import MaxNLocator, MultipleLocator
from torch import Tensor

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.engine.records import History
from helpers.plots import quartiles
from helpers.probes import Glimpse, whole_weight_norm
from helpers.words import measured, number, percent

EDGES = np.linspace(-0.8, 0.8, 42)  # 41 bins, one of them around 0; what lies beyond is counted
LOWEST = 1e-4  # of the histogram's axis


def all_weights(glimpse: Glimpse) -> Tensor:
    """Every weight of each network, biases apart, (S, weights)."""
    return torch.cat([glimpse.stack.flat[:, span] for span in glimpse.stack.weight_spans], dim=1)


def zero_share(glimpse: Glimpse) -> Tensor:
    """Share of each network's weights that are exactly 0, (S,)."""
    return (all_weights(glimpse) == 0).to(glimpse.stack.flat.dtype).mean(1)


WEIGHTS = (all_weights, zero_share, whole_weight_norm)


class Weights(Plot):
    """Left, all weights as a histogram without and with a penalty, exact zeros as a bar of their
    own; right, over the epochs, test accuracy of both and the share of exact zeros.

    Each item of `items` is a Record with the probes WEIGHTS: K networks without a penalty, then
    the same K with it; medians and quartiles are over K, the histogram holds all of them.
    """

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
        shares.xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
        strokes, look = ("-", (0, (4, 1))), {"marker": "", "drawstyle": "steps-post"}
        self.before = self.line(bars, "no penalty", linestyle=strokes[0], **look)
        self.after = self.line(bars, "with penalty", color=style.BLUE, linestyle=strokes[1], **look)
        zeros = {"color": style.ORANGE, "linewidth": 7, "linestyle": "-", "marker": ""}
        self.zeros = self.moving(bars.plot([], [], **zeros, solid_capstyle="butt", zorder=3)[0])
        self.curves = [
            self.line(shares, "no penalty", linestyle=strokes[0]),
            self.line(shares, "with penalty", color=style.BLUE, linestyle=strokes[1]),
            self.line(shares, "exact zeros", color=style.ORANGE, linestyle="-."),
        ]
        self.bands = [self.band(shares, line.get_color()) for line in self.curves]
        names = ("no penalty", "with penalty", "weights exactly 0")
        self.legend(dict(zip(names, self.curves, strict=True)))

    def draw(self, items):
        history, last = History(items), items[-1]
        pair = last.probed["all_weights"].unflatten(0, (2, -1)).double().numpy()
        for line, weights in zip((self.before, self.after), pair, strict=True):
            line.set_data(EDGES, np.append(spread(weights[weights != 0], weights.size), LOWEST))
        zero = last.probed["zero_share"].unflatten(0, (2, -1))
        self.zeros.set_data([0, 0], [LOWEST / 10, max(zero[1].mean().item(), LOWEST / 10)])
        accuracy = history["test_accuracy"].unflatten(1, (2, -1)).double()  # (T, 2, K)
        none = history["zero_share"].unflatten(1, (2, -1)).double()[:, 1]
        epochs = history.epochs.double().numpy()
        every = (accuracy[:, 0], accuracy[:, 1], none)
        for line, band, values in zip(self.curves, self.bands, every, strict=True):
            low, middle, high = (row[:, 0] for row in quartiles(values[:, None]))
            line.set_data(epochs, middle)
            band.set_data(epochs, low, high)
        end = last.epochs
        self.axes[1].set_xlim(0, end)
        norm = last.probed["whole_weight_norm"].unflatten(0, (2, -1)).quantile(0.5, dim=1)
        right = accuracy[-1].quantile(0.5, dim=1)
        return (
            f"{percent_of(zero[1])} of the weights exactly 0; weight norm {measured(norm[1])} "
            f"against {measured(norm[0])} without penalty; test accuracy "
            f"≈ {percent(right[1])} against ≈ {percent(right[0])}"
        )


def percent_of(shares: Tensor) -> str:
    """The median of shares in words: "none" only if it is none at all."""
    return f"≈ {percent(shares.quantile(0.5))}" if bool((shares > 0).any()) else "none"


def spread(weights: np.ndarray, count: int) -> np.ndarray:
    """Shares of `count` weights in the bins; those beyond the last edge belong to the last bin."""
    inside = np.clip(np.nan_to_num(weights), EDGES[0], EDGES[-1])
    shares = np.histogram(inside, EDGES)[0] / count
    return np.maximum(shares, LOWEST / 10)
