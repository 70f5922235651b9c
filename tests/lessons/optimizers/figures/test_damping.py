"""Damping: theory's curve with the student's momentum on it, and a swing that may leave."""

import numpy as np
import pytest
import torch

from helpers.lessons.optimizers.damping import Swing
from helpers.lessons.optimizers.figures.damping import Damping
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def swing(momentum=0.9, factor=0.9):
    steps, grid = torch.arange(50), np.linspace(0, 0.99, 100)
    weights = (factor**steps).double()
    factors = 0.8 + torch.tensor(grid - 0.5).abs() / 5
    return Swing(momentum, "it creeps", weights, weights, grid, factors, grid[::20], factors[::20])


def test_the_dot_stands_on_theorys_curve_and_the_line_at_its_lowest_point():
    plot, run = Damping(), swing(0.7)
    words = plot.update([run])
    assert plot.here.get_xydata()[0] == pytest.approx([0.7, 0.84], abs=1e-6)
    assert plot.critical.get_xdata() == pytest.approx([0.5, 0.5])
    assert words == (
        "it creeps; at momentum 0.7 theory's factor per step is 0.84, "
        "the smallest is at momentum ≈ 0.5"
    )


def test_a_swing_that_grows_ends_where_it_leaves():
    plot = Damping()
    plot.update([swing(factor=1.5)])
    heights = plot.weights.get_ydata()
    assert np.nanmax(heights) < 4 and np.isnan(heights[-1])
    plot.picture()


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Damping, lambda: [swing(0.2), swing(0.9)])
