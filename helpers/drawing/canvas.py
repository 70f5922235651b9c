"""The ground of every figure: built once, then updated, sent as a PNG.

No pyplot: a Figure with an Agg canvas belongs to nobody but its Plot.
"""

from __future__ import annotations

import io
import math

import numpy as np
from PIL import Image

from helpers import classroom
from helpers.drawing import style, ticks

DPI = 100
LEFT, BOTTOM, COLUMN_GAP, ROW_GAP = 84, 54, 96, 62  # pixels for ticks, labels, titles
PANEL_LEFT, PANEL_TOP = 76, 30  # of the gaps, what belongs to the panel beside and below
LEGEND_ROW, LABEL_BELOW, LABEL_BESIDE, TITLE_ABOVE = 24, 28, 54, 8  # pixels


class Plot:
    """A figure made once and given new data. A subclass builds its artists in __init__ and
    draws in update.

    Args:
        width, height: size on the page in CSS pixels.
        top, right: pixels above and beside the axes, for a legend, titles, a colour bar.
        subplots: passed to Figure.subplots, e.g. ncols=2.
    """

    def __init__(self, width=840, height=380, top=42, right=26, **subplots):
        # Here and not above: they take longer to import than all else that helpers need.
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.width, self.height = width, height
        with style.context():
            self.figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
            axes = self.figure.subplots(squeeze=False, **subplots)
        self._shape = axes.shape
        self._margins(top, right)
        self.axes = list(axes.flat)
        for axis in self.axes:
            axis.set_autoscale_on(False)  # each update sets the limits
            self._place_labels(axis)
        self.canvas = FigureCanvasAgg(self.figure)
        self.lines, self.ghosts, self.words = [], [], ""
        self._moving, self._still = [], {}  # artists that carry data; pictures without them

    def _margins(self, top: int, right: int):
        """Margins in pixels, fixed: finding them would cost more than drawing the curves, and
        would make a picture depend on the pictures before it."""
        rows, columns = self._shape
        self._top, self._right = top, right
        inner_width = (self.width - LEFT - right - COLUMN_GAP * (columns - 1)) / columns
        inner_height = (self.height - BOTTOM - top - ROW_GAP * (rows - 1)) / rows
        self.figure.subplots_adjust(
            left=LEFT / self.width,
            right=1 - right / self.width,
            bottom=BOTTOM / self.height,
            top=1 - top / self.height,
            wspace=COLUMN_GAP / inner_width,
            hspace=ROW_GAP / inner_height,
        )

    def _place_labels(self, axis):
        """Axis labels and titles at fixed pixels: to move them out of the ticks' way, matplotlib
        would measure every tick label twice more in each drawing."""
        box = axis.get_position()
        width, height = box.width * self.width, box.height * self.height
        axis.xaxis.set_label_coords(0.5, -LABEL_BELOW / height)
        axis.yaxis.set_label_coords(-LABEL_BESIDE / width, 0.5)
        axis.set_title("", y=1 + TITLE_ABOVE / height, pad=0)

    def update(self, items: list) -> str:
        """Draw the state of a run and say in words what the figure shows.

        Args: items: all that the run has yielded so far, at least one item.
        Returns: one sentence without a full stop, for the status line and as alt text.
        """
        raise NotImplementedError

    def show(self, items: list) -> Plot:
        """Draw and return the plot itself, so that it can end a cell."""
        self.words = self.update(items)
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
        return self.moving(line)

    def mark(self, axis, name: str, **options):
        """A marker with the look of `name`, still empty; pin() leaves it alone."""
        kind = style.look(name)
        look = {"color": kind.color, "marker": kind.marker, "linestyle": "", **options}
        return self.moving(axis.plot([], [], **look)[0])

    def band(self, axis, color: str, alpha: float = 0.2):
        """A band between two lines, still empty; see moving."""
        return self.moving(axis.fill_between([], [], [], color=color, alpha=alpha, lw=0))

    def moving(self, artist):
        """Declare an artist whose data change from frame to frame; axes and labels stand still."""
        artist.set_animated(True)
        self._moving.append(artist)
        return artist

    def log_scale(self, *axes, along: str = "y"):
        """Logarithmic axes, labelled 10⁻³ in plain text: mathtext costs more than the curves."""
        for axis in axes:
            axis.set(**{f"{along}scale": "log"})
            ticks.powers(getattr(axis, f"{along}axis"))

    def legend(self, lines: dict):
        """One legend for the whole figure, above it and never over a curve, in as many rows as
        its names need."""
        for rows in range(math.ceil(len(lines) / 6), len(lines) + 1):
            with style.context():
                columns = math.ceil(len(lines) / rows)
                place = {"loc": "upper center", "borderaxespad": 0.2, "ncols": columns}
                legend = self.figure.legend(lines.values(), lines.keys(), **place)
            if legend.get_window_extent().width <= self.figure.bbox.width or rows == len(lines):
                break
            legend.remove()
        self._margins(self._top + (rows - 1) * LEGEND_ROW, self._right)

    def pin(self, on: bool):
        """Keep the present lines as pale ghosts to compare with, or drop them."""
        for ghost in self.ghosts:
            self._moving.remove(ghost)
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
        return self.moving(ghost)

    def png(self, scale: float = 1, small: bool = False) -> bytes:
        """The figure as a PNG of scale · width by scale · height pixels.

        Args: small: pack it with a palette, a third of the bytes for a tenth of a second; for
            pictures that are kept, not for frames.
        """
        self.figure.set_dpi(DPI * scale)
        self._draw(scale)
        pixels = np.ascontiguousarray(self._pixels()[..., :3])
        image, buffer = Image.fromarray(pixels), io.BytesIO()
        if small:
            image = image.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        image.save(buffer, "png", compress_level=9 if small else 1)
        self.figure.set_dpi(DPI)
        return buffer.getvalue()

    def _draw(self, scale: float):
        """Draw what moves onto a kept picture of what stands still. Ticks and their labels take
        most of the time, and change only with their own panel's limits."""
        if scale not in self._still:
            for axis in self.axes:
                axis.set_visible(False)
            self.canvas.draw()  # the legend, a colour bar; animated artists are left out
            for axis in self.axes:
                axis.set_visible(True)
            empty = self._pixels().copy()
            self._still[scale] = empty, empty.copy(), {}
        empty, still, drawn = self._still[scale]
        pixels, renderer = self._pixels(), self.canvas.get_renderer()
        for axis in self.axes:
            limits = axis.get_xlim(), axis.get_ylim()
            if drawn.get(axis) != limits:
                box = self._panel(axis, scale)
                pixels[box] = empty[box]
                axis.draw(renderer)
                still[box], drawn[axis] = pixels[box], limits
        pixels[:] = still
        for artist in sorted(self._moving, key=lambda artist: artist.get_zorder()):
            artist.axes.draw_artist(artist)

    def _pixels(self) -> np.ndarray:
        """The canvas's own memory, (rows from the top, columns, RGBA), to read and to write."""
        return np.asarray(self.canvas.get_renderer().buffer_rgba())

    def _panel(self, axis, scale: float) -> tuple[slice, slice]:
        """The rows and columns of pixels that an axis has to itself, its labels included."""
        box = axis.get_position()
        edges = box.x0 * self.width, box.x1 * self.width, box.y0 * self.height, box.y1 * self.height
        left, right, bottom, top = edges
        rows, columns = self._shape
        left, right = left - PANEL_LEFT, right + COLUMN_GAP - PANEL_LEFT
        top, bottom = top + PANEL_TOP, bottom - ROW_GAP + PANEL_TOP
        # At the figure's edges a panel has all the room there is.
        left = 0 if axis in self.axes[::columns] else left
        right = self.width if axis in self.axes[columns - 1 :: columns] else right
        bottom = 0 if axis in self.axes[columns * (rows - 1) :] else bottom
        top = self.height if axis in self.axes[:columns] else top
        rows, columns = (self.height - top, self.height - bottom), (max(0, left), right)
        return tuple(slice(*(round(scale * edge) for edge in pair)) for pair in (rows, columns))

    def heights(self, axis) -> np.ndarray:
        """All y values that lines and ghosts of an axis show, to choose its limits by."""
        lines = [line for line in (*self.lines, *self.ghosts) if line.axes is axis]
        return np.concatenate([np.asarray(line.get_ydata(), dtype=float) for line in lines])

    def close(self):
        """Forget the artists; the figure is freed with the plot."""
        self.figure.clear()
        self.lines, self.ghosts, self._moving, self._still = [], [], [], {}

    def _repr_mimebundle_(self, include=None, exclude=None):
        """A crisp picture, and its words for whoever cannot see it."""
        size = {"width": self.width, "height": self.height}
        size = {side: round(classroom.zoom() * pixels) for side, pixels in size.items()}
        return (
            {"image/png": self.png(2, small=True), "text/plain": f"Figure: {self.words}."},
            {"image/png": size},
        )
