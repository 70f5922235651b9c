"""Figures of decision regions: what networks answer over the plane, and their losses."""

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.ticker import MultipleLocator

from helpers.drawing import limits, style, ticks
from helpers.drawing.canvas import BOTTOM, COLUMN_GAP, LEFT, Plot
from helpers.drawing.layout import beside
from helpers.engine.records import History, Record
from helpers.lessons.shared.regions import Scene
from helpers.words import measured, percent

CLASSES = ((style.BLUE, "o"), (style.ORANGE, "s"), (style.GREEN, "^"))
STRENGTH = 0.55  # of a class's colour where a network is sure
GONE = 0.85, 0.85, 0.85  # grey: a network that diverged answers nothing
TOPS = (1, 2, 5, 10, 20, 50)  # where a loss axis may end: it stays put most of the time


class Field:
    """One network's decision region with the points over it, in given axes of a plot.

    The paler the colour, the less sure the network; test points are hollow.
    Attributes: kinds, points by name for the plot's legend.
    """

    def __init__(self, plot: Plot, axis):
        self.axis = axis
        axis.set(xlabel="x1", ylabel="x2")
        axis.grid(False)
        axis.xaxis.set_major_locator(MultipleLocator(1))
        axis.yaxis.set_major_locator(MultipleLocator(1))
        look = {"origin": "lower", "aspect": "auto", "interpolation": "bilinear", "zorder": 0}
        self.image = plot.moving(axis.imshow(np.ones((2, 2, 3)), **look))
        self.train = [self._points(plot, *kind, edge="white") for kind in CLASSES]
        self.test = [self._points(plot, *kind, edge=kind[0]) for kind in CLASSES]
        self.kinds = {"training points": self.train[0], "test points": self.test[0]}

    def _points(self, plot: Plot, color: str, marker: str, edge: str):
        face = color if edge == "white" else "white"
        return plot.empty(self.axis, marker, ms=6, mfc=face, mec=edge, mew=1)

    def update(self, scene: Scene, network: int = 0, tests: bool = True):
        """Show what one network of a scene answers; tests: with the test points."""
        self.image.set_data(colors(scene.answers[network].numpy()))
        self.image.set_extent((-scene.half, scene.half) * 2)
        self.axis.set(xlim=(-scene.half, scene.half), ylim=(-scene.half, scene.half))
        for kinds, part in ((self.train, scene.data.train), (self.test, scene.data.test)):
            for label, points in enumerate(kinds):
                mask = (part.y == label) & (tests or part is scene.data.train)
                points.set_data(*part.x[mask].T.numpy())


class Losses:
    """Training and test loss of one network over the epochs, in given axes of a plot."""

    def __init__(self, plot: Plot, axis):
        self.axis = axis
        axis.set(xlabel="epoch", ylabel="loss")
        ticks.round_numbers(axis.xaxis, most=4, whole=True)
        ticks.round_numbers(axis.yaxis)
        self.lines = {name: plot.line(axis, name) for name in ("training loss", "test loss")}

    def update(self, items: Sequence[Scene], network: int = 0):
        """Draw one network's losses so far; the axis ends where the run will."""
        history, highest = History([scene.record for scene in items]), 1e-9
        for line, key in zip(self.lines.values(), ("loss", "test_loss"), strict=True):
            values = history[key][:, network].double().numpy()
            line.set_data(history.epochs.numpy(), values)
            highest = values[np.isfinite(values)].max(initial=highest)
        self.axis.set(xlim=(0, history.last.epochs), ylim=(0, limits.first(TOPS, highest)))


class Learning(Plot):
    """One network's decision region, and its losses so far."""

    takes = Scene

    def __init__(self, side: int = 284, **size):
        super().__init__(**beside(side, **size))
        plane, losses = self.axes
        self.field, self.losses = Field(self, plane), Losses(self, losses)
        self.legend(self.losses.lines | self.field.kinds)

    def draw(self, items):
        self.field.update(items[-1])
        self.losses.update(items)
        return describe(items[-1].record)


class Regions(Plot):
    """The decision regions of a few networks side by side, a network per name, at the end of
    their training."""

    takes = Scene

    def __init__(self, names: Sequence[str], side: int = 200, **size):
        count, top, right = len(names), size.get("top", 66), size.get("right", 26)
        width = LEFT + count * side + (count - 1) * COLUMN_GAP + right
        shape = {"width": width, "height": side + top + BOTTOM, "top": top, "ncols": count}
        super().__init__(**{**shape, **size})
        self.names, self.fields = list(names), [Field(self, axis) for axis in self.axes]
        for name, axis in zip(self.names, self.axes, strict=True):
            axis.set_title(name)
        self.legend(self.fields[0].kinds)

    def draw(self, items):
        for network, field in enumerate(self.fields):
            field.update(items[-1], network)
        record = items[-1].record
        ends = zip(self.names, record.test_accuracy, strict=True)
        return "test accuracy: " + ", ".join(f"{name} ≈ {percent(share)}" for name, share in ends)


def colors(answers: np.ndarray) -> np.ndarray:
    """Probabilities (H, W, C) as colours (H, W, 3): white where all classes are equally likely,
    a class's colour where the network is sure of it, grey where it answers no number."""
    chance = 1 / answers.shape[-1]
    sure = np.clip((answers - chance) / (1 - chance), 0, None)
    inks = 1 - np.array([to_rgb(color) for color, _ in CLASSES[: answers.shape[-1]]])
    picture = 1 - STRENGTH * sure @ inks
    return np.where(np.isfinite(picture), picture, GONE)


def describe(record: Record) -> str:
    """How a run of one network ended, in words: accuracy and losses, or where it diverged."""
    if record.diverged_at[0] >= 0:
        return f"diverged (at step ≈ {int(record.diverged_at[0])})"
    accuracy = percent(record.test_accuracy[0])
    return (
        f"test accuracy ≈ {accuracy}; loss {measured(record.loss[0])} in training, "
        f"{measured(record.test_loss[0])} on test points"
    )
