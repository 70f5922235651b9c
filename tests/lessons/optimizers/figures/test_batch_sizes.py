"""Batch sizes: the same losses over epochs and over updates."""

import numpy as np
import pytest

from helpers.lessons.optimizers.batch_sizes import SameEpoch, epoch_by_epoch
from helpers.lessons.optimizers.figures.batch_sizes import BatchSizes
from helpers.recipes import Recipe
from helpers.training import train
from tests.made import fills, record, shows
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def build():
    return BatchSizes(["8", "64"])


def epochs():
    sizes = (8, 64)
    streams = (train([Recipe([4])], toy(), epochs=2, batch_size=size) for size in sizes)
    return list(epoch_by_epoch(streams))


LOSSES = [[0.9, 0.5, 0.7, 0.6, 0.8], [0.3, 0.1, 0.5, 0.2, 0.35]]  # unsorted seeds
RIGHT = [[0.4, 0.2, 0.6, 0.5, 0.3], [0.9, 0.6, 0.8, 0.85, 0.7]]
UPDATES, MIDDLE, LOW, HIGH = [12, 3], [0.7, 0.3], [0.6, 0.2], [0.8, 0.35]


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_batch_sizes_share_their_epochs_and_differ_in_updates(order):
    items = [
        SameEpoch(
            [
                record(
                    epoch * UPDATES[k],
                    2 * UPDATES[k],
                    float(epoch),
                    test_loss=[loss / (1 + epoch) for loss in LOSSES[k]],
                    test_accuracy=RIGHT[k],
                )
                for k in order
            ]
        )
        for epoch in range(3)
    ]
    names = [["8", "64"][k] for k in order]
    ends = [
        "24 updates, loss ≈ 0.23, test accuracy ≈ 40 %",
        "6 updates, loss ≈ 0.1, test accuracy ≈ 80 %",
    ]
    plot = BatchSizes(names)
    assert plot.update(items) == (
        f"after 2 epochs, {names[0]}: {ends[order[0]]}; {names[1]}: {ends[order[1]]}"
    )
    shares = 1 / np.array([1, 2, 3])
    for at, k in enumerate(order):
        over_epochs, over_updates = (panel[at] for panel in plot.curves)
        shows(over_epochs.line, [0, 1, 2], MIDDLE[k] * shares)
        fills(over_epochs.band, [0, 1, 2], LOW[k] * shares, HIGH[k] * shares)
        shows(over_updates.line, [np.nan, UPDATES[k], 2 * UPDATES[k]], MIDDLE[k] * shares)
    assert plot.axes[0].get_xlabel() == "epochs (examples seen)"


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(build, epochs)
