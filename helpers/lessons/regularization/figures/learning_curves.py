"""Learning curves: loss and gap against the number of training examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import MaxNLocator, NullLocator
from torch import Tensor

from helpers.drawing.canvas import Plot
from helpers.drawing.limits import first
from helpers.plots import quartiles
from helpers.words import measured, number, title

TOPS = (0.5, 1, 1.5, 2, 3, 4, 6, 10, 20, 50)  # where an axis may end: it seldom moves


@dataclass(frozen=True, eq=False)
class Learnt:
    """What V variants with K seeds end with, for growing numbers of training examples.

    Args:
        counts: training examples, rising, (N,).
        loss, test_loss: at the end of training, (N, V, K), NaN where not measured yet.
    """

    counts: Sequence[int]
    loss: Tensor
    test_loss: Tensor
    step: int
    steps: int


class LearningCurves(Plot):
    """Left, test loss over the number of training examples; right, the gap: test loss less
    training loss. Medians and quartiles over seeds. `items`: Learnt, the last is drawn.

    Args:  names: the variants; counts: the numbers of examples that the axes hold.
    """

    def __init__(self, names: Sequence[str], counts: Sequence[int], **size):
        super().__init__(**{"ncols": 2, "top": 66, **size})
        self.names, self.counts = list(names), list(counts)
        for axis, quantity in zip(
            self.axes, ("test loss", "gap: test − training loss"), strict=True
        ):
            axis.set(title=quantity, xlabel="training examples", xscale="log")
            axis.set_xlim(counts[0] / 1.1, counts[-1] * 1.1)
            axis.set_xticks(self.counts, [str(count) for count in self.counts])
            axis.xaxis.set_minor_locator(NullLocator())
            axis.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        self.curves = [
            [self.line(axis, name, k, markers=True) for k, name in enumerate(self.names)]
            for axis in self.axes
        ]
        self.bands = [
            [self.band(line.axes, line.get_color()) for line in lines] for lines in self.curves
        ]
        self.legend(dict(zip(map(title, self.names), self.curves[0], strict=True)))

    def draw(self, items):
        last = items[-1]
        known = last.test_loss.isfinite().all(2).all(1)
        counts, test = np.asarray(last.counts)[known.numpy()], last.test_loss[known].double()
        gap = test - last.loss[known].double()
        for axis, lines, bands, values in zip(
            self.axes, self.curves, self.bands, (test, gap), strict=True
        ):
            low, middle, high = quartiles(values)
            for v, (line, band) in enumerate(zip(lines, bands, strict=True)):
                line.set_data(counts, middle[:, v])
                band.set_data(counts, low[:, v], high[:, v])
            axis.set_ylim(-ends(-1.1 * low), ends(high))  # a marker below 0 is drawn whole
        medians = test[-1].median(1).values
        parts = ", ".join(
            f"{title(name)} {measured(value)}"
            for name, value in zip(self.names, medians, strict=True)
        )
        return f"test loss with {number(counts[-1], 4)} examples: {parts}"


def ends(values: np.ndarray) -> float:
    """Where an axis that holds all the positive values ends; 0 if there are none."""
    largest = np.nanmax(values)
    if not largest > 0:
        return 0
    return first(TOPS, largest)
