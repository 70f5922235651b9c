"""What a Bayesian search believes."""

import pytest
import torch

from helpers.lessons.hyperparameter_tuning.beliefs import Belief
from tests.lessons.hyperparameter_tuning.figures.runs import belief


def test_a_belief_knows_its_best_trial_the_peak_and_the_place_worth_most():
    after = belief(3)
    assert (after.step, after.steps) == (3, 5)
    assert after.best == pytest.approx((after.x[2].item(), after.scores[2].item()))
    assert after.peak == pytest.approx((1.0, 0.85)) and after.next_trial == pytest.approx(1.0)


def test_best_peak_and_next_place_are_three_things():
    x, unsure = torch.tensor([1.0, 2.0, 3.0, 4.0]), torch.full((4,), 0.1)
    truth = torch.tensor([0.1, 0.9, 0.3, 0.2])
    mean, worth = torch.tensor([0.1, 0.2, 0.3, 0.8]), torch.tensor([0.1, 0.2, 0.5, 0.3])
    trials, scores = torch.tensor([3.0, 1.0, 4.0]), torch.tensor([0.3, 0.6, 0.2])
    after = Belief(x, truth, mean, unsure, worth, trials, scores, 5)
    assert after.next_trial == 3 and after.peak == pytest.approx((2, 0.9))
    assert after.best == pytest.approx((1, 0.6))
