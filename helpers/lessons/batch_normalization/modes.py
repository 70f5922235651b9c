"""train() mode: accuracy when every batch of test examples is normalized by its own statistics."""

from collections.abc import Callable

import torch
from torch import Tensor

from helpers.data import Dataset
from helpers.engine import layers
from helpers.engine.activations import activate
from helpers.engine.networks import Stack
from helpers.probes import Glimpse

SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)  # examples handed to the network at once
# The networks whose train() mode is written out below, all batches of a size at once.
NORMED = {"norm": "batch", "norm_place": "before", "residual": False, "dropout": 0.0}


def accuracy_in_batches(stack: Stack, test: Dataset, size: int) -> Tensor:
    """Accuracy in train() mode: each batch is normalized by its own statistics, (S,).

    The running statistics are not touched. A last batch that is not full is left out.

    Args:   stack: batch norm before the activation, no residual connections, no dropout; test:
            asked `size` examples at a time.
    Raises: ValueError: if a network of the stack is built otherwise.
    """
    for recipe in stack.recipes:
        fields = {name: getattr(recipe, name) for name in NORMED}
        if fields != NORMED:
            raise ValueError(f"stack takes networks with {_listed(NORMED)}, got {_listed(fields)}")
    count = len(test) // size * size
    labels = test.y[:count].unflatten(0, (-1, size))
    accuracies = []
    for s, recipe in enumerate(stack.recipes):
        x = test.x[:count].unflatten(0, (-1, size)).to(stack.flat)  # (batches, size, F)
        for k, (scale, shift) in enumerate(zip(stack.scales, stack.shifts, strict=True)):
            z = x @ stack.weights[k][s] + stack.biases[k][s]
            _, *from_mean = layers.moments(z, 1)
            z, _ = layers.batch_norm(*from_mean, scale[s], shift[s])
            x = activate(recipe.activation, z, recipe.negative_slope)
        outputs = x @ stack.weights[-1][s] + stack.biases[-1][s]
        accuracies.append((outputs.argmax(2) == labels).double().mean())
    return torch.stack(accuracies)


def _listed(fields: dict) -> str:
    return ", ".join(f"{name} {value}" for name, value in fields.items())


def modes_of(test: Dataset) -> Callable[[Glimpse], Tensor]:
    """A probe, "modes": accuracy in train() mode by batch size, (S, len(SIZES))."""

    def modes(glimpse: Glimpse) -> Tensor:
        sizes = [accuracy_in_batches(glimpse.stack, test, size) for size in SIZES]
        return torch.stack(sizes, dim=1)

    return modes
