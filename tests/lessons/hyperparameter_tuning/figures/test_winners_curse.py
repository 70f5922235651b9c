"""The winner's curse as a figure."""

import pytest

from helpers.lessons.hyperparameter_tuning.figures.winners_curse import Curse
from tests.lessons.hyperparameter_tuning.figures.runs import selection
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def test_the_curse_is_the_distance_of_the_winners_two_scores():
    plot = Curse()
    words = plot.update([selection()])
    best, fresh = (side[-1].median().item() for side in selection().winners())
    assert plot.curves[0].line.get_ydata()[-1] == pytest.approx(best)
    assert plot.curves[1].line.get_ydata()[-1] == pytest.approx(fresh)
    assert plot.winner.get_xdata()[0] == pytest.approx(selection().validation[0].max().item())
    assert "medians of 3 validation sets" in words


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    def two():
        last = selection()
        return [type(last)(last.test, last.validation), last]

    check_settled(Curse, two)
