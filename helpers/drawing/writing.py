"""Many short texts in one figure, drawn as one shape: matplotlib takes about a millisecond for
each text of its own, and a figure full of numbers must still answer a slider."""

from collections.abc import Iterable
from functools import cache

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from helpers.drawing.canvas import Plot

EM = text_to_path.FONT_SCALE  # the size of the outlines that it makes
FONT = FontProperties(family="DejaVu Sans", size=EM)  # the course's; it has ∂, ŷ, → and 10⁻³
MIDDLE = 0.27  # of the size: from the line that letters stand on to the middle of a row


class Writing:
    """Texts of one colour, in given axes whose unit is the CSS pixel."""

    def __init__(self, plot: Plot, axis, color: str, zorder: float = 3):
        patch = PathPatch(Path([(0, 0)]), fc=color, ec="none", zorder=zorder)
        self.patch = plot.moving(axis.add_patch(patch))

    def write(self, texts: Iterable[tuple[str, float, float, float]]):
        """Show these texts and no others: (words, left, middle, size in pixels) each."""
        vertices, codes = [np.zeros((1, 2))], [np.array([Path.MOVETO])]
        for words, left, middle, size in texts:
            for letter in words:
                outline, strokes, advance = _letter(letter)
                vertices.append(outline * (size / EM) + (left, middle - MIDDLE * size))
                codes.append(strokes)
                left += advance * size / EM
        self.patch.set_path(Path(np.concatenate(vertices), np.concatenate(codes)))


def width(words: str, size: float) -> float:
    """How far a text of this size reaches from its left end, pixels."""
    return sum(_letter(letter)[-1] for letter in words) * size / EM


@cache
def _letter(letter: str) -> tuple[np.ndarray, np.ndarray, float]:
    """Vertices (n, 2) and codes (n,) of an outline, and how far the next letter stands from this
    one, all at size EM."""
    vertices, codes = text_to_path.get_text_path(FONT, letter)
    advance, *_ = text_to_path.get_text_width_height_descent(letter, FONT, ismath=False)
    return np.reshape(vertices, (-1, 2)), np.array(codes, dtype=Path.code_type), advance
