"""How well the networks of a stack answer a data set, in eval mode: without dropout, batch norm
with its running statistics."""

import torch
from torch import Tensor

from helpers.data import Dataset
from helpers.engine import layers
from helpers.engine.networks import Stack


def right(outputs: Tensor, labels: Tensor) -> Tensor:
    """Whether each example is answered right, outputs (S, B, C) and class numbers (B,) or (S, B)
    → (S, B); an answer with something in it that is no number is wrong."""
    return (outputs.argmax(2) == labels.to(outputs.device)) & outputs.isfinite().all(2)


@torch.no_grad()
def evaluate(stack: Stack, dataset: Dataset) -> tuple[Tensor, Tensor]:
    """Mean loss and share of right answers of each network, (S,) both; the share is NaN for real
    targets."""
    outputs = stack.forward(dataset.x.to(stack.flat))
    classes = dataset.task == "classification"
    y = dataset.y.to(outputs.device) if classes else dataset.y.to(outputs)
    targets = y.expand(len(stack), *y.shape)
    loss, _ = layers.loss(outputs, targets)
    shares = right(outputs, targets).to(outputs.dtype).mean(1) if classes else loss * torch.nan
    return loss, shares
