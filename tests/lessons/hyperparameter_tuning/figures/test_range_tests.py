"""The range test as a figure."""

import numpy as np
import pytest
import torch

from helpers.lessons.hyperparameter_tuning.figures.range_tests import RangeTest
from helpers.lessons.hyperparameter_tuning.rates import RangeTestResult
from tests.lessons.hyperparameter_tuning.figures.runs import range_tests
from tests.made import edges, fills, shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def test_a_doubled_loss_is_no_longer_drawn():
    plot, tests = RangeTest(), range_tests()
    plot.update(tests)
    shown = np.isfinite(plot.smooth.line.get_ydata())
    assert shown[0] and not shown[-1]  # a rate of 100 breaks every network
    assert not (np.diff(shown.astype(int)) > 0).any()  # what has gone does not come back
    assert not len(plot.raw.get_xdata())  # two seeds: no single mini-batches
    plot.update(tests[:1])
    assert not len(plot.marks[0].get_xdata())
    assert np.isnan(plot.accuracy.line.get_ydata()).all()


RATES, CONSTANT = torch.tensor([0.001, 0.01, 0.1, 1.0]), torch.tensor([0.01, 0.1, 1.0])
SMOOTH = torch.tensor([[2.0, 3, 4], [1.8, 1.9, 3.5], [1.2, 1.0, 8.1], [4.1, 1.5, 1]])  # (T, S)
ACCURACY = torch.tensor([[0.3, 0.5, 0.55], [0.95, 0.9, 0.1], [0.2, 0.15, 0.25]])  # (R, S)


def by_hand(known=4, accuracy=()):
    constant = CONSTANT[: len(accuracy)]
    suggested = torch.tensor([0.01, 0.1, 0.0316]) if known == 4 else torch.full((3,), np.nan)
    rates, smooth, accuracy = RATES[:known], SMOOTH[:known], torch.as_tensor(accuracy)
    return RangeTestResult(
        rates, smooth + 0.1, smooth, suggested, 0.001, 1.0, 4, constant, accuracy
    )


SUGGESTED = "the test suggests a learning rate of ≈ 0.032"
WORTH = "there the curve says ≈ {}, at the best of 3 rates, ≈ {}, ≈ 90 %"


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (by_hand(3), "the rate has grown to 0.1"),
        (by_hand(), SUGGESTED),
        # Half-way between the medians 50 and 90 %, or 90 and 20 %, over the rates' logarithms.
        (by_hand(accuracy=ACCURACY), f"{SUGGESTED}: {WORTH.format('70 %', '0.1')}"),
        (by_hand(accuracy=ACCURACY[[1, 2, 0]]), f"{SUGGESTED}: {WORTH.format('55 %', '0.01')}"),
    ],
)
def test_the_words_give_the_suggestion_and_what_it_is_worth(item, words):
    plot = RangeTest()
    assert plot.update([by_hand(1), item]) == words
    # One broken network is left out; where two of three are, nothing is drawn.
    shows(plot.smooth.line, item.rates, [3, 1.9, 1.1, np.nan][: item.step])
    _, low, high = edges(plot.smooth.band)
    np.testing.assert_allclose(low[:3], [2.5, 1.85, 1.05])
    np.testing.assert_allclose(high[:3], [3.5, 2.7, 1.15])
    if len(item.accuracy):
        middle = item.accuracy.sort(1).values[:, 1]
        shows(plot.accuracy.line, CONSTANT, middle)
        low, high = (item.accuracy.sort(1).values[:, [k, 1]].mean(1) for k in (0, 2))
        fills(plot.accuracy.band, CONSTANT, low, high)
    if item.step == 4:
        for mark in plot.marks:
            np.testing.assert_allclose(mark.get_xdata(), [0.0316] * 2, rtol=1e-6)


def test_who_diverged_is_counted_and_crossed_out():
    gone = np.nan
    plot, lost = RangeTest(), torch.tensor([[0.3, 0.5, 0.55], [0.9, gone, 0.7], [gone] * 3])
    assert plot.update([by_hand(accuracy=lost)]) == (
        f"{SUGGESTED}: {WORTH.format('65 %', '0.1').replace('90 %', '80 %')}; "
        "≈ 4 of 9 networks diverged"
    )
    shows(plot.lost, CONSTANT, [gone, 1 / 3, 1])  # the share that is lost at each rate


def test_one_network_shows_its_mini_batches():
    plot, tests = RangeTest(), range_tests([0])
    plot.update(tests)
    np.testing.assert_array_equal(plot.raw.get_ydata(), tests[-1].losses[:, 0])


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(RangeTest, range_tests)
