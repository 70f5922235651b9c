"""Who is shut down: crosses, dark lines and running shares are the step's own numbers."""

import numpy as np
import pytest
import torch

from helpers.data import make, split
from helpers.lessons.dropout.figures.shutdowns import Shutdowns
from helpers.lessons.dropout.thinned import masked_steps
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def build():
    return Shutdowns((2, 6, 6, 2))


def steps(**changes):
    return list(masked_steps(split(make("moons", n=80)), (0.5, 0.25), steps=9, **changes))


def test_what_is_off_is_crossed_out_and_what_moves_is_dark():
    plot, run = build(), steps()
    words = plot.update(run)
    on = torch.cat(list(run[-1].on))
    assert len(plot.crosses.get_xdata()) == (on == 0).sum()
    white = plot.nodes.get_facecolors()[:, :3].sum(1) == 3
    np.testing.assert_array_equal(white, on == 0)
    moved = torch.cat([gradient.flatten() for gradient in run[-1].gradients]) != 0
    np.testing.assert_array_equal(np.array(plot.moved.get_linewidths()) > 0, moved)
    off = (run[-1].on[0] == 0).sum()
    assert words.startswith(f"layer 1: {off} of 6 units off now, ") and "(p = 0.25)" in words


def test_the_share_off_so_far_counts_all_steps():
    plot, run = build(), steps(batch_size=4)
    plot.update(run)
    off = np.mean([1 - step.on[1].mean() for step in run])
    curve, level = plot.curves["layer 2"], plot.levels[1]
    assert curve.get_ydata()[-1] == pytest.approx(off)
    assert list(curve.get_xdata()) == list(range(1, 10)) and set(level.get_ydata()) == {0.25}


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(build, steps)
