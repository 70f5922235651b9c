"""Histograms: a bar is as wide as its share of the outputs, the lines are spread and error."""

import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgb

from helpers.drawing import style
from helpers.lessons.weight_initialization.figures.histograms import (
    BINS,
    FULL,
    RANGES,
    Histograms,
)
from helpers.lessons.weight_initialization.signal import SIGNAL
from helpers.recipes import Recipe
from helpers.training import fit
from tests.made import record, shows
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
SMALL = Recipe(hidden=(7, 7, 7), activation="tanh", init="lecun_normal")


def signal(**changes):
    options = {"steps": 0, "batch_size": 16, "probes": SIGNAL, "dtype": torch.float64}
    return fit(SMALL.but(**changes), toy(), **options).records


def bars(plot):
    """Each layer's outline as the width of every bin."""
    outlines = enumerate(plot.bars.get_paths(), 1)
    return [outline.vertices[1:-2:2, 0] - (layer - 0.4) for layer, outline in outlines]


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "relu", "linear"])
def test_a_bar_is_as_wide_as_its_share_of_the_outputs(name):
    records, plot = signal(activation=name), Histograms()
    plot.update(records)
    low, high = RANGES.get(name, (-3, 3))
    outputs = records[-1].probed["outputs"][0].flatten(1).clamp(low, high).numpy()
    widths = bars(plot)
    assert len(widths) == 3
    for row, width in zip(outputs, widths, strict=True):
        share = np.histogram(row, BINS, (low, high))[0] / len(row)
        np.testing.assert_allclose(width, 0.85 * np.clip(share / FULL, 0, 1), atol=1e-12)
    np.testing.assert_allclose(plot.bars.get_facecolor()[:, :3], [to_rgb(style.look(name).color)])
    bottom, top = plot.axes[0].get_ylim()
    assert bottom < low < high < top


SIZES, SPREADS, ERRORS = [0.9, 0.7, 0.6], [0.8, 0.5, 0.2], [0.5, 1.0, 2.0]
WORDS = (
    "tanh, layers 1 and 3: outputs of size ≈ {} and ≈ {}, spread over the images ≈ {} and ≈ {}; "
    "the first layer's error is ≈ {} times the last layer's"
)


@pytest.mark.parametrize(
    ("sizes", "spreads", "errors", "said"),
    [
        (SIZES, SPREADS, ERRORS, (0.9, 0.6, 0.8, 0.2, 0.25)),
        (SIZES[::-1], SPREADS, ERRORS, (0.6, 0.9, 0.8, 0.2, 0.25)),
        (SIZES, SPREADS[::-1], ERRORS, (0.9, 0.6, 0.2, 0.8, 0.25)),
        (SIZES, SPREADS, ERRORS[::-1], (0.9, 0.6, 0.8, 0.2, 4)),
    ],
)
def test_the_three_lines_are_size_spread_and_error_of_each_layer(sizes, spreads, errors, said):
    probed = {"output_sizes": [sizes], "activation_spread": [spreads], "error_norms": [errors]}
    probed["outputs"] = torch.zeros(1, 3, 4, 2)
    seen, plot = record(recipes=[SMALL], loss=[1.0], probed=probed), Histograms()
    assert plot.update([signal()[0], seen]) == WORDS.format(*said)
    for line, values in ((plot.size, sizes), (plot.spread, spreads)):
        shows(line, [1, 2, 3], values)
    shows(plot.backward, [1, 2, 3], np.array(errors) / errors[-1])


def test_outputs_that_are_zero_huge_or_no_number_can_be_drawn():
    for changes in ({"init": "zeros"}, {"gain": 1e300, "activation": "relu"}):
        plot = Histograms()
        words = plot.update(signal(**changes))
        plot.picture()
        assert words.endswith("; no error comes back")


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Histograms, lambda: signal(hidden=(7,) * 30))
