"""A plot and a run small enough for tests of the lab: one plain colour, a few numbers."""

import io
from typing import NamedTuple

from PIL import Image


class Item(NamedTuple):
    """What a tiny run yields; the plot shows value, step and whether something is pinned."""

    value: float
    step: int = 0
    steps: int = 0


class TinyPlot:
    """A plot as helpers.lab expects one: its colour is its state."""

    width, height = 60, 40

    def __init__(self):
        self.color, self.pinned, self.rests = (0, 0, 0), 0, 0

    def update(self, seen):
        last = seen[-1]
        self.color = (round(last.value) % 256, last.step % 256, self.pinned)
        return f"value {last.value} after {len(seen)} items"

    def pin(self, on):
        self.pinned = 200 if on else 0

    def picture(self, scale=1, small=False):
        size = round(self.width * scale), round(self.height * scale)
        picture = Image.new("RGB", size, self.color)
        buffer = io.BytesIO()
        picture.save(buffer, "png")
        return buffer.getvalue()

    def rest(self):
        self.rests += 1

    def close(self):
        pass


def look(png):
    """The size and the colour of a tiny plot's picture."""
    picture = Image.open(io.BytesIO(png))
    return picture.size, picture.getpixel((0, 0))
