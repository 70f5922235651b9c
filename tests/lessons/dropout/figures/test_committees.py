"""Committees: accuracy over the number of voters, a mark at every doubling."""

import pytest
import torch

from helpers.lessons.dropout.ensembles import KINDS, Vote
from helpers.lessons.dropout.figures.committees import Committees
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def vote(step=2):
    rows = {name: torch.linspace(0.5, 0.5 + k / 10, 20) for k, name in enumerate(KINDS)}
    return Vote({name: rows[name] for name in KINDS[: step + 1]}, 0.77, step, 2)


def test_committees_mark_every_doubling_and_may_grow_in_number():
    plot = Committees()
    plot.update([vote(step=0)])
    assert not len(plot.curves["random forest"].get_xdata())
    words = plot.update([vote()])
    forest = plot.curves["random forest"]
    assert list(forest.get_markevery()) == [0, 1, 3, 7, 15]
    assert list(forest.get_xdata()) == list(range(1, 21))
    assert plot.axes[0].get_xlim()[1] > 20 and set(plot.level.get_ydata()) == {0.77}
    assert words.endswith("random forest (20) ≈ 70 %, all on, scaled ≈ 77 %")


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Committees, lambda: [vote(0), vote()])
