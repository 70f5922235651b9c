"""Where a penalty moves the minimum of a squared loss, and the contours that meet there."""

import numpy as np
import pytest
import torch

from helpers.lessons.regularization.shrinkage import (
    DIRECTIONS,
    ball,
    ellipse,
    minima,
    mix_name,
    shrink,
)

HESSIAN = torch.tensor([[1.0, 0.5], [0.5, 1.0]], dtype=torch.float64)
BEST = torch.tensor([1.5, 0.6], dtype=torch.float64)
STRENGTHS = torch.linspace(0, 2, 21, dtype=torch.float64)


def test_l2_has_a_formula_and_l1_takes_lambda_off_independent_weights():
    none = torch.zeros(21, dtype=torch.float64)
    weights = minima(HESSIAN, BEST, none, STRENGTHS)
    by_formula = [torch.linalg.solve(HESSIAN + s * torch.eye(2), HESSIAN @ BEST) for s in STRENGTHS]
    torch.testing.assert_close(weights, torch.stack(by_formula))
    weights = minima(torch.eye(2).double(), BEST, STRENGTHS, none)
    expected = BEST.sign() * (BEST.abs() - STRENGTHS[:, None]).clamp_min(0)
    torch.testing.assert_close(weights, expected)
    assert (weights[8:, 1] == 0).all()


@pytest.mark.parametrize("mix", [0.0, 0.3, 1.0])
def test_the_minimum_is_lower_than_all_around_it(mix):
    def total(w):
        away = w - BEST
        loss = ((away @ HESSIAN) * away).sum(-1) / 2
        return loss + 0.7 * (mix * w.abs().sum(-1) + (1 - mix) / 2 * w.square().sum(-1))

    item = shrink(HESSIAN, BEST, 0.7, mix, STRENGTHS)
    nearby = item.weights + 0.01 * torch.from_numpy(DIRECTIONS.T)
    assert (total(nearby) > total(item.weights)).all()
    away = item.weights - BEST
    assert item.level == pytest.approx((away @ HESSIAN @ away).item() / 2)
    for strength, there in zip(STRENGTHS[[0, 5, 20]], item.path[[0, 5, 20]], strict=True):
        alone = shrink(HESSIAN, BEST, strength.item(), mix, STRENGTHS[:1]).weights
        torch.testing.assert_close(there, alone)


def test_balls_are_diamonds_and_circles_and_may_be_a_point():
    weights = np.array([0.6, -0.8])
    np.testing.assert_allclose(np.hypot(*ball(weights, 0.0)), 1)
    np.testing.assert_allclose(np.abs(ball(weights, 1.0)).sum(0), 1.4)
    for mix in (0.0, 0.5, 1.0):
        np.testing.assert_array_equal(ball(np.zeros(2), mix), 0)
    np.testing.assert_allclose(np.hypot(*ellipse(torch.eye(2), np.zeros(2), 2.0)), 2)


def test_a_mix_is_named_by_its_ends():
    names = [mix_name(mix) for mix in (0.0, 0.3, 1.0)]
    assert names == ["all L2", "30 % L1, the rest L2", "all L1"]
