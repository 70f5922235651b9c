"""Trajectories: paths of units' weights from a cross to a ring, and how many units differ."""

import numpy as np
import pytest
import torch

from helpers.data import make, split
from helpers.lessons.weight_initialization.figures.trajectories import Trajectories
from helpers.lessons.weight_initialization.symmetry import first_weights
from helpers.recipes import Recipe
from helpers.training import fit
from tests.made import record, shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
PAIR = Recipe(hidden=(4,), activation="tanh", init="normal", gain=0.5, lr=0.5)


def paths(**changes):
    xor = split(make("xor", n=60))
    options = {"steps": 6, "every": 2, "batch_size": 16, "probes": [first_weights]}
    return fit(PAIR.but(**changes), xor, dtype=torch.float64, **options).records


START = [[0.1, 0.2], [-0.3, 0.4], [0.5, -0.6], [0.7, 0.8]]
APART, TWO = [[1.1, 0.2], [-1.3, 0.4], [1.5, -0.6], [1.7, 0.8]], [[1.1, 0.2], [-1.3, 0.4]]


@pytest.mark.parametrize(
    ("end", "units"),
    [
        (APART, "4 different ones"),
        ([TWO[0], TWO[1], TWO[0], TWO[1]], "2 different ones"),
        ([TWO[0]] * 4, "one unit, copied"),
    ],
)
@pytest.mark.parametrize("order", [[0, 1, 2, 3], [1, 0, 3, 2]])
def test_paths_start_at_a_cross_and_end_in_a_ring(end, units, order):
    start, end = ([points[k] for k in order] for points in (START, end))
    seen = [
        record(step, 20, test_accuracy=[accuracy], probed={"first_weights": [weights]})
        for step, accuracy, weights in ((0, 0.4, start), (10, 0.62, end))
    ]
    plot = Trajectories()
    assert plot.update(seen) == f"4 hidden units: {units}; test accuracy ≈ 62 %"
    for unit in range(4):
        shows(plot.paths[unit], *np.transpose([start[unit], end[unit]]))
        shows(plot.starts[unit], *np.transpose([start[unit]]))
        shows(plot.rings[unit], *np.transpose([end[unit]]))
    assert not len(plot.paths[4].get_xdata())
    assert plot.axes[0].get_xlim() == plot.axes[0].get_ylim() == (-2, 2)
    shows(plot.curve, [0, 10], [0.4, 0.62])


def test_the_rings_differ_in_size_so_that_copies_show():
    sizes = [ring.get_markersize() for ring in Trajectories().rings]
    assert len(set(sizes)) == len(sizes)


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Trajectories, paths)
