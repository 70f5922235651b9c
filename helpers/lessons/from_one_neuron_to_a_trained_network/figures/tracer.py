"""A small network drawn with its numbers: values on the nodes, gradients on the edges."""

from collections.abc import Sequence

import numpy as np
from matplotlib.patches import FancyBboxPatch

from helpers.drawing import style
from helpers.drawing.canvas import Plot
from helpers.drawing.writing import Writing
from helpers.lessons.from_one_neuron_to_a_trained_network.tracer import BIASES, Trace
from helpers.words import number

FORWARD, BACKWARD, PALE = style.BLACK, style.VERMILION, "#BDBDBD"
SMALL, LARGE, ROW = 13, 15, 17  # sizes of letters, and from line to line; all in CSS pixels
POINT = 0.72  # of a CSS pixel, for matplotlib's own texts
WIDTH, HEIGHT = 860, 420
# name: centre in CSS pixels from the left and from below, half of width and height
NODES = {
    "x1": (50, 344, 40, 20),
    "x2": (50, 180, 40, 20),
    "11": (348, 344, 80, 44),
    "12": (348, 180, 80, 44),
    "21": (614, 262, 80, 44),
    "L": (784, 262, 70, 36),
}
# weight: (from, to, place of its label, part of the line that the label needs free)
EDGES = {
    "w11": ("x1", "11", (178, 365), (0, 0)),
    "w12": ("x1", "12", (78, 288), (0.23, 0.36)),
    "w21": ("x2", "11", (78, 236), (0.23, 0.46)),
    "w22": ("x2", "12", (178, 159), (0, 0)),
    "v1": ("11", "21", (518, 354), (0, 0)),
    "v2": ("12", "21", (518, 170), (0, 0)),
}
INSIDE = {"x1": ("x1",), "x2": ("x2",), "L": ("y", "L", "∂L/∂ŷ")}
INSIDE |= {unit: (f"z{unit}", f"o{unit}", f"slope{unit}", f"∂L/∂z{unit}") for unit in BIASES}
LOSS = 748, 44, 92, 84  # the small figure of the loss: left, bottom, width, height
COLUMNS, NAMES, NUMBERS = (14, 112, 218, 330, 442, 554), 74, 44  # where a chain's factors stand


class Tracer(Plot):
    """A network of two inputs, two hidden units and one output with all its numbers.

    Items are Traces, one per update; the last is drawn, and where its weights began. Values
    (black) flow to the right, gradients (coloured) to the left.

    Args: steps: updates that the axis of the loss holds.
    """

    takes = Trace

    def __init__(self, steps: int):
        super().__init__(WIDTH, HEIGHT)
        (self.axis,) = self.axes
        self.axis.set_position((0, 0, 1, 1))
        self.axis.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
        self.axis.set_axis_off()
        self.places, self.numbers, self.chain = {}, {}, []
        self.edges = {name: self._edge(name, *edge) for name, edge in EDGES.items()}
        self.edges["L"] = self._edge("", "21", "L", (0, 0), (0, 0))
        self.frames = {name: self._node(name, *node) for name, node in NODES.items()}
        self.steps, self.curve = steps, self._loss_axes(steps)
        self.forward = Writing(self, self.axis, FORWARD)
        self.backward = Writing(self, self.axis, BACKWARD)

    def _edge(self, name: str, start: str, end: str, place: tuple, free: tuple):
        """A pale line with its weight's numbers, and over it one that lights up."""
        (x0, y0, right, _), (x1, y1, left, _) = NODES[start], NODES[end]
        along = np.array([0, free[0], np.nan, free[1], 1])
        xs, ys = x0 + right + along * (x1 - left - x0 - right), y0 + along * (y1 - y0)
        self.axis.plot(xs, ys, color=PALE, lw=2, zorder=1)
        (line,) = self.axis.plot(xs, ys, color=BACKWARD, lw=3.5, zorder=1)
        if name:
            self._numbers((name, f"∂L/∂{name}"), *place)
        return self.moving(line)

    def _node(self, name: str, x: float, y: float, wide: float, high: float):
        """A pale box with its numbers, and a frame that lights up."""
        corners = f"round,pad=0,rounding_size={20 if name in ('x1', 'x2') else 10}"
        place = (x - wide, y - high), 2 * wide, 2 * high
        for color, face in ((PALE, "white"), (BACKWARD, "none")):
            box = FancyBboxPatch(*place, corners, fc=face, ec=color, lw=2, zorder=2)
            self.axis.add_patch(box)
        self._numbers(INSIDE[name], x, y)
        if name in BIASES:
            self._numbers((BIASES[name],), x, y - high - 14)
        return self.moving(box)

    def _numbers(self, names: Sequence[str], x: float, y: float):
        """Lines "name = number" around a place; the names stand still."""
        for k, name in enumerate(names):
            middle = y + ROW * ((len(names) - 1) / 2 - k)
            label = "ŷ" if name == "o21" else "slope" if name.startswith("slope") else name
            color = BACKWARD if name.startswith("∂") else FORWARD
            look = {"size": SMALL * POINT, "color": color, "ha": "right", "va": "center"}
            self.axis.text(x - 2, middle, f"{label} =", zorder=3, **look)
            self.places[name] = x + 2, middle, SMALL

    def _loss_axes(self, steps: int):
        """The loss over the updates, from 0 to 1, drawn in the corner of the same axes."""
        left, bottom, width, height = LOSS
        right, top = left + width, bottom + height
        self.axis.plot([left, left, right], [top, bottom, bottom], color=FORWARD, lw=0.8)
        marks = {"0": (left - 8, bottom), "1": (left - 8, top), "loss": (left - 16, bottom + 42)}
        marks |= {f"step {steps}": (right - 16, bottom - 13)}
        for words, place in marks.items():
            self.axis.text(*place, words, size=SMALL * POINT, ha="center", va="center")
        return self.line(self.axis, "training loss", markers=True, ms=3)

    def draw(self, items):
        first, last = items[0], items[-1]
        start, end, *_ = EDGES[last.path]
        path = {last.path, "L"} | {name for name, edge in EDGES.items() if edge[0] == end}
        for name, line in self.edges.items():
            line.set_visible(name in path)
        for name, frame in self.frames.items():
            frame.set_visible(name in (start, end, "21", "L"))
        self.numbers = {name: _from_to(name, first[name], last[name]) for name in self.places}
        self.chain = [(f"∂L/∂{last.path}", last.gradient(last.path)), *last.chains[last.path]]
        self._write()
        left, bottom, width, height = LOSS
        xs = left + width * np.arange(len(items)) / self.steps
        self.curve.set_data(xs, [bottom + height * trace["L"] for trace in items])
        return _words(first, last)

    def _write(self):
        """All numbers, and below the network the chain, factor by factor."""
        forward = [(words, *self.places[n]) for n, words in self.numbers.items() if n[0] != "∂"]
        backward = [(words, *self.places[n]) for n, words in self.numbers.items() if n[0] == "∂"]
        for k, (name, value) in enumerate(self.chain):
            sign = ("", "= ", "· ")[min(k, 2)]
            rows = (sign + name, NAMES), (sign + _short(value), NUMBERS)
            texts = [(words, COLUMNS[k], y, LARGE) for words, y in rows]
            (forward if k else backward).extend(texts)
        self.forward.write(forward)
        self.backward.write(backward)


def _short(value: float) -> str:
    """Three digits, or two and a power of ten: what fits on an edge."""
    return number(value, 3 if value == 0 or abs(value) >= 1e-3 else 2)


def _from_to(name: str, before: float, now: float) -> str:
    """A number; a parameter that has moved with where it began."""
    before, now = _short(before), _short(now)
    moved = name in {*EDGES, *BIASES.values()} and before != now
    return f"{before} → {now}" if moved else now


def _words(first: Trace, last: Trace) -> str:
    loss, before = _short(last["L"]), _short(first["L"])
    start = "" if loss == before else f" ({before} at the start)"
    return (
        f"ŷ is {_short(last['o21'])} for y = {_short(last['y'])}, the loss {loss}{start}; "
        f"∂L/∂{last.path} is {_short(last.gradient(last.path))}, "
        f"a product of {len(last.chains[last.path])} factors"
    )
