"""What the model of a Bayesian search believes, as a figure."""

import pytest

from helpers.lessons.hyperparameter_tuning.figures.surrogates import Surrogate
from tests.lessons.hyperparameter_tuning.figures.runs import belief
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def surrogate():
    return Surrogate("learning rate", "accuracy")


def test_the_surrogate_points_to_the_place_worth_most():
    plot = surrogate()
    words = plot.update([belief()])
    assert set(plot.nexts[0].get_xdata()) == {1.0}
    assert len(plot.trials.get_xdata()) == 3 and len(plot.newest.get_xdata()) == 1
    assert words.startswith("after 3 trials the best is ≈ 26.3 %")


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(surrogate, lambda: [belief(), belief(5)])
