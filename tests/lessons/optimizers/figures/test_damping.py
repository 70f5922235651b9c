"""Damping: theory's curve with the student's momentum on it, and a swing that may leave."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from helpers.lessons.optimizers.damping import Swing
from helpers.lessons.optimizers.figures.damping import Damping
from tests.made import shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def swing(momentum=0.9, factor=0.9):
    steps, grid = torch.arange(50), np.linspace(0, 0.99, 100)
    weights = (factor**steps).double()
    factors = 0.8 + torch.tensor(grid - 0.5).abs() / 5
    return Swing(momentum, "it creeps", weights, weights, grid, factors, grid[::20], factors[::20])


def test_crosses_are_the_runs_and_lines_are_theorys():
    weights, expected = torch.tensor([1.0, 0.3, 0.1]), torch.tensor([1.0, 0.5, -0.25])
    momenta, factors = [0, 0.4, 0.8], torch.tensor([0.9, 0.5, 0.7])
    trials, seen = [0.2, 0.6], torch.tensor([0.75, 0.55])
    run = Swing(0.6, "it swings", weights, expected, momenta, factors, trials, seen)
    plot = Damping()
    assert plot.update([swing(), run]) == (
        "it swings; at momentum 0.6 theory's factor per step is 0.6, "
        "the smallest is at momentum ≈ 0.4"
    )
    shows(plot.weights, [0, 1, 2], weights)
    shows(plot.expected, [0, 1, 2], expected)
    shows(plot.factors, momenta, factors)
    shows(plot.trials, trials, seen)
    shows(plot.here, [0.6], [0.6])
    assert list(plot.critical.get_xdata()) == [0.4, 0.4]
    turned = replace(run, momentum=0.2, factors=factors.flip(0), regime="it creeps")
    assert plot.update([turned]) == (
        "it creeps; at momentum 0.2 theory's factor per step is 0.6, "
        "the smallest is at momentum ≈ 0.4"
    )
    lowest = replace(run, momentum=0.4, factors=torch.tensor([0.9, 0.8, 0.7]))
    assert plot.update([lowest]) == (
        "it swings; at momentum 0.4 theory's factor per step is 0.8, "
        "the smallest is at momentum ≈ 0.8"
    )


def test_a_swing_that_grows_ends_where_it_leaves():
    plot = Damping()
    plot.update([swing(factor=1.5)])
    heights = plot.weights.get_ydata()
    assert np.nanmax(heights) < 4 and np.isnan(heights[-1])
    plot.picture()


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Damping, lambda: [swing(0.2), swing(0.9)])
