"""Trajectories: paths of units' weights from a cross to a ring, and how many units differ."""

import numpy as np
import pytest
import torch

from helpers.data import make, split
from helpers.lessons.weight_initialization.figures.trajectories import Trajectories
from helpers.lessons.weight_initialization.symmetry import first_weights
from helpers.recipes import Recipe
from helpers.training import fit
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
PAIR = Recipe(hidden=(4,), activation="tanh", init="normal", gain=0.5, lr=0.5)


def paths(**changes):
    xor = split(make("xor", n=60))
    options = {"steps": 6, "every": 2, "batch_size": 16, "probes": [first_weights]}
    return fit(PAIR.but(**changes), xor, dtype=torch.float64, **options).records


def test_paths_start_at_a_cross_and_end_in_a_ring():
    records, plot = paths(), Trajectories()
    words = plot.update(records)
    weights = torch.stack([record.probed["first_weights"][0] for record in records])
    for unit in range(4):
        np.testing.assert_allclose(plot.paths[unit].get_xydata(), weights[:, unit])
        np.testing.assert_allclose(plot.starts[unit].get_xydata(), weights[:1, unit])
        np.testing.assert_allclose(plot.rings[unit].get_xydata(), weights[-1:, unit])
    assert not len(plot.paths[4].get_xdata())
    assert plot.axes[0].get_xlim()[1] >= weights.abs().max()
    assert list(plot.curve.get_xdata()) == [0, 2, 4, 6]
    assert words.startswith("4 hidden units: 4 different ones; test accuracy ≈ ")


def test_units_that_start_equal_share_a_path_and_their_rings_differ_in_size():
    plot = Trajectories()
    assert "4 hidden units: one unit, copied" in plot.update(paths(init="constant"))
    np.testing.assert_array_equal(plot.paths[0].get_xydata(), plot.paths[3].get_xydata())
    sizes = [ring.get_markersize() for ring in plot.rings]
    assert len(set(sizes)) == len(sizes)


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Trajectories, paths)
