"""train() against eval(): one network with batch norm, asked with either kind of statistics."""

from __future__ import annotations

from collections.abc import Callable

import torch
from matplotlib.ticker import MaxNLocator, NullLocator
from torch import Tensor

from helpers.data import Dataset
from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.engine import layers
from helpers.engine.activations import activate
from helpers.engine.networks import Stack
from helpers.probes import Glimpse
from helpers.words import percent

SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)  # examples handed to the network at once
LABELS = (1, 4, 16, 64, 256)
# The networks whose train() mode is written out below, all batches of a size at once.
NORMED = {"norm": "batch", "norm_place": "before", "residual": False, "dropout": 0.0}


def accuracy_in_batches(stack: Stack, test: Dataset, size: int) -> Tensor:
    """Accuracy in train() mode: each batch is normalized by its own statistics, (S,).

    The running statistics are not touched. A last batch that is not full is left out.

    Args:   stack: batch norm before the activation, no residual connections, no dropout; test:
            asked `size` examples at a time.
    Raises: ValueError: for other stacks.
    """
    for recipe in stack.recipes:
        made = {name: getattr(recipe, name) for name in NORMED}
        if made != NORMED:
            raise ValueError(f"stack takes networks with {_listed(NORMED)}, got {_listed(made)}")
    count = len(test) // size * size
    labels = test.y[:count].unflatten(0, (-1, size))
    found = []
    for s, recipe in enumerate(stack.recipes):
        x = test.x[:count].unflatten(0, (-1, size)).to(stack.flat)  # (batches, size, F)
        for k, (scale, shift) in enumerate(zip(stack.scales, stack.shifts, strict=True)):
            z = x @ stack.weights[k][s] + stack.biases[k][s]
            z, _ = layers.batch_norm(z, scale[s], shift[s], *layers.moments(z, 1))
            x = activate(recipe.activation, z, recipe.negative_slope)
        outputs = x @ stack.weights[-1][s] + stack.biases[-1][s]
        found.append((outputs.argmax(2) == labels).double().mean())
    return torch.stack(found)


def _listed(fields: dict) -> str:
    return ", ".join(f"{name} {value}" for name, value in fields.items())


def modes_of(test: Dataset) -> Callable[[Glimpse], Tensor]:
    """A probe, "modes": accuracy in train() mode by batch size, (S, len(SIZES))."""

    def modes(glimpse: Glimpse) -> Tensor:
        sizes = [accuracy_in_batches(glimpse.stack, test, size) for size in SIZES]
        return torch.stack(sizes, dim=1)

    return modes


class Modes(Plot):
    """Left the accuracy in both modes over the steps; right, at the end, how it depends on the
    number of examples that train() mode is given at once.

    Each item of `items` is a Record of one network with a probe modes_of(test).
    """

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, **size})
        over, sizes = self.axes
        over.set(xlabel="step", ylabel="test accuracy")
        over.xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
        sizes.set(xlabel="test examples at once", xscale="log", xlim=(0.8, 320), xticks=LABELS)
        sizes.xaxis.set_major_formatter(lambda size, _: f"{size:g}")
        sizes.xaxis.set_minor_locator(NullLocator())
        for axis in self.axes:
            axis.set_ylim(0, 1.02)
            ticks.per_cent(axis.yaxis)
        look = {"color": style.BLACK, "linestyle": "-", "marker": ""}
        self.evals = [self.line(axis, "eval", **look) for axis in self.axes]
        look = {"color": style.VERMILION, "linestyle": "--", "marker": ""}
        self.trains = [self.line(over, "train", **look)]
        self.trains.append(self.line(sizes, "train", **look | {"marker": "o", "ms": 7}))
        self.legend(
            {
                "eval(): running statistics": self.evals[0],
                "train(): statistics of the batch it is given": self.trains[0],
            }
        )

    def draw(self, items):
        last = items[-1]
        steps = [record.step for record in items]
        known = last.test_accuracy[0].item()
        modes = last.probed["modes"][0].tolist()
        self.evals[0].set_data(steps, [record.test_accuracy[0].item() for record in items])
        self.trains[0].set_data(steps, [record.probed["modes"][0, -1].item() for record in items])
        self.evals[1].set_data([SIZES[0], SIZES[-1]], [known, known])
        self.trains[1].set_data(SIZES, modes)
        self.axes[0].set_xlim(0, last.steps or 1)
        return (
            f"test accuracy: eval() ≈ {percent(known)}; train() ≈ {percent(modes[-1])} with "
            f"{SIZES[-1]} examples at once, ≈ {percent(modes[0])} one by one"
        )
