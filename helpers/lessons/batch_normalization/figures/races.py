"""A race: how many steps each variant takes to reach the best accuracy of the first one."""

from __future__ import annotations

import torch

from helpers.drawing import style
from helpers.engine.records import History
from helpers.experiments import middle, steps_to
from helpers.plots import Curves
from helpers.words import measured, percent, title


class Race(Curves):
    """Test accuracy over the steps; a level line at the best accuracy of the first variant, and
    on it a mark where each variant gets there (medians over the seeds, each with its own best;
    how many times fewer steps it takes is the median of the seeds' ratios).

    Each item of `items` is a Record as for Curves.
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

    def draw(self, items):
        super().draw(items)
        history, last = History(items), items[-1]
        values = history["test_accuracy"].double().unflatten(1, (len(self.names), -1))
        values = values.nan_to_num(0)  # a network that answers no number is wrong
        target = values[:, 0].amax(0)  # (K,)
        height = middle(target).item()
        self.target.set_data([0, last.steps or 1], [height, height])
        each = steps_to(target, values, history.steps)  # (V, K)
        taken, times = middle(each), middle(each[0] / each)
        for mark, drop, step in zip(self.marks, self.drops, taken.tolist(), strict=True):
            there = step < torch.inf
            mark.set_data(*([step], [height]) if there else ([], []))
            drop.set_data(*([step, step], [0, height]) if there else ([], []))
        names = map(title, self.names)
        parts = list(map(_taken, names, taken.tolist(), times.tolist()))
        return (
            f"steps to the best of {title(self.names[0])}, ≈ {percent(height)}: {', '.join(parts)}"
        )


def _taken(name: str, step: float, times: float) -> str:
    """How long a variant took, and how many times fewer steps that is than the first one's."""
    if step == torch.inf:
        return f"{name} never gets there"
    if times in (0, 1, torch.inf) or times != times:  # nothing to compare, or nothing to say
        return f"{name} {measured(step, 3)}"
    times, compared = (times, "fewer") if times > 1 else (1 / times, "as many")
    return f"{name} {measured(step, 3)} ({measured(times)} times {compared})"
