"""The ground of every figure: built once, then updated, sent as a PNG.

No pyplot: a Figure with an Agg canvas belongs to nobody but its Plot.
"""

from __future__ import annotations

import io

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from helpers import style

DPI = 100


class Plot:
    """A figure made once and given new data. A subclass builds its artists in __init__ and
    draws in update.

    Args:
        width, height: size on the page in CSS pixels.
        subplots: passed to Figure.subplots, e.g. ncols=2.
    """

    def __init__(self, width: int = 840, height: int = 380, **subplots):
        self.width, self.height = width, height
        with style.context():
            self.figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, layout="constrained")
            axes = self.figure.subplots(squeeze=False, **subplots)
        self.axes = list(axes.flat)
        for axis in self.axes:
            axis.set_autoscale_on(False)  # each update sets the limits
        self.canvas = FigureCanvasAgg(self.figure)
        self.lines, self.ghosts, self.words, self.laid_out = [], [], "", False

    def update(self, seen: list) -> str:
        """Draw the state of a run and say in words what the figure shows.

        Args: seen: all that the run has yielded so far, at least one item.
        Returns: one sentence without a full stop, for the status line and as alt text.
        """
        raise NotImplementedError

    def show(self, seen: list) -> Plot:
        """Draw and return the plot itself, so that it can end a cell."""
        self.words = self.update(seen)
        return self

    def line(self, axis, name: str, index: int = 0, markers: bool = False, **options):
        """A line with the look of `name`, still empty; pin() will know it."""
        kind = style.look(name, index)
        options = {
            "color": kind.color,
            "linestyle": kind.linestyle,
            "marker": kind.marker if markers else "",
            **options,
        }
        with style.context():
            (line,) = axis.plot([], [], **options)
        self.lines.append(line)
        return line

    def legend(self, lines: dict):
        """One legend for the whole figure, above it and never over a curve."""
        with style.context():
            self.figure.legend(
                lines.values(), lines.keys(), loc="outside upper center", ncols=min(6, len(lines))
            )

    def pin(self, on: bool):
        """Keep the present lines as pale ghosts to compare with, or drop them."""
        for ghost in self.ghosts:
            ghost.remove()
        self.ghosts = (
            [self._ghost(line) for line in self.lines if len(line.get_xdata())] if on else []
        )

    def _ghost(self, line):
        (ghost,) = line.axes.plot(
            *line.get_data(),
            color=line.get_color(),
            linestyle=line.get_linestyle(),
            linewidth=5,
            alpha=0.25,
            zorder=1,
        )
        return ghost

    def png(self, scale: float = 1, small: bool = False) -> bytes:
        """The figure as a PNG of scale · width by scale · height pixels.

        Args: small: pack it with a palette, a third of the bytes for a tenth of a second; for
            pictures that are kept, not for frames.
        """
        # Finding the margins costs more than drawing, so streamed frames keep the last ones.
        self.figure.set_layout_engine("constrained" if scale > 1 or not self.laid_out else "none")
        self.laid_out = True
        self.figure.set_dpi(DPI * scale)
        self.canvas.draw()
        pixels = np.ascontiguousarray(np.asarray(self.canvas.buffer_rgba())[..., :3])
        image, buffer = Image.fromarray(pixels), io.BytesIO()
        if small:
            image = image.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        image.save(buffer, "png", compress_level=9 if small else 1)
        self.figure.set_dpi(DPI)
        return buffer.getvalue()

    def close(self):
        """Forget the artists; the figure is freed with the plot."""
        self.figure.clear()
        self.lines, self.ghosts = [], []

    def _repr_mimebundle_(self, include=None, exclude=None):
        """A crisp picture, and its words for whoever cannot see it."""
        size = {"width": self.width, "height": self.height}
        return (
            {"image/png": self.png(2, small=True), "text/plain": f"Figure: {self.words}."},
            {"image/png": size},
        )
