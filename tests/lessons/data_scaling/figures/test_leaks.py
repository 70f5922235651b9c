"""The figure of a leak: outlines hold every split, the interval needs two."""

import pytest
import torch

from helpers.lessons.data_scaling.figures.leaks import Leak
from helpers.lessons.data_scaling.leaks import Reports
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def reports(honest=0.8, leaky=0.9):
    noise = torch.linspace(-0.05, 0.05, 40)
    return Reports(honest + noise, leaky + noise.flip(0), 40, 100)


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Leak, lambda: [reports(0.6), reports()])


def test_a_single_split_has_no_interval():
    words = Leak().update([Reports(torch.tensor([0.8]), torch.tensor([0.9]), 1, 100)])
    assert words.endswith("it adds ≈ 10 points")


def test_a_leaks_words_and_axes():
    plot = Leak()
    words = plot.update([reports()])
    assert words.startswith(
        "reported without the leak ≈ 80.0 %, with it ≈ 90.0 %: it adds ≈ 10 points"
    )
    assert plot.axes[1].get_xlim() == (0, 100)
    low, high = plot.axes[1].get_ylim()
    assert low < plot.mean.get_ydata().min() and plot.mean.get_ydata().max() < high
    plot.update([reports(0.1, 0.2)])  # below the axis: counted at its edge
    for outline in plot.outlines.values():
        assert outline.get_data()[0].sum() == pytest.approx(1)
