"""What a Bayesian search believes."""

import pytest

from tests.lessons.hyperparameter_tuning.figures.runs import belief


def test_a_belief_knows_its_best_trial_the_peak_and_the_place_worth_most():
    after = belief(3)
    assert (after.step, after.steps) == (3, 5)
    assert after.best == pytest.approx((after.x[2].item(), after.scores[2].item()))
    assert after.peak == pytest.approx((1.0, 0.85)) and after.next_trial == pytest.approx(1.0)
