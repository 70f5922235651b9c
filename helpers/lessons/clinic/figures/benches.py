"""A training run in full: what came out, and what went on inside."""

from __future__ import annotations

import math
from dataclasses import astuple
from statistics import median

import torch
from matplotlib.ticker import MaxNLocator

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import decades
from helpers.engine.records import History
from helpers.lessons.clinic.runs import Score, judged, kept
from helpers.lessons.clinic.verdicts import Target
from helpers.panels import PerLayer
from helpers.plots import TOP, quartiles
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
    as runs.scores does: by the weights kept, if it stops early.

    Each item of `items` is a Record of clinic.runs.stream with the probes panels.DIAGNOSTICS.

    Args: target: the accuracy on fresh images to reach, from 0 to 1; None shows none.
    """

    def __init__(self, target: float | None = None, **size):
        shape = {"width": 900, "height": 494, "nrows": 2, "ncols": 3, "top": 66}
        super().__init__(**{**shape, **size})
        self.target = target
        accuracy, spread, gradient, loss, update, stuck = self.axes
        accuracy.set(title="accuracy", ylim=(-0.02, 1.02))
        ticks.per_cent(accuracy.yaxis)
        loss.set(title="loss", xlabel="epoch")
        self.log_scale(loss)
        for axis in (accuracy, loss):
            axis.xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
        self.curves = {
            key: self.line(axis, key, color=color, linestyle=stroke)
            for axis, kinds in ((accuracy, IMAGES), (loss, LOSSES))
            for key, (_, color, stroke) in kinds.items()
        }
        self.quartiles = self.band(accuracy, style.GREEN)
        look = {"color": style.GREEN, "marker": "o", "ms": 8, "mfc": "white", "mew": 2}
        look |= {"clip_on": False, "in_layout": False}
        self.kept = self.moving(accuracy.plot([], [], ls="", zorder=5, **look)[0])
        named = {name: self.curves[key] for key, (name, *_) in {**IMAGES, **LOSSES}.items()}
        named["early stopping"] = self.kept
        if target is not None:
            named["target"] = accuracy.axhline(target, color=style.ORANGE, ls=":", lw=2.2)
        self.layers = PerLayer(self, (spread, gradient, update, stuck))
        named |= {"layers, start": self.layers.start[0], "layers, now": self.layers.sample}
        self.legend({name: line for name, line in named.items() if name != "training loss"})

    def draw(self, items):
        history, last = History(items), items[-1]
        epochs = history.epochs.double().numpy()
        for key, line in self.curves.items():
            low, middle, high = quartiles(history[key].double()[:, None])
            line.set_data(epochs, middle[:, 0])
            if key == "fresh":
                self.quartiles.set_data(epochs, low[:, 0], high[:, 0])
        moments = kept(history)
        epoch = median(history.epochs[moments].tolist())
        fresh = history["fresh"][moments, torch.arange(len(moments))]
        self.kept.set_data([epoch], [median(fresh.tolist())])
        for axis in (self.axes[0], self.axes[3]):
            axis.set_xlim(0, last.epochs)
        self.axes[3].set_ylim(*decades(self.heights(self.axes[3]), TOP))
        self.layers.update(items[0], last)
        words = self._words(history)
        if last.probed["early_stopping"].all():
            return f"early stopping keeps the weights of epoch {measured(epoch)}: {words}"
        return words

    def _words(self, history: History) -> str:
        last, shares = history.last, zip(*map(astuple, judged(history)), strict=True)
        came = Score(*map(median, shares))
        parts = [
            f"fresh images ≈ {percent(came.fresh)}",
            f"reported ≈ {percent(came.reported)}",
            f"training images ≈ {percent(came.train)}",
        ]
        pace = last.probed["update_ratios"][0].nanmedian().item()
        if not math.isnan(pace):
            parts.append(f"update / weight {measured(pace)} (median of the layers)")
        if gone := int((last.diverged_at >= 0).sum()):
            parts.append(f"diverged: {gone} of {len(last.diverged_at)}")
        if self.target is not None:
            met = Target(self.target).met(came)
            parts.append(f"target {percent(self.target)} {'reached' if met else 'not reached'}")
        return ", ".join(parts)
