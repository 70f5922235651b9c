"""A search in several settings at once: every trial a curve, and a line across all settings."""

import math

import numpy as np
from matplotlib.collections import LineCollection

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import floor
from helpers.tuning.results import DONE, PRUNED, Result, Trial
from helpers.tuning.space import Choices, Range, Space
from helpers.words import measured, number, percent

FEW = 6  # values that an axis names one by one
TRIAL = "#7C7B78"  # of a trial's line or ring that is not coloured by its score: a middling one's


class Coordinates(Plot):
    """Left each trial's score while it trains, crosses where one was stopped; right its settings,
    an upright axis each, and last its score. Bright lines score high, the best one is black.

    Args:
        space: what is searched, as for helpers.tuning; score: what it is called.
        by_epoch: False where a trial brings one score only: left then the scores one after
            another, and the best so far.
    """

    takes = Result

    def __init__(self, space, score="validation accuracy", by_epoch: bool = True, **size):
        super().__init__(**{"ncols": 2, "width_ratios": (4, 7), "right": 62, **size})
        self.space, self.by_epoch = Space.of(space), by_epoch
        left, settings = self.axes
        left.set(xlabel="epoch" if by_epoch else "trial", ylabel=score, ylim=(0, 1.02))
        ticks.round_numbers(left.xaxis, most=6, whole=True)
        ticks.per_cent(left.yaxis)
        self.bundles = [self._bundle(axis) for axis in self.axes]
        cross = {"marker": "x", "color": style.VERMILION, "ms": 7, "mew": 2}
        self.crosses = self.empty(left, linestyle="", zorder=3, **cross)
        dot = {"marker": "o", "color": TRIAL, "mfc": "none", "mew": 1.8, "ms": 8}
        self.dots = self.empty(left, linestyle="", zorder=5, **dot)
        self.best = [self.empty(axis, color=style.BLACK, lw=3, zorder=4) for axis in self.axes]
        self._upright(settings, score)
        if by_epoch:
            (sample,) = left.plot([], [], color=TRIAL, lw=1.6)
            named = {"a trial": sample, "stopped early": self.crosses, "the best": self.best[0]}
        else:
            self.best[0].set_drawstyle("steps-post")
            named = {"a trial": self.dots, "the best so far": self.best[0]}
        self.legend(named)

    def _bundle(self, axis):
        """Lines that will share an axis, each coloured by its score."""
        lines = LineCollection([], linewidths=1.6, cmap=style.SEQUENTIAL, zorder=2)
        lines.set_clim(0, 1)
        return self.moving(axis.add_collection(lines))

    def _upright(self, axis, score: str):
        """The axes across which a trial's line runs, with their values beside them."""
        names = [*self.space.names, score.split()[-1]]
        axis.set(xlim=(-0.15, len(names) - 0.85), ylim=(-0.05, 1.05), yticks=())
        axis.set_xticks(range(len(names)), [name.replace("_", "\n") for name in names])
        axis.grid(False)
        axis.spines[["left", "bottom"]].set_visible(False)
        axis.tick_params(axis="x", length=0)
        box = {"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 0.8}
        side = {"ha": "right", "va": "center", "fontsize": 11, "bbox": box, "zorder": 5}
        for place, (_, values) in enumerate(self.space.axes):
            axis.axvline(place, color=style.GREY, lw=1, zorder=1)
            for value in _named(values):
                text = number(value, 3) if isinstance(value, float) else str(value)
                label = axis.text(place - 0.04, values.position(value), text, **side)
                self.moving(label)  # above the lines, which move
        axis.axvline(len(names) - 1, color=style.GREY, lw=1, zorder=1)
        self.ends = [
            self.moving(axis.text(len(names) - 0.95, height, "", va="center", fontsize=11))
            for height in (0, 1)
        ]

    def draw(self, items):
        result = items[-1]
        scored = [trial for trial in result.trials if not math.isnan(trial.score)]
        trials = sorted(scored, key=lambda trial: trial.score)
        low = floor(trials[0].score if trials else 1.0)
        for label, height in zip(self.ends, (low, 1), strict=True):
            label.set_text(percent(height))
        heights = np.array([max(0, (trial.score - low) / (1 - low)) for trial in trials])
        x = np.arange(len(self.space) + 1)
        across = [
            np.column_stack([x, [*self.space.position(trial.settings), height]])
            for trial, height in zip(trials, heights, strict=True)
        ]
        self.bundles[0].set_segments([_path(trial) for trial in trials] if self.by_epoch else [])
        self.bundles[1].set_segments(across)
        for lines in self.bundles:
            lines.set_array(heights)
        self.best[1].set_data(*(across[trials.index(result.best)].T if result.best else ([], [])))
        if self.by_epoch:
            self._by_epoch(trials, result)
        else:
            self._one_by_one(result)
        return _describe(result, self.by_epoch)

    def _by_epoch(self, trials: list[Trial], result: Result):
        self.axes[0].set_xlim(0.8, max([2, *(len(trial.scores) for trial in trials)]) + 0.2)
        cuts = [_path(trial)[-1] for trial in trials if trial.state == PRUNED]
        self.crosses.set_data(*(np.transpose(cuts) if cuts else ([], [])))
        self.best[0].set_data(*(_path(result.best).T if result.best else ([], [])))

    def _one_by_one(self, result: Result):
        numbers = np.array([trial.number + 1 for trial in result.trials])
        self.axes[0].set_xlim(0.5, max([result.steps, *numbers]) + 0.5)
        self.dots.set_data(numbers, result.scores)
        self.best[0].set_data(numbers, result.best_so_far)


def _path(trial: Trial) -> np.ndarray:
    """A trial's scores over its epochs, (epochs, 2); a single one as a short line."""
    scores = trial.scores * (2 if len(trial.scores) == 1 else 1)
    return np.column_stack([np.linspace(1, max(1.15, len(trial.scores)), len(scores)), scores])


def _named(values: Choices | Range) -> list:
    """The values of an axis that are written beside it."""
    if isinstance(values, Choices):
        every = 1 if len(values.values) <= FEW else len(values.values) - 1
        return list(values.values[::every])
    if values.whole and values.high - values.low < FEW:
        return list(range(values.low, values.high + 1))
    if not values.log:
        return [values.low, values.high]
    powers = range(math.ceil(math.log10(values.low)), math.floor(math.log10(values.high)) + 1)
    return [10.0**power for power in powers] or [values.low, values.high]


def _describe(result: Result, by_epoch: bool) -> str:
    states = [trial.state for trial in result.trials]
    about = "≈ " * (PRUNED in states)  # who is stopped, scores decide
    stopped = f", ≈ {states.count(PRUNED)} stopped early" if PRUNED in states else ""
    epochs = f", {about}{result.reports} epochs" if by_epoch and result.reports else ""
    whole = f"{about}{states.count(DONE)} of {result.steps} trials trained to the end"
    if result.best is None:
        return whole + stopped + epochs
    settings = ", ".join(
        f"{name.replace('_', ' ')} {value if isinstance(value, str) else measured(value)}"
        for name, value in result.best.settings.items()
    )
    best = f"the best ≈ {percent(result.best.score, 1)}: {settings}"
    return f"{whole}{stopped}{epochs}; {best}"
