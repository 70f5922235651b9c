"""Bayesian optimization in one dimension: what the model believes, and where it looks next."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import span
from helpers.words import measured, number, percent


@dataclass(frozen=True, eq=False)
class Belief:
    """A Gaussian process after some trials.

    Args:
        x: places along the axis, (m,), above 0; truth: the score at each, unknown to the search.
        mean, std: what the process believes there, (m,); worth: the acquisition, (m,).
        tried, scores: the trials so far, (t,).
        step, steps: trials done, trials asked for.
    """

    x: Tensor
    truth: Tensor
    mean: Tensor
    std: Tensor
    worth: Tensor
    tried: Tensor
    scores: Tensor
    step: int
    steps: int


class Surrogate(Plot):
    """Above the truth, the trials, and the belief as mean and two standard deviations; below
    what a trial would be worth at each place, and the next one.

    Args: xlabel, ylabel: what the axis sets, logarithmic, and what is searched for.
    Each item of `items` is a Belief; the last is drawn.
    """

    def __init__(self, xlabel: str, ylabel: str, **size):
        ratios = {"nrows": 2, "height_ratios": (5, 2)}
        super().__init__(**{"height": 470, **ratios, **size})
        belief, worth = self.axes
        belief.set(ylabel=ylabel, ylim=(-0.05, 1.05))
        ticks.per_cent(belief.yaxis)
        worth.set(xlabel=xlabel, ylabel="worth of a trial", yticks=())
        self.log_scale(belief, worth, along="x")
        self.truth = self.line(belief, "truth", color=style.GREY, linestyle="--")
        self.mean = self.line(belief, "belief", color=style.BLUE, linestyle="-")
        self.doubt = self.band(belief, style.BLUE, 0.18)
        dots = {"linestyle": "", "color": style.BLACK, "marker": "o", "ms": 8, "zorder": 4}
        dots["clip_on"] = False  # at the ends of the axis too
        self.trials = self.moving(belief.plot([], [], **dots)[0])
        newest = {"linestyle": "", "marker": "o", "mfc": "none", "ms": 15, "mew": 2}
        self.newest = self.moving(belief.plot([], [], color=style.BLACK, **newest, zorder=4)[0])
        self.worth = self.line(worth, "worth", color=style.GREEN, linestyle="-")
        self.area = self.band(worth, style.GREEN)
        look = {"color": style.VERMILION, "linestyle": ":", "lw": 2}
        self.nexts = [self.moving(axis.plot([], [], **look)[0]) for axis in self.axes]
        names = ("truth", "trial", "newest", "belief ± 2 std", "worth", "next")
        lines = (self.truth, self.trials, self.newest, self.mean, self.worth, self.nexts[0])
        self.legend(dict(zip(names, lines, strict=True)))

    def draw(self, items):
        last = items[-1]
        x, mean, std = (part.double().numpy() for part in (last.x, last.mean, last.std))
        for axis in self.axes:
            axis.set_xlim(x[0], x[-1])
        self.truth.set_data(x, last.truth.numpy())
        self.mean.set_data(x, mean)
        self.doubt.set_data(x, mean - 2 * std, mean + 2 * std)
        tried, scores = last.tried.numpy(), last.scores.numpy()
        self.trials.set_data(tried, scores)
        self.newest.set_data(tried[-1:], scores[-1:])
        worth = last.worth.double().numpy()
        self.worth.set_data(x, worth)
        low, high = span(worth)
        self.area.set_data(x, low, worth)
        self.axes[1].set_ylim(low, high)
        place = x[worth.argmax()]
        for line, ends in zip(self.nexts, ((-0.05, 1.05), (low, high)), strict=True):
            line.set_data([place, place], ends)
        best = scores.argmax()
        return (
            f"after {len(tried)} trials the best is ≈ {percent(scores[best], 1)}, at "
            f"{number(tried[best])}; the curve's peak is ≈ {percent(last.truth.max(), 1)}, at "
            f"{measured(x[last.truth.argmax()])}"
        )
