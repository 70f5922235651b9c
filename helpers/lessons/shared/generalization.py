"""How well networks answer examples beside the test set: those they were trained on, the other end
of the gap, and those that settings are chosen on. And how sure they are of their answers."""

from collections.abc import Callable
from functools import cache, lru_cache
from operator import attrgetter

import torch
from torch import Tensor

from helpers.data import Dataset, Draws, Split
from helpers.engine.evaluation import Together, evaluate, together
from helpers.engine.networks import Stack
from helpers.probes import Glimpse


def on_training_data(data: Split | Draws) -> tuple[Callable, Callable]:
    """Probes that measure networks on data.train as the test data are measured; a Record's own
    loss is of training, dropout included.

    Args:    data: as for training.train, here and below.
    Returns: train_loss and train_accuracy, each of a Glimpse, (S,).
    """
    return _measuring("train", _part(data, "train"))


def on_validation_data(data: Split | Draws) -> tuple[Callable, Callable]:
    """Probes that measure networks on the examples that settings are chosen on.

    Returns: validation_loss and validation_accuracy, each of a Glimpse, (S,).
    Raises:  ValueError: if no examples were put aside for validation.
    """
    return _measuring("validation", _part(data, "choosing.test"))


def _part(data: Split | Draws, name: str) -> Callable[[Stack], Dataset | Together]:
    """One part of the data as a stack's networks have it, made once for each stack."""
    of = attrgetter(name)
    if isinstance(data, Split):
        part = of(data)
        return lambda stack: part

    @cache
    def parts(stack: Stack) -> Together:
        return together([of(data(recipe.seed)) for recipe in stack.recipes])

    return parts


def _measuring(name: str, examples: Callable) -> tuple[Callable, Callable]:
    @lru_cache(maxsize=1)  # both look at the same Glimpse, one after the other
    def look(glimpse: Glimpse) -> tuple[Tensor, Tensor]:
        return evaluate(glimpse.stack, examples(glimpse.stack))

    def loss(glimpse: Glimpse) -> Tensor:
        return look(glimpse)[0]

    def accuracy(glimpse: Glimpse) -> Tensor:
        return look(glimpse)[1]

    loss.__name__, accuracy.__name__ = f"{name}_loss", f"{name}_accuracy"
    return loss, accuracy


@torch.no_grad()
def confidence(stack: Stack, dataset: Dataset | Together) -> Tensor:
    """How sure networks are: the probability that each gives to its own answer, mean over the
    examples, (S,). In an honest network it is the share of right answers."""
    return stack.forward(dataset.x.to(stack.flat)).softmax(2).amax(2).mean(1)


def on_test_data(data: Split | Draws) -> tuple[Callable]:
    """A probe beside what a Record holds of the test data: test_confidence of a Glimpse, (S,)."""
    examples = _part(data, "test")

    def test_confidence(glimpse: Glimpse) -> Tensor:
        return confidence(glimpse.stack, examples(glimpse.stack))

    return (test_confidence,)
