"""Early stopping: each network of a stream stops by itself, and gets its best weights back."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from helpers import checks
from helpers.data import Dataset
from helpers.engine.evaluation import evaluate, together
from helpers.engine.networks import Stack
from helpers.engine.records import Annotated, Record
from helpers.lessons.shared.generalization import confidence
from helpers.probes import Glimpse
from helpers.recipes import Recipe, blocks, shape_key


def parameters(glimpse: Glimpse) -> Tensor:
    """All parameters of each network, as they were when the Record's test loss was measured,
    (S, P)."""
    return glimpse.stack.flat


@dataclass(frozen=True, eq=False)
class EarlyStop(Annotated):
    """The latest Record, and what early stopping has made of the stream up to it; S networks.

    Args:
        best: the lowest validation loss that counted, (S,); best_epoch: where it was, (S,).
        best_weights: the parameters then, (S, P); shorter networks filled up with NaN.
        stop_epoch: where patience ran out, (S,), NaN while it has not.
    """

    best: Tensor
    best_epoch: Tensor
    best_weights: Tensor
    stop_epoch: Tensor

    @property
    def all_stopped(self) -> bool:
        """Nobody is left who would want the next record."""
        return bool(self.stop_epoch.isfinite().all())


def stop_early(
    stream: Iterable[Record], patience: int, min_delta: float = 0.0
) -> Iterator[EarlyStop]:
    """Tell at every record where each network would stop, and what it would go back to.

    A validation loss (the records' test_loss) counts as better if it is more than min_delta
    below the best so far. Once `patience` records in a row were not, the network has stopped:
    what comes later no longer moves its best. The stream itself goes on, so that one can see
    what was missed; to end it, stop asking: `if stop.all_stopped: break`.

    Args:    stream: of training.train(..., probes=[parameters]).
             patience: records, 1 or more; min_delta: 0 or more.
    Raises:  ValueError: for another patience or min_delta, and for records without the probe.
    Source:  Prechelt 1998; the rule and its names are Keras's EarlyStopping.
    """
    checks.whole("patience", patience, 1)
    checks.finite("min_delta", min_delta)
    return _follow(stream, patience, min_delta)


def _follow(stream, patience, min_delta) -> Iterator[EarlyStop]:
    best = None
    for record in stream:
        if parameters.__name__ not in record.probed:
            raise ValueError("early stopping restores weights: train with probes=[parameters]")
        loss, weights = record.test_loss, record.probed[parameters.__name__]
        if best is None:
            best, best_weights = torch.full_like(loss, torch.inf), weights * torch.nan
            best_epoch = stop_epoch = loss * torch.nan
            waited = torch.zeros(len(loss), dtype=torch.int64, device="cpu")
        going = stop_epoch.isnan()
        better = going & (loss < best - min_delta)  # a loss that is no number is never better
        best = torch.where(better, loss, best)
        best_weights = torch.where(better[:, None], weights, best_weights)
        best_epoch = torch.where(better, record.epoch, best_epoch)
        waited = torch.where(better, 0, waited + 1)
        stop_epoch = torch.where(going & (waited >= patience), record.epoch, stop_epoch)
        yield EarlyStop(record, best, best_epoch, best_weights, stop_epoch)


def restored(recipes: Sequence[Recipe], best_weights: Tensor, dataset: Dataset) -> list[Stack]:
    """Networks with their best weights, one stack for each run of neighbours of one shape.

    Args:    recipes: S of them; best_weights: (S, P), as in EarlyStop.
             dataset: of the kind they learnt.
    Raises:  ValueError: for batch norm, whose running statistics are no parameters, or a network
             that never had a finite loss.
    """
    if not best_weights[:, 0].isfinite().all():
        raise ValueError("a network never had a finite loss: it has no best weights")
    return _stacks(recipes, best_weights, dataset)


def _stacks(recipes, weights, dataset) -> list[Stack]:
    if any(recipe.norm == "batch" for recipe in recipes):
        raise ValueError("weights are restored without batch norm's statistics: use another norm")
    stacks = []
    for _, rows in blocks(recipes, shape_key):
        stack = Stack(recipes[rows], dataset.n_features, dataset.n_outputs, weights.dtype)
        stack.flat.copy_(weights[rows, : stack.flat.shape[1]])
        stacks.append(stack)
    return stacks


@dataclass(frozen=True, eq=False)
class Answers:
    """How S networks answer a data set: mean loss, share of right answers, and how sure they are
    of their answers on average, (S,) each; NaN for parameters that are no numbers."""

    loss: Tensor
    accuracy: Tensor
    confidence: Tensor


def answers_with(
    recipes: Sequence[Recipe], weights: Tensor, dataset: Dataset | Callable[[int], Dataset]
) -> Answers:
    """How networks answer with these parameters, (S, P).

    Args: dataset: the same for all, or a function of a network's seed, such as draws.test.
    """
    shared = isinstance(dataset, Dataset)
    parts = []
    for stack in _stacks(recipes, weights, dataset if shared else dataset(recipes[0].seed)):
        own = dataset if shared else together([dataset(one.seed) for one in stack.recipes])
        parts.append((*evaluate(stack, own), confidence(stack, own)))
    return Answers(*map(torch.cat, zip(*parts, strict=True)))


@dataclass(frozen=True, eq=False)
class Outcome(EarlyStop):
    """What early stopping is worth on examples that nobody watched, measured when it is asked
    for: a lab yields more outcomes than it draws.

    Args: test: these examples, as for answers_with.
    """

    test: Dataset | Callable[[int], Dataset]

    @cached_property
    def at_end(self) -> Answers:
        """With the latest weights."""
        return answers_with(self.record.recipes, self.record.probed[parameters.__name__], self.test)

    @cached_property
    def at_best(self) -> Answers:
        """With the restored weights."""
        return answers_with(self.record.recipes, self.best_weights, self.test)


def outcome(stop: EarlyStop, test: Dataset | Callable[[int], Dataset]) -> Outcome:
    """Set a run beside other examples; test: neither trained on nor watched."""
    return Outcome(**vars(stop), test=test)
