"""The playground's figure: a network drawn with what each unit sees, its answer, its losses.

The layout is that of TensorFlow Playground (Smilkov et al. 2017, arXiv 1708.03788); here a
weight's sign shows in the stroke too, and every picture is what the kernel computed.
"""

from itertools import pairwise

import matplotlib
import numpy as np
import torch
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba

from helpers.drawing import style
from helpers.drawing.canvas import BOTTOM, COLUMN_GAP, LEFT, Plot
from helpers.lessons.shared.figures.planes import CLASSES, Field, Losses, describe
from helpers.lessons.shared.regions import SIDE, Scene

TILE = SIDE // 2  # a unit's picture has half the resolution of the plane
GAP = 4  # the least between two tiles, in their pixels
ROWS = 8  # units that a layer may have
STROKE = 4.0  # the widest line, in points, as long as four units or fewer send some
SQUARE = 248  # side of the plane, CSS pixels
SCALE = matplotlib.colormaps[style.DIVERGING](np.linspace(0, 1, 255))


class Drawing:
    """A network drawn from left to right, in given axes of a plot: each unit is a tile that
    shows its output all over the plane, each weight a line as thick as it is large."""

    def __init__(self, plot: Plot, axis):
        self.axis = axis
        axis.set_axis_off()
        self.height = ROWS * (TILE + GAP) - GAP
        box = axis.get_position()
        pixel = box.height * plot.height / self.height
        self.width = int(box.width * plot.width / pixel)
        axis.set(xlim=(0, self.width), ylim=(0, self.height))
        edges = LineCollection([], capstyle="butt", zorder=1)
        self.edges = plot.moving(axis.add_collection(edges, autolim=False))
        look = {"origin": "lower", "aspect": "auto", "interpolation": "nearest", "zorder": 2}
        image = axis.imshow(np.zeros((2, 2, 4)), extent=(0, self.width, 0, self.height), **look)
        self.image = plot.moving(image)
        place = {"ha": "right", "va": "center", "size": 12, "clip_on": False}
        self.names = [plot.moving(axis.text(0, 0, "", **place)) for _ in range(ROWS)]

    def update(self, scene: Scene):
        """Draw the first network of a scene."""
        layers = [*map(_pictures, scene.units), _class_pictures(scene.answers[0])]
        xs = np.linspace(0, self.width - TILE, len(layers)).astype(int)
        rows = [self._rows(len(layer)) for layer in layers]
        picture = np.zeros((self.height, self.width, 4))
        for x, ys, tiles in zip(xs, rows, layers, strict=True):
            for y, tile in zip(ys, tiles, strict=True):
                picture[y : y + TILE, x : x + TILE] = tile
        self.image.set_data(picture)
        self._connect(xs, rows, scene.weights)
        self._name(scene.features, rows[0])

    def _rows(self, count: int) -> list[int]:
        """Where a layer's tiles begin, the first unit on top, centred."""
        gap = min(self.height / count, 1.4 * TILE)
        top = self.height / 2 + gap * (count - 1) / 2
        return [int(top - gap * k - TILE / 2) for k in range(count)]

    def _connect(self, xs, rows, weights):
        lines, widths, shades, strokes = [], [], [], []
        for (left, right), (starts, ends), layer in zip(
            pairwise(xs), pairwise(rows), weights, strict=True
        ):
            layer = layer.nan_to_num(0, 0, 0)  # a network that diverged has no weights to show
            widest = STROKE * min(1, 4 / len(starts)) / max(layer.abs().max().item(), 1e-9)
            for i, start in enumerate(starts):
                for j, end in enumerate(ends):
                    weight = layer[i, j].item()
                    lines.append([(left + TILE, start + TILE / 2), (right, end + TILE / 2)])
                    widths.append(widest * abs(weight))
                    shades.append(SCALE[200 if weight > 0 else 54])
                    strokes.append("-" if weight > 0 else (0, (3, 1)))
        self.edges.set(segments=lines, linewidths=widths, colors=shades, linestyles=strokes)

    def _name(self, features, rows):
        for k, text in enumerate(self.names):
            text.set_text(features[k] if k < len(features) else "")
            if k < len(features):
                text.set_position((-GAP, rows[k] + TILE / 2))


class Playground(Plot):
    """A network at work: its units and weights, its decision region, its losses; the Scenes are
    those of train_on_plane with inside=True."""

    takes = Scene

    def __init__(self):
        widths = (232, SQUARE, 116)
        width, height = LEFT + sum(widths) + 2 * COLUMN_GAP + 26, 42 + SQUARE + BOTTOM
        super().__init__(width, height, ncols=3, width_ratios=widths)
        drawing, plane, losses = self.axes
        self.field, self.losses = Field(self, plane), Losses(self, losses)
        self.legend(self.losses.lines | self.field.kinds)
        self.drawing = Drawing(self, drawing)

    def draw(self, items):
        self.drawing.update(items[-1])
        self.field.update(items[-1])
        self.losses.update(items)
        return describe(items[-1].record)


def _pictures(units: torch.Tensor) -> np.ndarray:
    """Outputs (F, SIDE, SIDE) as framed tiles (F, TILE, TILE, 4), white at 0, each to its own
    scale: full colour from twice its mean size on."""
    values = np.nan_to_num(units[:, ::2, ::2].numpy())
    scale = 2 * np.abs(values).mean((1, 2), keepdims=True)
    shares = np.clip(values / np.where(scale > 0, scale, 1), -1, 1)
    return _framed(SCALE[np.rint(127 + 127 * shares).astype(int)])


def _class_pictures(answers: torch.Tensor) -> np.ndarray:
    """Each class's probability (SIDE, SIDE, C) as framed tiles (C, TILE, TILE, 4)."""
    shares = np.nan_to_num(answers[::2, ::2].numpy())
    inks = [np.array(to_rgba(color)) for color, _ in CLASSES]
    white = np.ones(4)
    tiles = [white - shares[..., k, None] * (white - inks[k]) for k in range(shares.shape[-1])]
    return _framed(np.stack(tiles))


def _framed(tiles: np.ndarray) -> np.ndarray:
    frame = to_rgba(style.GREY)
    tiles[:, [0, -1]] = frame
    tiles[:, :, [0, -1]] = frame
    return tiles
