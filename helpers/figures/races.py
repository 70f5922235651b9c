"""A race: how many steps each variant takes to reach the best accuracy of the first one."""

from __future__ import annotations

import torch
from torch import Tensor

from helpers import style
from helpers.plots import Curves
from helpers.records import History
from helpers.words import measured, percent, title


def steps_to(target: Tensor, values: Tensor, steps: Tensor) -> Tensor:
    """When a growing number first reaches a target.

    Args:    target: one per run, (K,); values: (T, K) or (T, V, K); steps: of the T records, (T,).
    Returns: the first step with values ≥ target, infinite where there is none, (K,) or (V, K).
    """
    there = values >= target
    first = steps.double()[there.int().argmax(0)]
    return torch.where(there.any(0), first, torch.inf)


class Race(Curves):
    """Test accuracy over the steps; a level line at the best accuracy of the first variant, and
    on it a mark where each variant gets there (medians over the seeds, each with its own best).

    Each item of `seen` is a Record as for Curves.
    """

    def __init__(self, names, **size):
        super().__init__(names, [("test_accuracy", "linear")], "step", **size)
        (axis,) = self.axes
        axis.set_ylabel("test accuracy")
        (self.target,) = axis.plot([], [], color=style.GREY, linestyle=":", zorder=1)
        self.moving(self.target)
        self.marks, self.drops = [], []
        for line, index in zip(self.lines, range(len(names)), strict=True):
            kind = style.look(names[index], index)
            mark = {"marker": kind.marker, "color": kind.color, "ms": 11, "mec": "white"}
            (mark,) = axis.plot([], [], linestyle="", clip_on=False, zorder=6, **mark)
            mark.set_in_layout(False)
            (drop,) = axis.plot([], [], color=line.get_color(), linestyle=":", lw=1.5, zorder=1)
            self.marks.append(self.moving(mark))
            self.drops.append(self.moving(drop))

    def update(self, seen):
        super().update(seen)
        history, last = History(seen), seen[-1]
        values = history["test_accuracy"].double().unflatten(1, (len(self.names), -1))
        values = values.nan_to_num(0)  # a network that answers no number is wrong
        target = values[:, 0].amax(0)  # (K,)
        height = target.median().item()
        self.target.set_data([0, last.steps or 1], [height, height])
        taken = steps_to(target, values, history.steps).median(1).values
        for mark, drop, step in zip(self.marks, self.drops, taken.tolist(), strict=True):
            there = step < torch.inf
            mark.set_data(*([step], [height]) if there else ([], []))
            drop.set_data(*([step, step], [0, height]) if there else ([], []))
        names = map(title, self.names)
        parts = [_taken(n, step, taken[0]) for n, step in zip(names, taken.tolist(), strict=True)]
        return f"steps to {title(self.names[0])}'s best, ≈ {percent(height)}: {', '.join(parts)}"


def _taken(name: str, step: float, first: float) -> str:
    """How long a variant took, and how that compares with the first one."""
    if step == torch.inf:
        return f"{name} never gets there"
    if step == first or not step:
        return f"{name} {measured(step, 3)}"
    times, compared = (first / step, "fewer") if step < first else (step / first, "as many")
    return f"{name} {measured(step, 3)} ({measured(times)} times {compared})"
