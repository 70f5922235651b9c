"""How well networks answer the very examples they were trained on: the other end of the gap."""

from __future__ import annotations

import torch
from torch import Tensor

from helpers import layers
from helpers.data import Split
from helpers.probes import Glimpse


def on_training_data(data: Split):
    """Probes that measure networks on data.train as the test data are measured: without dropout,
    batch norm with its running statistics. A Record's own loss is of training, dropout included.

    Returns: train_loss and train_accuracy, each of a Glimpse, (S,).
    """
    x, y = data.train.x, data.train.y

    def train_loss(glimpse: Glimpse) -> Tensor:
        outputs = glimpse.stack.forward(x.to(glimpse.grad))
        return layers.loss(outputs, _targets(y, outputs))[0]

    def train_accuracy(glimpse: Glimpse) -> Tensor:
        outputs = glimpse.stack.forward(x.to(glimpse.grad))
        right = outputs.argmax(2) == _targets(y, outputs)
        return (right & outputs.isfinite().all(2)).to(outputs.dtype).mean(1)

    return train_loss, train_accuracy


def _targets(y: Tensor, outputs: Tensor) -> Tensor:
    """The targets once per network, where the outputs are."""
    y = y.to(outputs.device) if y.dtype == torch.int64 else y.to(outputs)
    return y.expand(len(outputs), *y.shape)
