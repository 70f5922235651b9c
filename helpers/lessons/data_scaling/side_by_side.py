"""Training runs on different data, side by side: their records become one."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import torch
from sklearn.tree import DecisionTreeClassifier

from helpers import scaling
from helpers.data import Draws, Split
from helpers.engine.randomness import own_seed
from helpers.engine.records import Record
from helpers.recipes import Recipe
from helpers.training import train


def side_by_side(streams: Iterable[Iterator[Record]]) -> Iterator[Record]:
    """Run streams of helpers.training.train in step with each other.

    Args:    streams: runs of equal length, such as one network on raw and on scaled inputs.
    Yields:  one Record for all: the first stream's networks, then the second's, ….
    Raises:  ValueError: if the streams differ in length or in where they record.
    """
    for records in zip(*streams, strict=True):
        yield merged(records)


def merged(records: Sequence[Record]) -> Record:
    """One Record of all the networks, in the records' order; errors as for side_by_side."""
    first = records[0]
    places = [(record.step, record.steps, record.epoch) for record in records]
    if len(set(places)) > 1:
        raise ValueError(f"records side by side share step, steps and epoch, got {places}")

    def joined(parts):
        return torch.cat(list(parts))

    return Record(
        recipes=tuple(chain.from_iterable(record.recipes for record in records)),
        step=first.step,
        steps=first.steps,
        epoch=first.epoch,
        loss=joined(record.loss for record in records),
        test_loss=joined(record.test_loss for record in records),
        test_accuracy=joined(record.test_accuracy for record in records),
        diverged_at=joined(record.diverged_at for record in records),
        probed={name: joined(record.probed[name] for record in records) for name in first.probed},
    )


def under_scalers(
    networks: Sequence[Recipe],
    raw: Split | Draws,
    scalers: Iterable[str],
    reference: float,
    **options,
) -> Iterator[Record]:
    """Train the same networks under each scaler, side by side.

    Args:    raw: the data in their own units; scalers: each a `how` of scaling.scale.
             reference: another model's test accuracy; options: passed to training.train.
    Yields:  Records of the networks under the first scaler, the second, …, beside what the probes
             saw the "reference" for each.
    """
    streams = [train(networks, scaling.scale(raw, how), **options) for how in scalers]
    for record in side_by_side(streams):
        yield record.also(reference=torch.full_like(record.test_accuracy, reference))


def tree_accuracy(splits: Iterable[Split]) -> float:
    """A decision tree's share of right test answers, mean over the splits."""
    scores = []
    for parts in splits:
        tree = DecisionTreeClassifier(random_state=own_seed(0, "tree")).fit(
            parts.train.x, parts.train.y
        )
        scores.append(tree.score(parts.test.x, parts.test.y))
    return sum(scores) / len(scores)
