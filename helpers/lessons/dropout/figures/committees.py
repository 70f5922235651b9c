"""Accuracy over the number of models that vote, beside single models as level lines."""

import numpy as np
from matplotlib.ticker import FixedLocator, NullLocator

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import first
from helpers.lessons.dropout.ensembles import KINDS, WHOLE, Vote
from helpers.words import percent

ENDS = (16, 32, 64, 128, 256)  # where the axis of members may end
FLOOR = 0.2  # of the axis of accuracies; what is worse leaves it


class Committees(Plot):
    """The last Vote; the axis of members counts in doublings."""

    takes = Vote

    def __init__(self, **size):
        super().__init__(**size)
        (axis,) = self.axes
        axis.set(xlabel="members of the committee", ylabel="test accuracy", ylim=(FLOOR, 1))
        axis.set_xscale("log", base=2)
        axis.xaxis.set_major_locator(FixedLocator([2**k for k in range(9)]))
        axis.xaxis.set_minor_locator(NullLocator())
        axis.xaxis.set_major_formatter(lambda count, _: f"{count:.0f}")
        ticks.per_cent(axis.yaxis)
        self.curves = {name: self.line(axis, name, markers=True) for name in KINDS}
        look = {"color": style.BLUE, "linestyle": (0, (1, 1.5)), "marker": ""}
        self.level = self.line(axis, WHOLE, **look)
        self.legend(self.curves | {WHOLE: self.level})

    def draw(self, items):
        vote, (axis,) = items[-1], self.axes
        longest = max(len(row) for row in vote.growing.values())
        axis.set_xlim(0.93, first(ENDS, longest) * 1.07)
        for name, line in self.curves.items():
            values = vote.growing.get(name, np.zeros(0))
            # A marker at every doubling; the line itself shows every member.
            line.set_data(np.arange(1, len(values) + 1), values)
            line.set_markevery([2**k - 1 for k in range(9) if 2**k <= len(values)])
        self.level.set_data(axis.get_xlim(), [vote.single] * 2)
        ends = [f"{name} ({len(row)}) ≈ {percent(row[-1])}" for name, row in vote.growing.items()]
        return f"test accuracy: {', '.join(ends)}, {WHOLE} ≈ {percent(vote.single)}"
