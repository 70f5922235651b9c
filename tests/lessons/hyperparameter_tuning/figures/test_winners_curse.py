"""The winner's curse as a figure."""

import numpy as np
import pytest
import torch

from helpers.lessons.hyperparameter_tuning.figures.winners_curse import Curse
from helpers.lessons.hyperparameter_tuning.selection import Selection
from tests.lessons.hyperparameter_tuning.figures.runs import selection
from tests.made import fills, shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


VALIDATION = [[0.7, 0.9, 0.8, 0.6], [0.75, 0.7, 0.88, 0.6], [0.95, 0.7, 0.8, 0.6]]
TEST = [[0.65, 0.82, 0.85, 0.5], [0.6, 0.7, 0.8, 0.5], [0.78, 0.9, 0.7, 0.5]]
# The winners of 1, 2, 3 and 4 networks in each draw, and what they are worth.
CHOSEN = [[0.7, 0.9, 0.9, 0.9], [0.75, 0.75, 0.88, 0.88], [0.95] * 4]
WORTH = [[0.65, 0.82, 0.82, 0.82], [0.6, 0.6, 0.8, 0.8], [0.78] * 4]


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1]])
def test_the_curse_is_the_distance_of_the_winners_two_scores(order):
    plot = Curse()
    validation, test = (torch.tensor(scores)[order] for scores in (VALIDATION, TEST))
    assert plot.update([Selection(validation, test)]) == (
        "best of 4 networks: ≈ 90.0 % on validation data, ≈ 80.0 % on fresh data, "
        "medians of 3 validation sets: too good by ≈ 10 points"
    )
    for curve, scores in zip(plot.curves, (CHOSEN, WORTH), strict=True):
        low, middle, high = np.sort(scores, axis=0)
        shows(curve.line, [1, 2, 3, 4], middle)
        fills(curve.band, [1, 2, 3, 4], (low + middle) / 2, (middle + high) / 2)
    shows(plot.networks, validation[0], test[0])
    first = order[0]
    shows(plot.winner, [CHOSEN[first][-1]], [WORTH[first][-1]])


def test_exchanged_scores_exchange_their_words():
    one, other = torch.tensor(VALIDATION[:1]), torch.tensor(TEST[:1])
    assert Curse().update([Selection(one, other)]) == (
        "best of 4 networks: ≈ 90.0 % on validation data, ≈ 82.0 % on fresh data: "
        "too good by ≈ 8 points"
    )
    assert Curse().update([Selection(other, one)]) == (
        "best of 4 networks: ≈ 85.0 % on validation data, ≈ 80.0 % on fresh data: "
        "too good by ≈ 5 points"
    )


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    def two():
        last = selection()
        return [type(last)(last.test, last.validation), last]

    check_settled(Curse, two)
