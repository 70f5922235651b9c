"""Committees: accuracy over the number of voters, a mark at every doubling."""

import pytest
import torch

from helpers.lessons.dropout.ensembles import KINDS, Vote
from helpers.lessons.dropout.figures.committees import Committees
from tests.made import shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def vote(step=2):
    rows = {name: torch.linspace(0.5, 0.5 + k / 10, 20) for k, name in enumerate(KINDS)}
    return Vote({name: rows[name] for name in KINDS[: step + 1]}, 0.77, step, 2)


def test_committees_mark_every_doubling_and_may_grow_in_number():
    plot = Committees()
    plot.update([vote(step=0)])
    assert not len(plot.curves["random forest"].get_xdata())
    plot.update([vote()])
    forest = plot.curves["random forest"]
    assert list(forest.get_markevery()) == [0, 1, 3, 7, 15]
    assert list(forest.get_xdata()) == list(range(1, 21))
    assert plot.axes[0].get_xlim()[1] > 20 and set(plot.level.get_ydata()) == {0.77}


ROWS = [[0.5, 0.55, 0.62, 0.6], [0.65, 0.7], [0.75, 0.9, 0.8]]
SAID = ["(4) ≈ 60 %", "(2) ≈ 70 %", "(3) ≈ 80 %"]


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1]])
def test_each_committee_has_its_own_curve_and_end(order):
    plot = Committees()
    growing = {name: torch.tensor(ROWS[k]) for name, k in zip(KINDS, order, strict=True)}
    assert plot.update([Vote(growing, 0.77)]) == (
        f"test accuracy: thinned networks {SAID[order[0]]}, bagged {SAID[order[1]]}, "
        f"random forest {SAID[order[2]]}, all on, scaled ≈ 77 %"
    )
    for name, k in zip(KINDS, order, strict=True):
        shows(plot.curves[name], range(1, len(ROWS[k]) + 1), ROWS[k])
    assert set(plot.level.get_ydata()) == {0.77}


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Committees, lambda: [vote(0), vote()])
