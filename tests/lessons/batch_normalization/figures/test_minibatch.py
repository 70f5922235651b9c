"""The figure of a mini-batch: a dragged example moves the others."""

import numpy as np
import pytest
import torch

from helpers.lessons.batch_normalization.figures.minibatch import Normalization
from helpers.lessons.batch_normalization.minibatch import MiniBatch
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
    plot, batch = Normalization(), mini_batch()
    words = plot.update([mini_batch(3), batch])
    np.testing.assert_allclose(plot.dots[1].get_ydata(), batch.outputs[1:])
    np.testing.assert_allclose(plot.dragged[0].get_xydata(), [[1, 5.0]])
    np.testing.assert_allclose(plot.rings.get_ydata(), batch.before)
    assert (plot.dots[1].get_ydata() != plot.rings.get_ydata()[1:]).all()
    ends = plot.moves.get_segments()[3]
    np.testing.assert_allclose(ends[:, 1], [batch.before[3], batch.outputs[3]])
    assert plot.mean.get_ydata()[0] == pytest.approx(batch.z.mean())
    moved = (batch.outputs - batch.before).abs()[1:]
    assert f"by ≈ {moved.min():.2g} to ≈ {moved.max():.2g}" in words


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
    assert Normalization().update([stays]).endswith("outputs not at all")
