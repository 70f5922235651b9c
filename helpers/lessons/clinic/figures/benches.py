"""A training run in full: what came out, and what went on inside."""

import math

from helpers.drawing import style, ticks
from helpers.drawing.bands import quartiles
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import decades
from helpers.engine.records import History, Record
from helpers.lessons.clinic.runs import Summary, summary
from helpers.lessons.clinic.verdicts import Target
from helpers.panels import DIAGNOSTICS, PerLayer
from helpers.plots import TOP
from helpers.words import measured, percent

# What a script's accuracy can be measured on, by its name in a Record, and how it is drawn.
IMAGES = {
    "train_accuracy": ("training images", style.BLACK, "--"),
    "reported": ("reported", style.BLUE, "-."),
    "fresh": ("fresh images", style.GREEN, "-"),
}
LOSSES = {
    "loss": ("training loss", style.BLACK, "--"),
    "validation_loss": ("validation loss", style.PURPLE, "-"),
}


class Bench(Plot):
    """Accuracy and loss over the epochs (median of the seeds; quartiles on fresh images), and the
    diagnostics of the first seed's layers. A dot marks what early stopping keeps of each seed, the
    epoch of its lowest validation loss and the accuracy there (medians). The words judge a script
    as runs.scores does: by the weights that early stopping keeps, if it stops early.

    Args: target: the accuracy on fresh images to reach, from 0 to 1; None shows none.
    """

    takes, probes = Record, DIAGNOSTICS  # of runs.stream

    def __init__(self, target: float | None = None, **size):
        shape = {"width": 900, "height": 494, "nrows": 2, "ncols": 3, "top": 66}
        super().__init__(**{**shape, **size})
        self.target = target
        accuracy, spread, gradient, loss, update, stuck = self.axes
        accuracy.set(title="accuracy", ylim=(-0.02, 1.02))
        ticks.per_cent(accuracy.yaxis)
        loss.set(title="loss", xlabel="epoch")
        self.log_scale(loss)
        ticks.round_numbers(accuracy.xaxis, loss.xaxis, whole=True)
        self.curves = {
            key: self.line(axis, key, color=color, linestyle=stroke)
            for axis, kinds in ((accuracy, IMAGES), (loss, LOSSES))
            for key, (_, color, stroke) in kinds.items()
        }
        self.quartiles = self.band(accuracy, style.GREEN)
        look = {"color": style.GREEN, "marker": "o", "ms": 8, "mfc": "white", "mew": 2, "ls": ""}
        self.best = self.empty(accuracy, zorder=5, clip_on=False, in_layout=False, **look)
        named = {name: self.curves[key] for key, (name, *_) in {**IMAGES, **LOSSES}.items()}
        named["early stopping"] = self.best
        if target is not None:
            named["target"] = accuracy.axhline(target, color=style.ORANGE, ls=":", lw=2.2)
        self.layers = PerLayer(self, (spread, gradient, update, stuck))
        named |= {"layers, start": self.layers.start[0], "layers, now": self.layers.sample}
        self.legend({name: line for name, line in named.items() if name != "training loss"})

    def draw(self, items):
        history, last = History(items), items[-1]
        end = summary(history)
        accuracy, loss = self.axes[0], self.axes[3]
        for key, line in self.curves.items():
            low, median, high = quartiles(history.finished(key))
            line.set_data(history.epochs.double(), median)
            if key == "fresh":
                self.quartiles.set_data(history.epochs.double(), low, high)
        self.best.set_data([end.best_epoch], [end.best_fresh])
        for axis in (accuracy, loss):
            axis.set_xlim(0, last.epochs)
        loss.set_ylim(*decades(self.heights(loss), TOP))
        self.layers.update(items[0], last)
        return self._words(end)

    def _words(self, end: Summary) -> str:
        parts = [
            f"fresh images ≈ {percent(end.score.fresh)}",
            f"reported ≈ {percent(end.score.reported)}",
            f"training images ≈ {percent(end.score.train)}",
        ] * (not math.isnan(end.score.fresh))
        if not math.isnan(end.pace):
            parts.append(f"update / weight {measured(end.pace)} (median of the layers)")
        if end.diverged:
            parts.append(f"≈ {end.diverged} of {end.networks} diverged")
        if self.target is not None:
            met = Target(self.target).met(end.score)
            parts.append(f"target {percent(self.target)} {'reached' if met else 'not reached'}")
        words = ", ".join(parts)
        if end.stops_early:
            return f"early stopping keeps the weights of epoch {measured(end.best_epoch)}: {words}"
        return words
