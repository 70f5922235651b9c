"""train() against eval(): one network with batch norm, asked with either kind of statistics."""

from matplotlib.ticker import NullLocator

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.engine.records import Record
from helpers.lessons.batch_normalization.modes import SIZES
from helpers.words import percent

LABELS = (1, 4, 16, 64, 256)
EVAL = {"color": style.BLACK, "linestyle": "-", "marker": ""}
TRAIN = {"color": style.VERMILION, "linestyle": "--", "marker": ""}


class Modes(Plot):
    """Left the accuracy in both modes over the steps; right, at the end, how it depends on the
    number of examples that train() mode is given at once. The first network of the Records is
    drawn; they come with a probe modes.modes_of."""

    takes, probes = Record, ("modes",)

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, **size})
        over, sizes = self.axes
        over.set(xlabel="step", ylabel="test accuracy")
        ticks.round_numbers(over.xaxis, whole=True)
        sizes.set(xlabel="test examples at once", xscale="log", xlim=(0.8, 320), xticks=LABELS)
        sizes.xaxis.set_major_formatter(lambda size, _: f"{size:g}")
        sizes.xaxis.set_minor_locator(NullLocator())
        for axis in self.axes:
            axis.set_ylim(0, 1.02)
            ticks.per_cent(axis.yaxis)
        self.evals = [self.line(axis, "eval", **EVAL) for axis in self.axes]
        by_size = TRAIN | {"marker": "o", "ms": 7}
        self.trains = [self.line(over, "train", **TRAIN), self.line(sizes, "train", **by_size)]
        self.legend(
            {
                "eval(): running statistics": self.evals[0],
                "train(): statistics of the batch it is given": self.trains[0],
            }
        )

    def draw(self, items):
        steps = [record.step for record in items]
        in_eval = [record.test_accuracy[0].item() for record in items]
        in_train = [record.probed["modes"][0].tolist() for record in items]  # by batch size
        self.evals[0].set_data(steps, in_eval)
        self.trains[0].set_data(steps, [by_size[-1] for by_size in in_train])
        self.evals[1].set_data([SIZES[0], SIZES[-1]], [in_eval[-1]] * 2)
        self.trains[1].set_data(SIZES, in_train[-1])
        self.axes[0].set_xlim(0, items[-1].steps or 1)
        alone, together = in_train[-1][0], in_train[-1][-1]
        return (
            f"test accuracy: eval() ≈ {percent(in_eval[-1])}; train() ≈ {percent(together)} with "
            f"{SIZES[-1]} examples at once, ≈ {percent(alone)} one by one"
        )
