"""The figure of a mini-batch: a dragged example moves the others."""

import numpy as np
import pytest
import torch

from helpers.lessons.batch_normalization.figures.minibatch import Normalization
from helpers.lessons.batch_normalization.minibatch import MiniBatch
from tests.made import fills, shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def mini_batch(count=6, to=5.0, scale=1.0):
    z = torch.linspace(-2, 2, count, dtype=torch.float64)
    moved = torch.cat([torch.tensor([to], dtype=torch.float64), z[1:]])

    def normed(z):
        return scale * (z - z.mean()) / z.std(correction=0)

    return MiniBatch(moved, normed(moved), normed(z))


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Normalization, lambda: [mini_batch(2), mini_batch(32, scale=3), mini_batch()])


def test_a_dragged_example_moves_the_others_and_rings_stay_behind():
    z = torch.tensor([5.0, -1.0, 1.0, 3.0])  # of mean 2 and variance 5
    outputs, before = torch.tensor([1.3, -1.2, -0.4, 0.6]), torch.tensor([-2.0, -0.7, 0.5, 1.4])
    plot = Normalization()
    assert plot.update([mini_batch(3), MiniBatch(z, outputs, before)]) == (
        "mean of z ≈ 2, spread ≈ 2.2; the drag moved the other examples' outputs by ≈ 0.5 to ≈ 0.9"
    )
    for side, values in enumerate((z, outputs)):
        shows(plot.dragged[side], [1], values[:1])
        shows(plot.dots[side], [2, 3, 4], values[1:])
    shows(plot.rings, [1, 2, 3, 4], before)
    shows(plot.mean, [0, 5], [2, 2])
    spread = 5**0.5  # it divides by the number of examples
    fills(plot.spread, [0, 5], [2 - spread] * 2, [2 + spread] * 2)
    ends = [segment[:, 1] for segment in plot.moves.get_segments()]
    np.testing.assert_allclose(ends, torch.stack([before, outputs], 1))
    assert plot.update([MiniBatch(-z, before, outputs)]) == (
        "mean of z ≈ −2, spread ≈ 2.2; the drag moved the other examples' outputs by ≈ 0.5 to ≈ 0.9"
    )


def test_the_axis_of_outputs_grows_in_steps():
    plot = Normalization()
    for scale, top in ((1, 4), (3, 8), (1, 4), (9, 32)):
        plot.update([mini_batch(scale=scale)])
        assert plot.axes[1].get_ylim() == (-top, top)
    far = mini_batch(scale=40)
    plot.update([far])
    assert 32 < far.outputs.abs().max() < plot.axes[1].get_ylim()[1]


def test_a_drag_that_moves_nobody_is_told():
    stays = mini_batch(4, to=-2.0)
    words = "mean of z ≈ 0, spread ≈ 1.5; the drag moved the other examples' outputs not at all"
    assert Normalization().update([stays]) == words
