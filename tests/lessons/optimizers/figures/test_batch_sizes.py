"""Batch sizes: the same losses over epochs and over updates."""

import numpy as np
import pytest

from helpers.lessons.optimizers.batch_sizes import epoch_by_epoch
from helpers.lessons.optimizers.figures.batch_sizes import BatchSizes
from helpers.recipes import Recipe
from helpers.training import train
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def build():
    return BatchSizes(["8", "64"])


def epochs():
    sizes = (8, 64)
    streams = (train([Recipe([4])], toy(), epochs=2, batch_size=size) for size in sizes)
    return list(epoch_by_epoch(streams))


def test_batch_sizes_share_their_epochs_and_differ_in_updates():
    items, plot = epochs(), build()
    words = plot.update(items)
    passes, updates = (
        [list(curve.line.get_xdata()[1:]) for curve in panel] for panel in plot.curves
    )
    assert passes == [[1, 2], [1, 2]]
    for k in range(2):
        steps = [item.records[k].step for item in items]
        assert updates[k] == steps[1:] and steps[0] == 0
        losses = [item.records[k].test_loss[0] for item in items]
        np.testing.assert_allclose(plot.curves[0][k].line.get_ydata(), losses)
    assert words.startswith(f"after 2 epochs, 8: {items[-1].records[0].steps} updates, loss ≈ ")
    assert plot.axes[0].get_xlabel() == "epochs (examples seen)"


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(build, epochs)
