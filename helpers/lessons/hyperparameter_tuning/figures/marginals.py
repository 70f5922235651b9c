"""What each setting does on its own, over all values of the others."""

from collections.abc import Sequence

import numpy as np

from helpers.drawing import style, ticks
from helpers.drawing.bands import quartiles
from helpers.drawing.canvas import Plot
from helpers.lessons.hyperparameter_tuning.tables import Table
from helpers.words import number, percent


class Marginals(Plot):
    """A panel per setting: mean score over all combinations of the others, the middle half of
    them as a band, and the best of them; crosses for the share without a score.

    Args: names: of the settings; log: which of them have a logarithmic axis; the
            values of the others stand side by side.
    """

    takes = Table

    def __init__(self, names: Sequence[str], log: Sequence[str], score: str, **size):
        wide = [5 if name in log else 2 for name in names]
        layout = {"ncols": len(names), "width_ratios": wide, "height": 320}
        super().__init__(**{**layout, **size})
        self.names, self.means, self.bests, self.bands = list(names), [], [], []
        self.lost, cross = [], {"marker": "x", "mew": 2, "ms": 7, "linestyle": ""}
        for axis, name in zip(self.axes, names, strict=True):
            axis.set(xlabel=name.replace("_", " "), ylim=(0, 1.02))
            ticks.per_cent(axis.yaxis)
            if name in log:
                self.log_scale(axis, along="x")
            self.means.append(self.line(axis, "mean", 1, markers=True))
            self.bests.append(self.line(axis, "best", color=style.BLACK, marker="*", ms=8))
            self.bands.append(self.band(axis, style.BLUE))
            self.lost.append(self.line(axis, "lost", color=style.VERMILION, **cross))
        self.axes[0].set_ylabel(score)
        named = {"best over the others": self.bests[0], "mean": self.means[0]}
        self.legend(named | {"share that diverged": self.lost[0]})

    def draw(self, items):
        table = items[-1]
        for place, (axis, name) in enumerate(zip(self.axes, self.names, strict=True)):
            x, rows = np.asarray(table.values[name], dtype=float), table.rows(name).double()
            if axis.get_xscale() == "log":
                axis.set_xlim(x[0] / 1.2, x[-1] * 1.2)
            else:
                axis.set_xlim(-0.4, len(x) - 0.6)
                axis.set_xticks(range(len(x)), [number(value, 3) for value in x])
                x = np.arange(len(x))
            low, _, high = quartiles(rows)
            self.means[place].set_data(x, rows.nanmean(1))
            bests = rows.nan_to_num(-np.inf).amax(1)
            self.bests[place].set_data(x, bests.masked_fill(bests.isinf(), np.nan))
            gone = rows.isnan().double().mean(1)
            self.lost[place].set_data(x, gone.masked_fill(gone == 0, np.nan))
            self.bands[place].set_data(x, low, high)
        shares = ", ".join(
            f"{name.replace('_', ' ')} ≈ {percent(table.share(name))}" for name in self.names
        )
        words = f"share of the differences that each setting explains on its own: {shares}"
        lost = int(table.scores.isnan().sum())
        return words + f"; ≈ {lost} of {table.scores.numel()} combinations diverged" * bool(lost)
