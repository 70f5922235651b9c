"""The figure of a valley: the path it is given, and words that tell where it ends."""

import numpy as np
import pytest
import torch

from helpers.lessons.data_scaling.figures.valleys import Valley
from helpers.lessons.shared.descents import Descent
from tests.lessons.shared.walks import walk_down
from tests.made import shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize(("rate", "steps"), [(0.1, 50), (0.5, 2000)], ids=["inside", "left"])
def test_the_settled_picture_depends_on_the_list_alone_and_fits(rate, steps):
    check_settled(Valley, lambda: walk_down(rate, steps=steps))


RATES, SHRUNK = torch.tensor([0.01, 0.1, 1.0]), torch.tensor([0.5, 1e-9, torch.inf])


def by_hand(left, predicted=0.5, observed=0.45):
    """A descent by hand: curvatures 4 and 1, the best weights at (1, ½)."""
    return Descent(
        hessian=torch.diag(torch.tensor([4.0, 1.0])).double(),
        best=torch.tensor([1.0, 0.5]).double(),
        path=torch.tensor([[-0.5, 2.0], [0.3, 1.7], [0.8, 1.1]]),
        rate=0.1,
        left=left,
        rates=RATES,
        shrunk=SHRUNK,
        predicted=predicted,
        observed=observed,
        step=2,
        steps=50,
    )


@pytest.mark.parametrize(
    ("left", "fate"),
    [
        (0.031, "50 steps leave ≈ 0.031 of the loss"),
        (1e-8, "50 steps leave less than a millionth of the loss"),
        (1.01, "50 steps climb out of the valley"),
        (float("nan"), "50 steps climb out of the valley"),
    ],
)
def test_the_valleys_words_tell_its_limits_and_where_it_ends(left, fate):
    said = "condition number ≈ 4; largest stable rate predicted ≈ {}, observed ≈ {}; {}"
    assert Valley().update([by_hand(left)]) == said.format("0.5", "0.45", fate)
    assert Valley().update([by_hand(left, 0.45, 0.5)]) == said.format("0.45", "0.5", fate)


def test_path_contours_and_sweep_are_the_descents():
    plot, run = Valley(), by_hand(0.031)
    plot.update([run])
    shows(plot.path, *run.path.T)
    shows(plot.best, [1], [0.5])
    shows(plot.sweep, RATES, [0.5, 1e-7, 1e12])  # what lies far beyond is drawn there
    shows(plot.here, [0.1], [0.031])
    shows(plot.edge, [0.45], [1])
    assert list(plot.limit.get_xdata()) == [0.5, 0.5]
    for line, level in zip(plot.contours, 10.0 ** np.arange(-4, 5), strict=True):
        across, up = line.get_data()
        losses = (4 * (across - 1) ** 2 + (up - 0.5) ** 2) / 2
        np.testing.assert_allclose(losses, level)
