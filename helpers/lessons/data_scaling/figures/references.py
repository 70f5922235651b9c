"""Training curves beside a model that is not trained step by step, drawn as a level line."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.drawing import style
from helpers.plots import Curves
from helpers.words import percent


class CurvesBeside(Curves):
    """Curves of loss and accuracy, and the other model's accuracy as a level line.

    Args:  names: as for Curves; reference: what the other model is called.
    Each item of `items` is a side_by_side.Beside.
    """

    def __init__(self, names: Sequence[str], reference: str, **size):
        super().__init__(names, xlabel="step", **size)
        self.reference = reference
        look = {"color": style.BLACK, "linestyle": (0, (1, 2)), "linewidth": 1.6, "marker": ""}
        self.level = self.line(self.axes[1], reference, **look)
        self.lines.remove(self.level)  # Curves pairs its own lines with bands and crosses
        self.figure.legends.clear()
        self.legend(dict(zip(self.names, self.lines, strict=False)) | {reference: self.level})

    def draw(self, items):
        words = super().draw([item.record for item in items])
        self.level.set_data(self.axes[1].get_xlim(), [items[-1].reference] * 2)
        return f"{words}, {self.reference} ≈ {percent(items[-1].reference)}"
