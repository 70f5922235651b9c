"""How well the networks of a stack answer a data set, in eval mode: without dropout, batch norm
with its running statistics."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from helpers.data import Dataset
from helpers.engine import layers
from helpers.engine.networks import Stack


@dataclass(frozen=True, eq=False)
class Together:
    """A data set of its own for each of S networks: x (S, n, F), y (S, n) or, for real targets,
    (S, n, K)."""

    x: Tensor
    y: Tensor
    task: str


def together(datasets: Sequence[Dataset]) -> Together:
    """S data sets of one size and kind, one for each network, as one.

    Raises: ValueError: if they differ in the number of examples or of features.
    """
    if len({dataset.x.shape for dataset in datasets}) > 1:
        sizes = sorted({tuple(dataset.x.shape) for dataset in datasets})
        raise ValueError(f"networks side by side need data of one size, got {sizes}")
    x, y = (torch.stack([getattr(one, part) for one in datasets]) for part in ("x", "y"))
    return Together(x, y, datasets[0].task)


def right(outputs: Tensor, labels: Tensor) -> Tensor:
    """Whether each example is answered right, outputs (S, B, C) and class numbers (B,) or (S, B)
    → (S, B); an answer with something in it that is no number is wrong."""
    return (outputs.argmax(2) == labels.to(outputs.device)) & outputs.isfinite().all(2)


@torch.no_grad()
def evaluate(stack: Stack, dataset: Dataset | Together) -> tuple[Tensor, Tensor]:
    """Mean loss and share of right answers of each network, (S,) both; the share is NaN for real
    targets.

    Args: dataset: the same for all networks, or together what each has of its own.
    """
    outputs = stack.forward(dataset.x.to(stack.flat))
    classes = dataset.task == "classification"
    y = dataset.y.to(outputs.device) if classes else dataset.y.to(outputs)
    targets = y if isinstance(dataset, Together) else y.expand(len(stack), *y.shape)
    loss, _ = layers.loss(outputs, targets)
    shares = right(outputs, targets).to(outputs.dtype).mean(1) if classes else loss * torch.nan
    return loss, shares
