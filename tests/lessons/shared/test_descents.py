"""Gradient descent on a squared loss: its path grows to the whole, its limit is 2/λmax."""

import pytest
import torch

from helpers.lessons.shared.descents import shown_steps
from tests.lessons.shared.walks import walk_down


def test_a_walk_is_shown_in_steps_that_grow_and_its_end_last():
    assert shown_steps(20) == [1, 2, 4, 8, 16, 20]
    assert shown_steps(4) == [1, 2, 4] and shown_steps(0) == [0]
    assert [(item.step, len(item.path)) for item in walk_down()] == [
        (step, step + 1) for step in shown_steps(20)
    ]


@pytest.mark.parametrize("ratio", [1.0, 3.0, 10.0])
def test_the_limit_is_two_over_the_largest_curvature_and_is_met(ratio):
    last = walk_down(0.001, ratio, steps=50)[-1]
    curvatures = torch.diag(torch.tensor([1.0, ratio**2], dtype=torch.float64))
    torch.testing.assert_close(last.hessian, curvatures)
    torch.testing.assert_close(last.best, torch.ones(2, dtype=torch.float64))
    assert last.predicted == pytest.approx(2 / ratio**2)
    assert last.observed == pytest.approx(last.predicted, rel=0.05)
    few = walk_down(0.001, ratio, steps=2)[-1]  # the largest rate that leaves no more than it found
    assert few.shrunk[few.rates <= few.observed].max() <= 1
    assert few.shrunk[few.rates > few.observed].min() > 1


def test_what_is_left_is_the_loss_at_the_end_over_the_loss_at_the_start():
    last = walk_down(rate=0.1, ratio=3.0, steps=20)[-1]
    shrink = torch.tensor([1 - 0.1, 1 - 0.1 * 9]).double() ** 20  # of each weight's distance
    start, curvatures = torch.tensor([-1.5, 1.0]).double(), torch.tensor([1.0, 9.0]).double()
    expected = (curvatures * (start * shrink) ** 2).sum() / (curvatures * start**2).sum()
    assert last.left == pytest.approx(expected.item())
    near = (last.rates - 0.1).abs().argmin()
    assert last.shrunk[near].item() == pytest.approx(expected.item(), rel=0.2)
