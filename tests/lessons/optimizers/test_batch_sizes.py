"""Batch sizes: streams run beside each other, epoch by epoch, and the smallest batch counts."""

import pytest

from helpers.lessons.optimizers.batch_sizes import epoch_by_epoch
from helpers.recipes import Recipe
from helpers.training import train
from tests.oracle import toy


def streams(epochs):
    sizes = zip((8, 64), epochs, strict=True)
    return (train([Recipe([4])], toy(), epochs=n, batch_size=size) for size, n in sizes)


def test_streams_meet_at_every_epoch_and_the_smallest_batch_counts_the_steps():
    *_, last = items = list(epoch_by_epoch(streams((2, 2))))
    epochs = [[record.epoch for record in item.records] for item in items]
    assert epochs == [[0, 0], [1, 1], [2, 2]]
    small, large = (record.step for record in last.records)
    assert (last.step, last.steps) == (small, small) and small > large


def test_streams_of_different_length_are_refused():
    with pytest.raises(ValueError, match="shorter"):
        list(epoch_by_epoch(streams((2, 1))))
