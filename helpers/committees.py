"""Accuracy over the number of models that vote, beside single models as level lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import FixedLocator, NullLocator
from torch import Tensor

from helpers import style
from helpers.canvas import Plot
from helpers.words import percent

ENDS = (16, 32, 64, 128, 256)  # where the axis of members may end
FLOOR = 0.4  # of the axis of accuracies; what is worse leaves it


@dataclass(frozen=True, eq=False)
class Vote:
    """Test accuracies of ensembles.

    Args:
        growing: by name the accuracy of the first 1, 2, … members' average, (K,).
        single: by name one model's accuracy.
    """

    growing: Mapping[str, Tensor]
    single: Mapping[str, float]


class Committees(Plot):
    """Each item of `seen` is a Vote; the last is drawn. The axis of members counts in doublings.

    Args: growing, single: the names, in the legend's order.
    """

    def __init__(self, growing: Sequence[str], single: Sequence[str], **size):
        super().__init__(**size)
        (axis,) = self.axes
        axis.set(xlabel="members of the committee", ylabel="test accuracy", ylim=(FLOOR, 1))
        axis.set_xscale("log", base=2)
        axis.xaxis.set_major_locator(FixedLocator([2**k for k in range(9)]))
        axis.xaxis.set_minor_locator(NullLocator())
        axis.xaxis.set_major_formatter(lambda count, _: f"{count:.0f}")
        axis.yaxis.set_major_formatter(lambda share, _: percent(share))
        self.curves = {
            name: self.line(axis, name, k, markers=True, ms=4) for k, name in enumerate(growing)
        }
        strokes = ((0, (1, 1.5)), (0, (6, 2)))
        self.levels = {
            name: self.line(axis, name, color=style.GREY, linestyle=stroke, marker="")
            for name, stroke in zip(single, strokes, strict=False)
        }
        self.legend(self.curves | self.levels)

    def update(self, seen):
        vote, (axis,) = seen[-1], self.axes
        longest = max(len(row) for row in vote.growing.values())
        end = next((end for end in ENDS if end >= longest), ENDS[-1])
        axis.set_xlim(0.93, end * 1.07)
        for name, line in self.curves.items():
            values = vote.growing[name].numpy() if name in vote.growing else np.zeros(0)
            # A marker at every doubling; the line itself shows every member.
            line.set_data(np.arange(1, len(values) + 1), values)
            line.set_markevery([2**k - 1 for k in range(9) if 2**k <= len(values)])
        for name, line in self.levels.items():
            line.set_data(axis.get_xlim(), [vote.single[name]] * 2)
        ends = [f"{name} ({len(row)}) ≈ {percent(row[-1])}" for name, row in vote.growing.items()]
        ends += [f"{name} ≈ {percent(value)}" for name, value in vote.single.items()]
        return "test accuracy: " + ", ".join(ends)
