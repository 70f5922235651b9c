"""A figure that another library draws by pyplot, in the course's look, and out of its hands."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable

from matplotlib._pylab_helpers import Gcf
from matplotlib.backends.backend_agg import FigureCanvasAgg

from helpers import classroom
from helpers.drawing import style
from helpers.drawing.canvas import DPI


class Borrowed:
    """A picture of what `draw` returns, an Axes; pyplot forgets the figure.

    Args:
        draw: called with the arguments; words: what the figure shows, without a full stop.
        width, height: size on the page in CSS pixels.
    """

    def __init__(self, draw: Callable, *arguments, words: str, width=840, height=300):
        with style.context(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such plots call themselves experimental
            axes = draw(*arguments)
            self.figure = axes.figure
            Gcf.destroy_fig(self.figure)
            FigureCanvasAgg(self.figure)
            self.figure.set_layout_engine("tight")
            self.figure.set_size_inches(width / DPI, height / DPI)
        self.words, self.size = words, {"width": width, "height": height}

    def png(self, scale: float = 2) -> bytes:
        """The figure as a PNG of scale · width by scale · height pixels."""
        buffer = io.BytesIO()
        with style.context():
            self.figure.savefig(buffer, dpi=scale * DPI, metadata={"Software": None})
        return buffer.getvalue()

    def _repr_mimebundle_(self, include=None, exclude=None):
        size = {side: round(classroom.zoom() * pixels) for side, pixels in self.size.items()}
        data = {"image/png": self.png(), "text/plain": f"Figure: {self.words}."}
        return data, {"image/png": size}
