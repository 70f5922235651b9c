"""The ground of every figure: built once, then given new data, again and again.

No pyplot: a Figure with an Agg canvas belongs to nobody but its Plot.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from helpers.drawing import pictures, style, ticks

DPI = 100
LEFT, BOTTOM, COLUMN_GAP, ROW_GAP = 84, 54, 96, 62  # pixels for ticks, labels, titles
PANEL_LEFT, PANEL_TOP = 76, 30  # of the gaps, what belongs to the panel beside and below
LEGEND_ROW, LABEL_BELOW, LABEL_BESIDE, TITLE_ABOVE = 24, 28, 54, 8  # pixels


class Plot:
    """A figure; a subclass is one kind of it. Its contract:

    - `takes` is the class of the items that it draws, several in a tuple: what a lab's function
      yields, such as a Record. `probes` are what its Records must bring along, by the probe or,
      where the probe has settings of its own, by its name.
    - `__init__` builds the artists, empty, with the methods below, and hands sizes on to Plot.
    - `draw(items)` gives the artists the data of a run: all that it has yielded so far, one item
      or more. It returns what the figure now shows in one sentence without a full stop, for the
      status line and as alt text. The picture depends on these items alone, not on earlier ones.

    Callers use show, update, picture, pin, rest and close.

    Args:
        width, height: size on the page in CSS pixels.
        top, right: pixels above and beside the axes, for a legend, titles, a colour bar.
        subplots: passed to Figure.subplots, e.g. ncols=2.
    """

    takes: type | tuple[type, ...] = object
    probes: Sequence[Callable | str] = ()

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        cls.__init__ = style.defaults()(cls.__init__)  # a reader's own style does not leak in

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

    def draw(self, items: Sequence) -> str:
        """Draw the state of a run; the subclass's part, see above."""
        raise NotImplementedError

    @style.defaults()
    def update(self, items: Sequence) -> str:
        """Draw the state of a run and return its words.

        Raises: ValueError: for items that this figure does not take.
        """
        self._check(items)
        self.words = str(self.draw(items) or "")
        return self.words

    def show(self, items: Sequence) -> Plot:
        """Draw and return the plot itself, so that it can end a cell."""
        self.update(items)
        return self

    def _check(self, items: Sequence):
        """Say in one sentence what a lab should have yielded."""
        name, kinds = type(self).__name__, self.takes
        kinds = kinds if isinstance(kinds, tuple) else (kinds,)
        if not len(items):
            raise ValueError(f"{name} draws one item or more, got none")
        if not isinstance(items[-1], kinds):
            classes = " or ".join(kind.__name__ for kind in kinds)
            kind = type(items[-1]).__name__
            raise ValueError(f"{name} draws items of type {classes}, got {kind}")
        record = getattr(items[-1], "record", items[-1])
        names = [getattr(probe, "__name__", probe) for probe in self.probes]
        absent = [probe for probe in names if probe not in record.probed]
        if absent:
            raise ValueError(f"{name} needs Records with the probes {', '.join(absent)}")

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
        return self.empty(
            axis, **{"color": kind.color, "marker": kind.marker, "linestyle": "", **options}
        )

    def empty(self, axis, form: str = "", **options):
        """A line or markers without a name, still empty; pin() leaves it alone.

        Args: form, options: as for matplotlib's plot, such as "o".
        """
        return self.moving(axis.plot([], [], *[form] * bool(form), **options)[0])

    def band(self, axis, color: str, alpha: float = 0.2):
        """A band between two lines, still empty; see moving."""
        return self.moving(axis.fill_between([], [], [], color=color, alpha=alpha, lw=0))

    def moving(self, artist):
        """Declare an artist whose data change from frame to frame; axes and labels stand still."""
        artist.set_animated(True)
        self._moving.append(artist)
        return artist

    def remove(self, *artists):
        """Take artists out of the figure."""
        for artist in artists:
            self._moving.remove(artist)
            artist.remove()

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

    def color_bar(self, axis, mappable, **options):
        """A bar of colours right of an axis; options: passed to Figure.colorbar."""
        place = axis.get_position()
        with style.context():
            bar = self.figure.add_axes((place.x1 + 0.02, place.y0, 0.02, place.height))
            self.figure.colorbar(mappable, cax=bar, **options)

    @style.defaults()
    def pin(self, on: bool):
        """Keep the present lines as pale ghosts to compare with, or drop them."""
        self.remove(*self.ghosts)
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

    @style.defaults()
    def picture(self, scale: float = 1, small: bool = False) -> bytes:
        """The figure as a picture of scale · width by scale · height pixels; small: see encoded."""
        self.figure.set_dpi(DPI * scale)
        self._render(scale)
        picture = pictures.encoded(self._pixels()[..., :3], small)
        self.figure.set_dpi(DPI)
        return picture

    def _render(self, scale: float):
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
        empty, still, drawn_with = self._still[scale]
        pixels, renderer = self._pixels(), self.canvas.get_renderer()
        for axis in self.axes:
            limits = axis.get_xlim(), axis.get_ylim()
            if drawn_with.get(axis) != limits:
                box = self._region(axis, scale)
                pixels[box] = empty[box]
                axis.draw(renderer)
                still[box], drawn_with[axis] = pixels[box], limits
        pixels[:] = still
        for artist in sorted(self._moving, key=lambda artist: artist.get_zorder()):
            artist.axes.draw_artist(artist)

    def _pixels(self) -> np.ndarray:
        """The canvas's own memory, (rows from the top, columns, RGBA), to read and to write."""
        return np.asarray(self.canvas.get_renderer().buffer_rgba())

    def _region(self, axis, scale: float) -> tuple[slice, slice]:
        """The rows and columns of pixels that an axis has to itself, its labels included."""
        box, others = axis.get_position(), [a.get_position() for a in self.axes if a is not axis]
        # Where no other panel lies on a side, all the room there is up to the figure's edge.
        left = max(0, box.x0 * self.width - PANEL_LEFT)
        left = left if any(other.x1 <= box.x0 for other in others) else 0
        right = box.x1 * self.width + COLUMN_GAP - PANEL_LEFT
        right = right if any(other.x0 >= box.x1 for other in others) else self.width
        top = (1 - box.y1) * self.height - PANEL_TOP
        top = top if any(other.y0 >= box.y1 for other in others) else 0
        bottom = (1 - box.y0) * self.height + ROW_GAP - PANEL_TOP
        bottom = bottom if any(other.y1 <= box.y0 for other in others) else self.height
        rows, columns = (top, bottom), (left, right)
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
        picture = self.picture(pictures.CRISP, small=True)
        self.rest()  # IPython keeps whatever a cell has shown
        return pictures.bundle(picture, f"Figure: {self.words}.", self.width, self.height)

    def rest(self):
        """Free the canvas's memory and the crisp kept pictures, 15 MB; they come back when needed.
        What a quick first frame needs stays, a sixth of it."""
        self._still.pop(pictures.CRISP, None)
        self.canvas = type(self.canvas)(self.figure)
        for text in self.figure.findobj(lambda artist: hasattr(artist, "_renderer")):
            text._renderer = None  # it would hold the old canvas
        for image in (image for axis in self.axes for image in axis.images):
            image.changed()  # forget what it looked like at that size
