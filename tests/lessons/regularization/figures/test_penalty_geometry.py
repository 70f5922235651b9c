"""The geometry of a penalty: both contours run through the minimum of the sum."""

import numpy as np
import pytest
import torch

from helpers.lessons.regularization.figures.penalty_geometry import Diamond
from helpers.lessons.regularization.shrinkage import shrink
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
HESSIAN = torch.tensor([[1.0, 0.5], [0.5, 1.0]], dtype=torch.float64)
BEST = torch.tensor([1.5, 0.6], dtype=torch.float64)
STRENGTHS = torch.linspace(0, 2, 21, dtype=torch.float64)


def shrunk(strength=1.0, mix=1.0):
    return [shrink(HESSIAN, BEST, strength, mix, STRENGTHS)]


@pytest.mark.parametrize("mix", [0.0, 0.4, 1.0])
def test_both_contours_run_through_the_minimum(mix):
    item, plot = shrunk(0.8, mix)[0], Diamond()
    plot.update([item])
    for line in (plot.level, plot.ball):
        away = np.hypot(*(line.get_xydata() - item.weights.numpy()).T)
        assert away.min() < 0.03
    np.testing.assert_allclose(plot.path.get_xydata(), item.path)
    assert plot.here.get_xdata()[0] == item.weights[0]


def test_a_zero_is_told_only_if_it_is_exact():
    plot = Diamond()
    assert plot.update(shrunk(1.0, 1.0)).endswith("w₂ = 0 exactly")
    assert "exactly" not in plot.update(shrunk(1.0, 0.0))


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Diamond, lambda: shrunk(0.2, 0.0) + shrunk())
