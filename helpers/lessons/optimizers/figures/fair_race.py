"""The fair race: every update rule at every learning rate, and the two ways to compare them."""

import math
from collections.abc import Sequence

from helpers.drawing import style, ticks
from helpers.drawing.bands import quartiles
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import floor
from helpers.experiments import finished
from helpers.lessons.optimizers.rule_rate_grid import RateGrid, by_rule
from helpers.words import number, percent


class FairRace(Plot):
    """Left, validation accuracy over the learning rate, a line per rule (median of the seeds), and
    on the floor a cross where half of the seeds or more diverged; right, each rule at the rate it
    is compared at: median, and a bar over all seeds. What diverged is in no median and no bar.

    The last RateGrid is drawn.

    Args: names: of the rules, in its order; rates: rising, a constant factor apart.
    """

    takes = RateGrid

    def __init__(self, names: Sequence[str], rates: Sequence[float], **size):
        options = {"ncols": 2, "width_ratios": (3, 2), "height": 430, "right": 62, **size}
        super().__init__(**options)
        self.names, self.rates = list(names), list(rates)
        curves, ranks = self.axes
        margin = (self.rates[1] / self.rates[0]) ** 0.5
        curves.set(xlabel="learning rate", ylabel="validation accuracy", ylim=(0, 1.03))
        self.log_scale(curves, along="x")
        curves.set_xlim(self.rates[0] / margin, self.rates[-1] * margin)
        self.rows = range(len(self.names), 0, -1)
        ranks.set(xlabel="validation accuracy (bar: all seeds)", xlim=(0, 1.0))
        ranks.set(ylim=(0.4, len(self.names) + 0.6), yticks=self.rows, yticklabels=self.names)
        ticks.per_cent(curves.yaxis, ranks.xaxis)
        ranks.tick_params(axis="y", labelsize=8.5, pad=2, length=0)  # "momentum" must fit the gap
        ticks.round_numbers(ranks.xaxis, most=4)
        self.curves = [self.line(curves, name, markers=True) for name in self.names]
        self.shared = self.empty(curves, color=style.BLACK, linestyle=":", linewidth=1.8)
        look = {"marker": "*", "ms": 17, "mec": "white", "zorder": 4}
        self.stars = [self.mark(curves, name, **look) for name in self.names]
        look = {"marker": "X", "ms": 8, "mec": "white", "zorder": 3}
        self.crosses = [self.mark(curves, name, **look) for name in self.names]
        look = {"marker": "", "linewidth": 6, "alpha": 0.35, "linestyle": "-", "zorder": 4}
        self.bars = [self.mark(ranks, name, **look) for name in self.names]
        self.dots = [self.mark(ranks, name, ms=9, zorder=4) for name in self.names]
        look = {"va": "center", "transform": ranks.get_yaxis_transform()}
        self.texts = [self.moving(ranks.text(1.03, row, "", **look)) for row in self.rows]
        star = self.empty(curves, "*", ms=14, color=style.BLACK)
        cross = self.empty(curves, "X", ms=8, color=style.BLACK)
        lines = dict(zip(self.names, self.curves, strict=True))
        self.legend(
            lines | {"at its best rate": star, "diverged": cross, "one rate for all": self.shared}
        )

    def draw(self, items):
        grid = items[-1]
        accuracy = by_rule(finished(grid.record), len(self.names), len(self.rates))
        middle, lost = quartiles(accuracy)[1], accuracy.isnan().double().mean(2)  # (rules, rates)
        places = grid.compared(accuracy, self.rates).tolist()
        medians = [row[at] for row, at in zip(middle, places, strict=True)]
        shared = grid.shared is not None
        self.shared.set_data(*([[grid.shared] * 2, [0, 1.03]] if shared else [[], []]))
        for k, (at, row) in enumerate(zip(places, self.rows, strict=True)):
            seeds = accuracy[k, at][~accuracy[k, at].isnan()].tolist()
            gone = [rate for rate, share in zip(self.rates, lost[k], strict=True) if share >= 0.5]
            self.crosses[k].set_data(gone, [0.04 + 0.03 * k] * len(gone))
            self.curves[k].set_data(self.rates, middle[k])
            self.stars[k].set_data(*([[], []] if shared else [[self.rates[at]], [medians[k]]]))
            ends = [min(seeds), max(seeds)] if seeds else []
            self.bars[k].set_data(ends, [row] * len(ends))
            self.dots[k].set_data([medians[k]], [row])
            self.texts[k].set_text(percent(medians[k], 1) if seeds else "diverged")
        lowest = min((bar.get_xdata()[0] for bar in self.bars if len(bar.get_xdata())), default=0)
        self.axes[1].set_xlim(floor(lowest), 1.0)
        words = self._describe(medians, [self.rates[at] for at in places], shared)
        gone = int((grid.record.diverged_at >= 0).sum())
        return words + (f"; ≈ {gone} of {accuracy.numel()} networks diverged" if gone else "")

    def _describe(self, medians: Sequence[float], rates: Sequence[float], shared: bool) -> str:
        rules = zip(self.names, medians, rates, strict=True)
        if shared:
            parts = [
                f"{name} diverged" if math.isnan(end) else f"{name} ≈ {percent(end)}"
                for name, end, _ in rules
            ]
            return f"all at the rate {number(rates[0])}: {', '.join(parts)}"
        parts = [f"{name} ≈ {percent(end, 1)} at ≈ {number(rate)}" for name, end, rate in rules]
        return f"each at its best rate: {', '.join(parts)}"
