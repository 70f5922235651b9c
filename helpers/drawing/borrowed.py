"""A figure that another library draws by pyplot, in the course's look, and out of its hands."""

import io
import warnings
from collections.abc import Callable

from matplotlib._pylab_helpers import Gcf
from matplotlib.backends.backend_agg import FigureCanvasAgg

from helpers.drawing import pictures, style
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
        self.words, self.size = words, (width, height)

    def _repr_mimebundle_(self, include=None, exclude=None):
        buffer = io.BytesIO()
        with style.context():
            look = {"format": pictures.FORMAT, "dpi": pictures.CRISP * DPI}
            self.figure.savefig(buffer, metadata={"Software": None}, **look)
        return pictures.bundle(buffer.getvalue(), f"Figure: {self.words}.", *self.size)
