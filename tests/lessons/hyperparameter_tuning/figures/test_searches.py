"""Grid against random as a figure."""

import numpy as np
import pytest

from helpers.lessons.hyperparameter_tuning.figures.searches import LIFT, TALL, Searches
from tests.lessons.hyperparameter_tuning.figures.runs import outcome
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def test_searches_count_different_values_and_draw_stems_to_the_hill():
    plot = Searches()
    words = plot.update([outcome()])
    assert words.startswith("8 trials each; different values of setting 1: grid 2, random 8")
    assert "median of 4 searches: grid ≈ 65.0 %, random ≈ 90.0 %" in words
    assert len(plot.stems["random"].get_xdata()) == 24
    assert plot.axes[2].get_ylim()[0] == 0.5


def test_the_hill_above_a_map_is_highest_at_the_peak():
    plot = Searches()
    plot.update([outcome()])
    for curve, image in zip(plot.hills, plot.maps, strict=True):
        assert curve.get_xdata()[curve.get_ydata().argmax()] == pytest.approx(0.3)
        assert curve.get_ydata().max() == pytest.approx(LIFT + TALL)
        row, column = np.unravel_index(image.get_array().argmax(), (61, 61))
        assert (column / 60, row / 60) == pytest.approx((0.3, 0.6))


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Searches, lambda: [outcome(1), outcome()])
