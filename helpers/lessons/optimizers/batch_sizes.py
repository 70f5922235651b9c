"""Batch sizes: trainings with different ones beside each other, epoch by epoch."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from helpers.engine.records import Record


@dataclass(frozen=True, eq=False)
class SameEpoch:
    """Records of runs with different batch sizes, the smallest first, after the same number of
    epochs."""

    records: Sequence[Record]

    @property
    def step(self) -> int:
        """Updates done with the smallest batch."""
        return self.records[0].step

    @property
    def steps(self) -> int:
        """Updates asked for with the smallest batch."""
        return self.records[0].steps


def epoch_by_epoch(streams: Iterable[Iterator[Record]]) -> Iterator[SameEpoch]:
    """Run streams of training.train that record once per epoch beside each other.

    Raises: ValueError: if one stream ends before another.
    """
    for records in zip(*streams, strict=True):
        yield SameEpoch(records)
