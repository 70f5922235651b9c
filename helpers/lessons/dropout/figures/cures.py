"""One network that overfits beside its treatment: two decision regions, and the gap."""

from collections.abc import Sequence

from helpers.drawing import ticks
from helpers.drawing.bands import Banded
from helpers.drawing.canvas import BOTTOM, COLUMN_GAP, LEFT, Plot
from helpers.engine.records import History
from helpers.experiments import middle
from helpers.lessons.shared.figures.planes import Field
from helpers.lessons.shared.regions import Scene
from helpers.words import percent


class Cures(Plot):
    """The first seed's decision regions of two variants, and accuracy on training and test data
    over the epochs: the median of each variant's seeds, on test data with quartiles.

    In the Scenes' Records all seeds of the first variant come first; train_accuracy is a probe of
    generalization.

    Args: names: of the two variants.
    """

    takes = Scene

    def __init__(self, names: Sequence[str], side: int = 206, curves: int = 250):
        width = LEFT + 2 * side + curves + 2 * COLUMN_GAP + 26
        shape = {"width": width, "height": side + 66 + BOTTOM, "top": 66}
        super().__init__(ncols=3, width_ratios=(side, side, curves), **shape)
        self.names, scores = list(names), self.axes[2]
        self.fields = [Field(self, axis) for axis in self.axes[:2]]
        for name, axis in zip(self.names, self.axes, strict=False):
            axis.set_title(name)
        scores.set(xlabel="epoch", ylabel="accuracy", ylim=(0.4, 1.01))
        ticks.round_numbers(scores.xaxis, most=4, whole=True)
        ticks.per_cent(scores.yaxis)
        self.test, self.training = [], []
        for index, name in enumerate(self.names):
            self.test.append(Banded(self, scores, name, index, linestyle="-"))
            dotted = {"linestyle": (0, (2, 1.2)), "linewidth": 1.8}
            self.training.append(self.line(scores, name, index, **dotted))
        tests = {
            f"{name}, on test points": curve.line
            for name, curve in zip(self.names, self.test, strict=True)
        }
        self.legend(tests | {"on training points": self.training[0]})

    def draw(self, items):
        history, last = History([scene.record for scene in items]), items[-1]
        test, training = (
            history[key].double().unflatten(1, (len(self.names), -1))  # (T, variants, seeds)
            for key in ("test_accuracy", "train_accuracy")
        )
        epochs, parts = history.epochs.numpy(), []
        for v, name in enumerate(self.names):
            self.fields[v].update(last, v * test.shape[2], tests=False)
            medians = middle(training[:, v])
            self.training[v].set_data(epochs, medians)
            end = self.test[v].set_data(epochs, test[:, v])[-1]
            parts.append(
                f"{name}: ≈ {percent(medians[-1])} on training points, "
                f"≈ {percent(end)} on test points"
            )
        self.axes[2].set_xlim(0, last.record.epochs)
        return "; ".join(parts)
