"""One network that overfits beside its treatment: two decision regions, and the gap."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.ticker import MaxNLocator

from helpers.drawing import ticks
from helpers.drawing.canvas import BOTTOM, COLUMN_GAP, LEFT, Plot
from helpers.engine.records import History
from helpers.lessons.shared.figures.planes import Field
from helpers.plots import quartiles
from helpers.words import percent

SCORES = {"train_accuracy": "training", "test_accuracy": "test"}


class Cures(Plot):
    """The first seed's decision regions of two variants, and accuracy on training and test data
    over the epochs: the median of each variant's seeds, on test data with quartiles.

    Args: names: of the two variants.
    Each item of `items` is a Scene with the probe train_accuracy (generalization), all
    seeds of the first variant first.
    """

    def __init__(self, names: Sequence[str], side: int = 206, curves: int = 250):
        width = LEFT + 2 * side + curves + 2 * COLUMN_GAP + 26
        shape = {"width": width, "height": side + 66 + BOTTOM, "top": 66}
        super().__init__(ncols=3, width_ratios=(side, side, curves), **shape)
        self.names, scores = list(names), self.axes[2]
        self.fields = [Field(self, axis) for axis in self.axes[:2]]
        for name, axis in zip(self.names, self.axes, strict=False):
            axis.set_title(name)
        scores.set(xlabel="epoch", ylabel="accuracy", ylim=(0.4, 1.01))
        scores.xaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]))
        ticks.per_cent(scores.yaxis)
        self.curves, self.bands = {}, []
        for index, name in enumerate(self.names):
            color = self.line(scores, name, index, linestyle="-").get_color()
            dotted = {"color": color, "linestyle": (0, (2, 1.2)), "linewidth": 1.8}
            self.curves[f"{name}, test"] = self.lines[-1]
            self.curves[f"{name}, training"] = self.line(scores, name, index, **dotted)
            self.bands.append(self.band(scores, color))
        shown = {f"{name}, on test points": self.curves[f"{name}, test"] for name in names}
        self.legend(shown | {"on training points": self.curves[f"{names[0]}, training"]})

    def draw(self, items):
        history, last = History([scene.record for scene in items]), items[-1]
        seeds = len(last.record.test_accuracy) // len(self.names)
        for variant, field in enumerate(self.fields):
            field.update(last, variant * seeds, tests=False)
        epochs, ends = history.epochs.numpy(), {}
        for key, part in SCORES.items():
            values = history[key].double().unflatten(1, (len(self.names), seeds))
            low, middle, high = quartiles(values)
            for variant, name in enumerate(self.names):
                self.curves[f"{name}, {part}"].set_data(epochs, middle[:, variant])
                ends[name, part] = middle[-1, variant]
                if part == "test":
                    self.bands[variant].set_data(epochs, low[:, variant], high[:, variant])
        record = last.record
        self.axes[2].set_xlim(0, record.epochs)
        return "; ".join(
            f"{name}: ≈ {percent(ends[name, 'training'])} on training points, "
            f"≈ {percent(ends[name, 'test'])} on test points"
            for name in self.names
        )
