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
            (mark,) = axis.plot([], [], kind.marker, color=kind.color, ms=11, mec="white", zorder=6)
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
        return f"{self._target(height)}: {', '.join(self._taken(taken.tolist()))}"

    def _target(self, height: float) -> str:
        return f"to reach the best of {title(self.names[0])}, ≈ {percent(height)}"

    def _taken(self, taken: list[float]) -> list[str]:
        parts = []
        for name, step in zip(self.names, taken, strict=True):
            if step == torch.inf:
                parts.append(f"{title(name)} never gets there")
                continue
            share = f" ({measured(taken[0] / step)} times fewer)" if parts and step else ""
            parts.append(f"{title(name)} takes {measured(step, 3)} steps{share}")
        return parts
