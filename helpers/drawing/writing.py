"""Many short texts in one figure, drawn as one shape: matplotlib takes about a millisecond for
each text of its own, and a figure full of numbers must still answer a slider."""

from collections.abc import Iterable

from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath, text_to_path

from helpers.drawing.canvas import Plot

FONT = FontProperties(family="DejaVu Sans")  # the course's; it has ∂, ŷ, → and the raised digits
MIDDLE = 0.27  # of the size: from the line that letters stand on to the middle of a row


class Writing:
    """Texts of one colour, in given axes whose unit is the CSS pixel."""

    def __init__(self, plot: Plot, axis, color: str, zorder: float = 3):
        patch = PathPatch(Path([(0, 0)]), fc=color, ec="none", zorder=zorder)
        self.patch = plot.moving(axis.add_patch(patch))

    def write(self, texts: Iterable[tuple[str, float, float, float]]):
        """Show these texts and no others: (words, left, middle, size in pixels) each."""
        outlines = (
            TextPath((left, middle - MIDDLE * size), words, size, FONT)
            for words, left, middle, size in texts
        )
        self.patch.set_path(Path.make_compound_path(Path([(0, 0)]), *outlines))


def width(words: str, size: float) -> float:
    """How far a text of this size reaches from its left end, pixels."""
    at_scale, *_ = text_to_path.get_text_width_height_descent(words, FONT, ismath=False)
    return at_scale * size / FONT.get_size_in_points()
