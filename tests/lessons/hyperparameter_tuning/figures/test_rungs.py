"""Successive halving as a figure."""

import numpy as np
import pytest
import torch

from helpers.lessons.hyperparameter_tuning.figures.rungs import Rungs
from helpers.lessons.hyperparameter_tuning.halving import HalvingRace
from tests.lessons.hyperparameter_tuning.figures.runs import races
from tests.made import shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


# After 0, 1 and 2 epochs, three races of four; the best after one epoch goes on alone.
START = [[0.1, 0.1, 0.1, 0.1]] * 3
ONE = [[0.5, 0.4, 0.3, 0.2], [0.3, 0.5, 0.2, 0.4], [0.3, 0.2, 0.5, 0.6]]
TWO = [[0.8, 0.1, 0.9, 0.2], [0.4, 0.7, 0.5, 0.66], [0.85, 0.4, 0.55, 0.61]]
ALONE = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]]


def by_hand(order):
    """Of all the best are 90, 70 and 85 %, the survivors 80, 70 and 61 %. Two of four could train
    on the budget: 1/2 of the best, 1/3 of the next and 1/6 of the third are 75, 65.3 and 72 %."""
    scores = torch.tensor([START, ONE, TWO])[:, order]
    racing = torch.tensor([[[1] * 4] * 3, [[1] * 4] * 3, ALONE]).bool()[:, order]
    return HalvingRace(scores, racing, 2, (1,))


WORDS = (
    "1 of 4 still race, 62 % of the epochs spent; all to the end ≈ 85.0 %, halving ≈ 70.0 %, "
    "random, same budget ≈ 72.0 %; nothing lost in 1 of 3 races"
)


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1]])
def test_the_best_survivor_is_not_the_best_of_all(order):
    plot = Rungs()
    assert plot.update([by_hand(order)]) == WORDS
    all_best, survivors = [0.9, 0.7, 0.85], [0.8, 0.7, 0.61]
    for dots, scores in zip(
        plot.ends.dots, (all_best, survivors, [0.75, 0.98 / 1.5, 0.72]), strict=True
    ):
        np.testing.assert_allclose(dots.get_ydata(), [scores[k] for k in order], rtol=1e-6)
    bars = plot.ends.medians.get_ydata().reshape(3, 3)[:, :2]
    np.testing.assert_allclose(bars, [[0.85] * 2, [0.7] * 2, [0.72] * 2], rtol=1e-6)
    level = plot.ends.pairs.get_ydata().reshape(3, 3)[:, :2]
    pairs = [[all_best[k], survivors[k]] for k in order]
    np.testing.assert_allclose(level, pairs, rtol=1e-6)
    first = order[0]
    heights = zip(START[0], ONE[first], TWO[first], strict=True)
    curves = [list(enumerate(scores)) for scores in heights]
    on, off = ([k for k in range(4) if ALONE[first][k] == goes] for goes in (1, 0))
    for seen, wanted in zip(plot.racing.get_segments(), range(4), strict=True):
        np.testing.assert_allclose(seen, curves[wanted][: 3 if wanted in on else 2], rtol=1e-6)
    for seen, wanted in zip(plot.after.get_segments(), off, strict=True):
        np.testing.assert_allclose(seen, curves[wanted][1:], rtol=1e-6)
    shows(plot.cuts, [1, 1, 1], [ONE[first][k] for k in off])
    assert list(plot.rungs.get_xdata()[:2]) == [1, 1]


def test_one_race_is_no_count_of_races():
    words = Rungs().update([by_hand([0])])
    assert words == (
        "1 of 4 still race, 62 % of the epochs spent; all to the end ≈ 90.0 %, halving ≈ 80.0 %, "
        "random, same budget ≈ 75.0 %"
    )


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Rungs, races)
