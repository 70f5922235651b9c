"""The geometry of a penalty: both contours run through the minimum of the sum."""

import numpy as np
import pytest
import torch

from helpers.lessons.regularization.figures.penalty_geometry import Diamond
from helpers.lessons.regularization.shrinkage import Shrinkage, shrink
from tests.made import shows
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


@pytest.mark.parametrize(
    ("mix", "weights", "words"),
    [
        (1.0, [0.5, 0.0], "λ = 0.8, all L1: w₁ ≈ 0.5 and w₂ = 0 exactly"),
        (0.0, [0.0, 0.5], "λ = 0.8, all L2: w₁ = 0 exactly and w₂ ≈ 0.5"),
        (0.3, [1e-9, -0.7], "λ = 0.8, 30 % L1, the rest L2: w₁ ≈ 10⁻⁹ and w₂ ≈ −0.7"),
    ],
)
def test_words_and_lines_keep_the_two_weights_apart(mix, weights, words):
    path = torch.tensor([[1.5, 0.6], [0.9, 0.2]])
    eye, now = torch.eye(2, dtype=torch.float64), torch.tensor(weights, dtype=torch.float64)
    plot = Diamond()
    assert plot.update([Shrinkage(eye, BEST, mix, 0.8, now, torch.tensor([0.0, 2]), path)]) == words
    shows(plot.best, [1.5], [0.6])
    shows(plot.here, *np.array(weights)[:, None])
    shows(plot.path, *path.T)
    for k in range(2):
        shows(plot.weights[k], [0, 2], path[:, k])
        shows(plot.now[k], [0.8], weights[k : k + 1])
    far = np.hypot(*(np.array(weights) - BEST.numpy()))  # with this Hessian a circle
    np.testing.assert_allclose(np.hypot(*(plot.level.get_xydata() - BEST.numpy()).T), far)
    away = abs(plot.ball.get_xydata())
    penalty = mix * away.sum(1) + (1 - mix) / 2 * (away**2).sum(1)
    same = mix * abs(now).sum() + (1 - mix) / 2 * (now**2).sum()
    np.testing.assert_allclose(penalty, same.item())


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Diamond, lambda: shrunk(0.2, 0.0) + shrunk())
