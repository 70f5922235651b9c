"""Learning curves: what networks end with, for growing numbers of training examples."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import torch
from torch import Tensor

from helpers.engine.records import Record


def learning_curve(streams: Sequence[Iterator[Record]]) -> Iterator[Record]:
    """Follow trainings one after another, as if they were one.

    Args:    streams: of training.train, for each number of examples one with the same S networks
             and steps, and with the probe train_loss (generalization).
    Yields:  Records of len(streams) · S networks, the first stream's first. Their probe gap is
             test loss less loss on the training data. Numbers are NaN until they are measured.
    """
    ends = []
    for stream in streams:
        for record in stream:
            if record.step:
                yield _joined([*ends, record], len(streams))
        ends.append(record)


def _joined(records: Sequence[Record], count: int) -> Record:
    """Records of S networks each as one Record of count · S networks."""
    last, missing = records[-1], (count - len(records)) * len(records[-1].recipes)

    def join(parts: Sequence[Tensor], fill: float = float("nan")) -> Tensor:
        return torch.cat([*parts, parts[0].new_full((missing,), fill)])

    train_loss = join([record.probed["train_loss"] for record in records])
    test_loss = join([record.test_loss for record in records])
    return replace(
        last,
        recipes=last.recipes * count,
        step=sum(record.step for record in records),
        steps=count * last.steps,
        loss=join([record.loss for record in records]),
        test_loss=test_loss,
        test_accuracy=join([record.test_accuracy for record in records]),
        diverged_at=join([record.diverged_at for record in records], -1),
        probed={"train_loss": train_loss, "gap": test_loss - train_loss},
    )
