"""The fair race: every update rule at every learning rate, and the two ways to compare them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import floor
from helpers.lessons.optimizers.rule_rate_grid import best, by_rule
from helpers.plots import quartiles
from helpers.words import number, percent


class FairRace(Plot):
    """Left, test accuracy over the learning rate, a line per rule (median of the seeds); right,
    each rule at the rate it is compared at: median, and a bar over all seeds.

    Each item of `items` is a rule_rate_grid.Heats, whose networks are the rules in order, all rates
    of the first rule first, all seeds of a rate together; the last is drawn.

    Args: names: of the rules; rates: rising, a constant factor apart.
    """

    def __init__(self, names: Sequence[str], rates: Sequence[float], **size):
        options = {"ncols": 2, "width_ratios": (3, 2), "height": 430, "right": 62, **size}
        super().__init__(**options)
        self.names, self.rates = list(names), np.asarray(rates, dtype=float)
        curves, ranks = self.axes
        edge = np.sqrt(self.rates[1] / self.rates[0])
        curves.set(xlabel="learning rate", ylabel="test accuracy", ylim=(0, 1.03))
        self.log_scale(curves, along="x")
        curves.set_xlim(self.rates[0] / edge, self.rates[-1] * edge)
        rows = range(len(self.names), 0, -1)
        ranks.set(xlabel="test accuracy (bar: all seeds)", xlim=(0, 1.0))
        ranks.set(ylim=(0.4, len(self.names) + 0.6), yticks=rows, yticklabels=self.names)
        ticks.per_cent(curves.yaxis, ranks.xaxis)
        self.curves = [self.line(curves, name, markers=True) for name in self.names]
        look = {"color": style.GREY, "linestyle": "--", "linewidth": 1.8}
        self.shared = self.moving(curves.plot([], [], **look)[0])
        self.stars = [
            self.mark(curves, name, marker="*", ms=17, mec="white", zorder=4) for name in self.names
        ]
        self.bars = [self.mark(ranks, name, marker="", linewidth=6, alpha=0.35,
                               linestyle="-", zorder=4) for name in self.names]  # fmt: skip
        self.dots = [self.mark(ranks, name, ms=9, zorder=4) for name in self.names]
        ranks.tick_params(axis="y", labelsize=8.5, pad=2, length=0)  # "momentum" must fit the gap
        ranks.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        look = {"va": "center", "transform": ranks.get_yaxis_transform()}
        self.texts = [self.moving(ranks.text(1.03, row, "", **look)) for row in rows]
        key = {"at its best rate": curves.plot([], [], "*", ms=14, color=style.BLACK)[0]}
        names = dict(zip(self.names, self.curves, strict=True))
        self.legend(names | key | {"one rate for all": self.shared})

    def draw(self, items):
        heats = items[-1]
        values = by_rule(heats.record.test_accuracy, len(self.names), len(self.rates))
        middle = quartiles(values.double())[1]  # (rules, rates)
        chosen = best(values).numpy()
        if heats.shared is not None:
            chosen[:] = np.abs(np.log(self.rates / heats.shared)).argmin()
        on = heats.shared is not None
        self.shared.set_data(*([[heats.shared] * 2, [0, 1.03]] if on else [[], []]))
        left = 1.0
        for k, row in enumerate(range(len(self.names), 0, -1)):
            at = chosen[k]
            low, high = values[k, at].min().item(), values[k, at].max().item()
            left = min(left, low)
            self.curves[k].set_data(self.rates, middle[k])
            self.stars[k].set_data(*([[], []] if on else [[self.rates[at]], [middle[k, at]]]))
            self.bars[k].set_data([low, high], [row, row])
            self.dots[k].set_data([middle[k, at]], [row])
            self.texts[k].set_text(percent(middle[k, at], 1))
        self.axes[1].set_xlim(floor(left), 1.0)
        return self._describe(middle, chosen, on)

    def _describe(self, middle: np.ndarray, chosen: np.ndarray, shared: bool) -> str:
        ends = middle[np.arange(len(chosen)), chosen]
        rules = list(zip(self.names, ends, chosen, strict=True))
        if shared:
            words = ", ".join(f"{name} ≈ {percent(end)}" for name, end, _ in rules)
            return f"all at the rate {number(self.rates[chosen[0]])}: {words}"
        words = ", ".join(
            f"{name} ≈ {percent(end, 1)} at ≈ {number(self.rates[k])}" for name, end, k in rules
        )
        return f"each at its best rate: {words}"
