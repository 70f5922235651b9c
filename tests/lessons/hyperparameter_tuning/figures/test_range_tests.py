"""The range test as a figure."""

import numpy as np
import pytest

from helpers.lessons.hyperparameter_tuning.figures.range_tests import RangeTest
from tests.lessons.hyperparameter_tuning.figures.runs import range_tests
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def test_a_doubled_loss_is_no_longer_drawn():
    plot, tests = RangeTest(), range_tests()
    words = plot.update(tests)
    shown = np.isfinite(plot.smooth.line.get_ydata())
    assert shown[0] and not shown[-1]  # a rate of 100 breaks every network
    assert not (np.diff(shown.astype(int)) > 0).any()  # what has gone does not come back
    assert words.startswith("the test suggests a learning rate of ≈ ")
    assert len(plot.accuracy.line.get_xdata()) == len(tests[-1].constant) == 3
    assert not len(plot.raw.get_xdata())  # two seeds: no single mini-batches
    plot.update(tests[:1])
    assert not len(plot.marks[0].get_xdata())
    assert np.isnan(plot.accuracy.line.get_ydata()).all()


def test_one_network_shows_its_mini_batches():
    plot, tests = RangeTest(), range_tests([0])
    plot.update(tests)
    np.testing.assert_array_equal(plot.raw.get_ydata(), tests[-1].losses[:, 0])


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(RangeTest, range_tests)
