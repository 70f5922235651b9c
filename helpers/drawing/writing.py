"""Many short texts in one figure, drawn as one shape: matplotlib takes about a millisecond for
each text of its own, and a figure full of numbers must still answer a slider."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from helpers.drawing.canvas import Plot

FAMILY = "DejaVu Sans"  # the course's; it has ∂, ŷ, → and the raised digits
EM = 100  # size at which the outlines are read from the font
MIDDLE = 0.27  # of the size: from the line that letters stand on to the middle of a row


class Writing:
    """Texts of one colour, in given axes whose unit is the CSS pixel."""

    def __init__(self, plot: Plot, axis, color: str, zorder: float = 3):
        patch = PathPatch(Path(np.zeros((1, 2))), fc=color, ec="none", zorder=zorder)
        self.patch = plot.moving(axis.add_patch(patch))

    def write(self, texts: Iterable[tuple[str, float, float, float]]):
        """Show these texts and no others: (words, left, middle, size in pixels) each."""
        vertices, codes = [np.zeros((1, 2))], [np.array([Path.MOVETO])]
        for words, left, middle, size in texts:
            for character in words:
                outline, advance = _glyph(character)
                place = left, middle - MIDDLE * size
                vertices.append(outline.vertices * (size / EM) + place)
                codes.append(outline.codes)
                left += advance * size / EM
        self.patch.set_path(Path(np.concatenate(vertices), np.concatenate(codes)))


def width(words: str, size: float) -> float:
    """How far a text of this size reaches from its left end, pixels."""
    return sum(_glyph(character)[1] for character in words) * size / EM


@cache
def _glyph(character: str) -> tuple[Path, float]:
    """A character's outline, and how far the next one stands from it, both at size EM."""
    font = get_font(findfont(FontProperties(family=FAMILY)))
    font.set_size(EM, 72)  # at 72 points an inch a point is a unit
    glyph = font.load_char(ord(character), flags=LoadFlags.NO_HINTING)
    vertices, codes = font.get_path()
    return Path(vertices.reshape(-1, 2), codes), glyph.linearHoriAdvance / 65536
