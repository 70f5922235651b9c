"""Early stopping: each network of a stream stops by itself, and gets its best weights back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from helpers import checks
from helpers.data import Dataset
from helpers.engine.evaluation import evaluate
from helpers.engine.networks import Stack
from helpers.engine.records import Record
from helpers.probes import Glimpse
from helpers.recipes import Recipe, blocks, shape_key


def parameters(glimpse: Glimpse) -> Tensor:
    """All parameters of each network, as they were when the Record's test loss was measured,
    (S, P)."""
    return glimpse.stack.flat


@dataclass(frozen=True, eq=False)
class Watched:
    """A Record, and what early stopping has made of the stream up to it; S networks.

    Args:
        record: the latest.
        best: the lowest watched loss that counted, (S,); best_epoch: where it was, (S,).
        kept: the parameters then, (S, P); shorter networks filled up with NaN.
        stopped: the epoch where patience ran out, (S,), NaN while it has not.
    """

    record: Record
    best: Tensor
    best_epoch: Tensor
    kept: Tensor
    stopped: Tensor

    @property
    def all_stopped(self) -> bool:
        """Nobody is left who would want the next record."""
        return bool(self.stopped.isfinite().all())


def stop_early(
    stream: Iterable[Record], patience: int, min_delta: float = 0.0
) -> Iterator[Watched]:
    """Watch the test loss of a stream of training.train(..., probes=[parameters]).

    A loss counts as better if it is more than min_delta below the best so far. Once `patience`
    records in a row were not, the network has stopped: what comes later no longer moves its
    best. To end the run, stop asking: `if watched.all_stopped: break`.

    Args:    patience: records, 1 or more; min_delta: 0 or more.
    Raises:  ValueError: for another patience or min_delta, and for records without the probe.
    Source:  Prechelt 1998; the rule and its names are Keras's EarlyStopping.
    """
    checks.whole("patience", patience, 1)
    checks.finite("min_delta", min_delta)
    return _watch(stream, patience, min_delta)


def _watch(stream, patience, min_delta) -> Iterator[Watched]:
    best = None
    for record in stream:
        if parameters.__name__ not in record.probed:
            raise ValueError("early stopping restores weights: train with probes=[parameters]")
        now, weights = record.test_loss, record.probed[parameters.__name__]
        if best is None:
            best, kept = torch.full_like(now, float("inf")), torch.full_like(weights, float("nan"))
            best_epoch = stopped = torch.full_like(now, float("nan"))
            waited = torch.zeros(len(now), dtype=torch.int64)
        going = stopped.isnan()
        better = going & (now < best - min_delta)  # a loss that is no number is never better
        best, kept = torch.where(better, now, best), torch.where(better[:, None], weights, kept)
        best_epoch = torch.where(better, record.epoch, best_epoch)
        waited = torch.where(better, 0, waited + 1)
        stopped = torch.where(going & (waited >= patience), record.epoch, stopped)
        yield Watched(record, best, best_epoch, kept, stopped)


def restored(recipes: Sequence[Recipe], kept: Tensor, dataset: Dataset) -> list[Stack]:
    """Networks with the parameters that were kept, one stack for each run of neighbours of one
    shape.

    Args:    recipes: S of them; kept: (S, P), as in Watched; dataset: of the kind they learnt.
    Raises:  ValueError: for batch norm, whose running statistics are no parameters, or a network
             that never had a finite loss.
    """
    if not kept[:, 0].isfinite().all():
        raise ValueError("a network never had a finite loss: it has no best weights")
    return _stacks(recipes, kept, dataset)


def _stacks(recipes, weights, dataset) -> list[Stack]:
    if any(recipe.norm == "batch" for recipe in recipes):
        raise ValueError("weights are restored without batch norm's statistics: use another norm")
    stacks = []
    for _, rows in blocks(recipes, shape_key):
        stack = Stack(recipes[rows], dataset.n_features, dataset.n_outputs, weights.dtype)
        stack.flat.copy_(weights[rows, : stack.flat.shape[1]])
        stacks.append(stack)
    return stacks


def losses(recipes: Sequence[Recipe], weights: Tensor, dataset: Dataset) -> Tensor:
    """The mean loss of each network on a data set, with these parameters (S, P), → (S,); NaN
    where they are no numbers."""
    parts = [evaluate(stack, dataset)[0] for stack in _stacks(recipes, weights, dataset)]
    return torch.cat(parts)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What stopping early is worth, measured on examples that had no part in it.

    Args: watched: the run so far; test: the other examples.
    """

    watched: Watched
    test: Dataset

    @property
    def step(self) -> int:
        """Updates done."""
        return self.watched.record.step

    @property
    def steps(self) -> int:
        """Updates asked for."""
        return self.watched.record.steps

    def at_end(self) -> Tensor:
        """Test loss with the latest weights, (S,)."""
        record = self.watched.record
        return losses(record.recipes, record.probed[parameters.__name__], self.test)

    def at_best(self) -> Tensor:
        """Test loss with the restored weights, (S,)."""
        return losses(self.watched.record.recipes, self.watched.kept, self.test)
