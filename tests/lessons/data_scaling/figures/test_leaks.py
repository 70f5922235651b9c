"""The figure of a leak: outlines hold every split, the interval needs two."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from helpers.lessons.data_scaling.figures.leaks import Leak
from helpers.lessons.data_scaling.leaks import Reports
from tests.made import fills, shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def reports(honest=0.8, leaky=0.9):
    noise = torch.linspace(-0.05, 0.05, 40)
    return Reports(honest + noise, leaky + noise.flip(0), 40, 100)


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Leak, lambda: [reports(0.6), reports()])


def test_a_single_split_has_no_interval():
    words = Leak().update([Reports(torch.tensor([0.8]), torch.tensor([0.9]), 1, 100)])
    assert words == "reported without the leak ≈ 80.0 %, with it ≈ 90.0 %: it adds ≈ 10 points"


HONEST = torch.tensor([0.70, 0.80, 0.75, 0.71], dtype=torch.float64)
LEAKY = torch.tensor([0.74, 0.86, 0.83, 0.77], dtype=torch.float64)
ADDED = [4.0, 6.0, 8.0, 6.0]  # points, of which the first 2, 3, 4 have
MEANS, STDS = [5.0, 6.0, 6.0], [2**0.5, 2.0, (8 / 3) ** 0.5]  # these means and deviations


@pytest.mark.parametrize(
    ("exchanged", "said"),
    [
        (False, ("74.0 %", "80.0 %", "6", "4.4", "7.6")),
        (True, ("80.0 %", "74.0 %", "−6", "−7.6", "−4.4")),
    ],
)
def test_a_leaks_words_and_its_95_percent_interval(exchanged, said):
    plot, sign = Leak(), -1 if exchanged else 1
    pair = (LEAKY, HONEST) if exchanged else (HONEST, LEAKY)
    assert plot.update([Reports(*pair, 4, 100)]) == (
        "reported without the leak ≈ {}, with it ≈ {}: it adds ≈ {} points, "
        "95 % interval ≈ {} to ≈ {}".format(*said)
    )
    counts = np.array([2, 3, 4])
    mean, half = sign * np.array(MEANS), 1.96 * np.array(STDS) / np.sqrt(counts)
    shows(plot.mean, counts, mean)
    fills(plot.spread, counts, mean - half, mean + half)
    for outline, shares in zip(plot.outlines.values(), pair, strict=True):
        heights, edges, _ = outline.get_data()
        np.testing.assert_allclose(edges, np.arange(0.5, 1.01, 0.02))
        inside = [(shares >= a) & (shares < b) for a, b in pairwise(edges)]
        np.testing.assert_allclose(heights, [part.double().mean() for part in inside])
    assert plot.axes[1].get_xlim() == (0, 100)


def test_axes_hold_the_mean_and_no_report_is_lost():
    plot = Leak()
    plot.update([reports()])
    low, high = plot.axes[1].get_ylim()
    assert low < plot.mean.get_ydata().min() and plot.mean.get_ydata().max() < high
    plot.update([reports(0.1, 0.2)])  # below the axis: counted at its edge
    for outline in plot.outlines.values():
        assert outline.get_data()[0].sum() == pytest.approx(1)
