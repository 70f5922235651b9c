"""Paintings beside the photograph that networks learn to paint."""

from collections.abc import Sequence
from math import ceil

import numpy as np
from torch import Tensor

from helpers.data import Dataset
from helpers.drawing import style
from helpers.drawing.canvas import Plot
from helpers.engine.records import Record
from helpers.lessons.shared.figures.planes import GONE
from helpers.lessons.shared.painting import psnr
from helpers.words import title

WIDTH, HIGHEST = 840, 440  # pixels of a figure; a taller one does not fit a lecture's screen
LARGEST = 200  # pixels of a painting's side
LINE, MARGIN, GAP = 18, 6, 10  # pixels: a line of text, around all, between two paintings
LISTED = 4  # so many paintings are told one by one, the best first; of more the best and the worst


class Paintings(Plot):
    """A wall of paintings, the photograph first, each with its name and its PSNR under it.

    Items are Records of one network per name with the probe "painting", see painting.paints;
    the last is drawn. The place of a painter that diverged stays grey, and says so.

    Args:
        photograph: square, see data.photograph.
        names: what the painters are; "" for those with only their PSNR.
    """

    takes = Record
    probes = ("painting",)

    def __init__(self, photograph: Dataset, names: Sequence[str]):
        self.names, self.target, count = list(names), photograph.y, 1 + len(names)
        text = LINE * (1 + any(self.names)) + 4
        columns, tile = _arranged(count, text)
        self.side, rows = round(len(photograph) ** 0.5), ceil(count / columns)
        super().__init__(WIDTH, round(2 * MARGIN + rows * (tile + text + GAP) - GAP))
        (axis,) = self.axes
        axis.set_position((0, 0, 1, 1))
        axis.set_axis_off()
        indent = (self.width - columns * (tile + GAP) + GAP) / 2
        self.tiles, self.notes = [], []
        for place, name in enumerate(["photograph", *map(title, self.names)]):
            left = indent + place % columns * (tile + GAP)
            top = MARGIN + place // columns * (tile + text + GAP)
            extent = (left, left + tile, top + tile, top)
            blank = np.ones((self.side, self.side, 3))
            self.tiles.append(self.moving(axis.imshow(blank, extent=extent, zorder=2)))
            centre, look = left + tile / 2, {"ha": "center", "va": "top", "fontsize": 12}
            axis.text(centre, top + tile + 3, name, **look)
            below = top + tile + 3 + LINE * any(self.names)
            if place:
                self.notes.append(self.moving(axis.text(centre, below, "", **look)))
        axis.set(xlim=(0, self.width), ylim=(self.height, 0), aspect="auto")

    def draw(self, items):
        record = items[-1]
        painted = record.probed["painting"].to(self.target)  # (S, n, 3)
        gone = (record.diverged_at >= 0) | ~painted.isfinite().all(2).all(1)
        decibels = psnr((painted - self.target).square().mean((1, 2)))
        pictures = [self.target, *painted.clamp(0, 1)]
        for tile, picture, lost in zip(self.tiles, pictures, (False, *gone), strict=True):
            colors = np.full(picture.shape, GONE) if lost else picture.numpy()
            tile.set_data(colors.reshape(self.side, self.side, 3))
        for note, lost, value in zip(self.notes, gone, decibels, strict=True):
            note.set_text("diverged" if lost else _told(value))
            note.set_color(style.VERMILION if lost else style.BLACK)
        return self._words(decibels, gone)

    def _words(self, decibels: Tensor, gone: Tensor) -> str:
        names = [title(name) or f"painter {k}" for k, name in enumerate(self.names, 1)]
        there = [k for k, lost in enumerate(gone) if not lost]
        by_rank = sorted(there, key=lambda k: -decibels[k])
        parts = [f"{names[k]} ≈ {_told(decibels[k])}" for k in by_rank]
        lost = [names[k] for k, one in enumerate(gone) if one]
        if len(parts) > LISTED:
            parts = [f"best {parts[0]}", f"worst {parts[-1]}"]
        parts += [f"diverged: {', '.join(lost)}"] * bool(lost)
        return f"PSNR of {len(names)} paintings: {'; '.join(parts)}"


def _told(decibels: float) -> str:
    return f"{decibels:.1f} dB".replace("-", "−")


def _arranged(count: int, text: int) -> tuple[int, float]:
    """In how many columns so many square pictures are largest, and how large they are then."""
    sizes = {}
    for columns in range(1, count + 1):
        rows = ceil(count / columns)
        wide = (WIDTH - 2 * MARGIN + GAP) / columns - GAP
        high = (HIGHEST - 2 * MARGIN + GAP) / rows - GAP - text
        sizes[columns] = min(wide, high, LARGEST)
    columns = max(sizes, key=sizes.get)
    return columns, sizes[columns]
