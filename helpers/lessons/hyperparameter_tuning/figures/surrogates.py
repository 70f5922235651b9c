"""Bayesian optimization in one dimension: what the model believes, and where it looks next."""

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import span
from helpers.lessons.hyperparameter_tuning.beliefs import Belief
from helpers.words import measured, percent


class Surrogate(Plot):
    """Above the truth, the trials, and the belief as mean and two standard deviations; below
    what a trial would be worth at each place, and the next one.

    Args: xlabel, ylabel: what the axis sets, logarithmic, and what is searched for.
    """

    takes = Belief

    def __init__(self, xlabel: str, ylabel: str, **size):
        super().__init__(**{"height": 470, "nrows": 2, "height_ratios": (5, 2), **size})
        belief, worth = self.axes
        belief.set(ylabel=ylabel, ylim=(-0.05, 1.05))
        ticks.per_cent(belief.yaxis)
        worth.set(xlabel=xlabel, ylabel="worth of a trial", yticks=())
        self.log_scale(belief, worth, along="x")
        self.truth = self.line(belief, "truth", color=style.GREY, linestyle="--")
        self.mean = self.line(belief, "belief", color=style.BLUE, linestyle="-")
        self.doubt = self.band(belief, style.BLUE, 0.18)
        dot = {"linestyle": "", "color": style.BLACK, "marker": "o", "zorder": 4}
        # A trial at the end of the axis is drawn whole.
        self.trials = self.empty(belief, ms=8, clip_on=False, **dot)
        self.newest = self.empty(belief, ms=15, mfc="none", mew=2, **dot)
        self.worth = self.line(worth, "worth", color=style.GREEN, linestyle="-")
        self.area = self.band(worth, style.GREEN)
        look = {"color": style.VERMILION, "linestyle": ":", "lw": 2}
        self.nexts = [self.empty(axis, **look) for axis in self.axes]
        self.legend(
            {
                "truth": self.truth,
                "trial": self.trials,
                "newest": self.newest,
                "belief ± 2 std": self.mean,
                "worth": self.worth,
                "next": self.nexts[0],
            }
        )

    def draw(self, items):
        belief = items[-1]
        for axis in self.axes:
            axis.set_xlim(belief.x[0].item(), belief.x[-1].item())
        self.truth.set_data(belief.x, belief.truth)
        self.mean.set_data(belief.x, belief.mean)
        ends = belief.mean - 2 * belief.std, belief.mean + 2 * belief.std
        self.doubt.set_data(belief.x, *ends)
        self.trials.set_data(belief.trials, belief.scores)
        self.newest.set_data(belief.trials[-1:], belief.scores[-1:])
        self.worth.set_data(belief.x, belief.worth)
        low, high = span(belief.worth.numpy())
        self.area.set_data(belief.x, low, belief.worth)
        self.axes[1].set_ylim(low, high)
        for line, axis in zip(self.nexts, self.axes, strict=True):
            line.set_data([belief.next_trial] * 2, axis.get_ylim())
        (rate, score), (peak, highest) = belief.best, belief.peak
        return (
            f"after {belief.step} trials the best is ≈ {percent(score, 1)}, at {measured(rate)}; "
            f"the curve's peak is ≈ {percent(highest, 1)}, at {measured(peak)}"
        )
