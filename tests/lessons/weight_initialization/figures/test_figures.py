"""Figures of initial weights: histograms of a layer's outputs, paths of its units' weights."""

import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgb

from helpers.data import make, split
from helpers.drawing import style
from helpers.lessons.weight_initialization.figures.histograms import (
    BINS,
    FULL,
    RANGES,
    SIGNAL,
    Histograms,
)
from helpers.lessons.weight_initialization.figures.trajectories import (
    APART,
    Trajectories,
    different,
    first_weights,
)
from helpers.recipes import Recipe
from helpers.training import fit
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
SMALL = Recipe(hidden=(7, 7, 7), activation="tanh", init="lecun_normal")
PAIR = Recipe(hidden=(4,), activation="tanh", init="normal", gain=0.5, lr=0.5)


def signal(**changes):
    options = {"steps": 0, "batch_size": 16, "probes": SIGNAL, "dtype": torch.float64}
    return fit(SMALL.but(**changes), toy(), **options).records


def paths(**changes):
    xor = split(make("xor", n=60))
    options = {"steps": 6, "every": 2, "batch_size": 16, "probes": [first_weights]}
    return fit(PAIR.but(**changes), xor, dtype=torch.float64, **options).records


def bars(plot):
    """Each layer's outline as the width of every bin."""
    return [outline.vertices[1:-2:2, 0] - (layer - 0.4) for layer, outline in
            enumerate(plot.bars.get_paths(), 1)]  # fmt: skip


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "relu", "linear"])
def test_a_bar_is_as_wide_as_its_share_of_the_outputs(name):
    seen, plot = signal(activation=name), Histograms()
    plot.update(seen)
    low, high = RANGES.get(name, (-3, 3))
    outputs = seen[-1].probed["outputs"][0].flatten(1).clamp(low, high).numpy()
    widths = bars(plot)
    assert len(widths) == 3
    for row, width in zip(outputs, widths, strict=True):
        share = np.histogram(row, BINS, (low, high))[0] / len(row)
        np.testing.assert_allclose(width, 0.85 * np.clip(share / FULL, 0, 1), atol=1e-12)
    np.testing.assert_allclose(plot.bars.get_facecolor()[:, :3], [to_rgb(style.look(name).color)])
    bottom, top = plot.axes[0].get_ylim()
    assert bottom < low < high < top


def test_the_two_lines_are_spread_and_error_of_each_layer():
    (record,), plot = signal(), Histograms()
    words = plot.update([record])
    outputs, errors = record.probed["outputs"][0], record.probed["error_norms"][0]
    np.testing.assert_allclose(plot.forward.get_ydata(), outputs.flatten(1).std(1))
    np.testing.assert_allclose(plot.backward.get_ydata(), errors / errors[-1])
    assert plot.backward.get_ydata()[-1] == 1
    assert words.startswith("tanh: spread ≈ 0.") and "in layer 3; the first layer's error" in words


def test_outputs_that_are_zero_huge_or_no_number_can_be_drawn():
    for changes in ({"init": "zeros"}, {"gain": 1e300, "activation": "relu"}):
        plot = Histograms()
        words = plot.update(signal(**changes))
        plot.picture()
        assert "no error comes back" in words


def test_different_counts_units_with_weights_of_their_own():
    unit = torch.tensor([1.0, 2.0])
    assert different(torch.stack([unit, unit, unit])) == 1
    assert different(torch.stack([unit, unit + APART / 10, -unit])) == 2
    assert different(torch.eye(4)) == 4


def test_paths_start_at_a_cross_and_end_in_a_ring():
    seen, plot = paths(), Trajectories()
    words = plot.update(seen)
    weights = torch.stack([record.probed["first_weights"][0] for record in seen])
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


CASES = {
    "histograms": (Histograms, lambda: signal(hidden=(7,) * 30)),
    "trajectories": (Trajectories, paths),
}


@pytest.mark.parametrize("name", CASES)
def test_the_settled_picture_depends_on_the_list_alone_and_fits(name):
    check_settled(*CASES[name])
