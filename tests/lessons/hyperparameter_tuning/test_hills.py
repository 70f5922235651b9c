"""A function whose peak is known."""

import pytest
import torch

from helpers.lessons.hyperparameter_tuning.hills import hills
from tests.lessons.hyperparameter_tuning.figures.runs import outcome


def test_hills_are_one_at_the_peak_and_fall_with_the_weights():
    peak, weights = torch.tensor([0.3, 0.6]), torch.tensor([0.9, 0.1])
    off = torch.tensor([[0.3, 0.6], [0.9, 0.6], [0.3, 0.0]])
    at_peak, far_in_first, far_in_second = hills(off, peak, weights).tolist()
    assert at_peak == pytest.approx(1)
    assert far_in_first == pytest.approx(0.1, abs=0.01)
    assert far_in_second == pytest.approx(0.9, abs=0.01)


def test_a_map_has_setting_1_along_its_columns_and_the_others_at_their_best():
    places = torch.linspace(0, 1, 11)
    scores = outcome().map(places)
    point = torch.tensor([0.2, 0.9, 0.5])  # the peak's third setting
    expected = hills(point, outcome().peak, outcome().weights)
    torch.testing.assert_close(scores[9, 2], expected)
    torch.testing.assert_close(scores.amax(), torch.tensor(1.0))


def test_the_first_hill_is_that_of_setting_1_alone():
    places = torch.tensor([0.3, 0.45])
    one_width_off = torch.tensor(-0.5).exp()
    expected = torch.stack([torch.tensor(1.0), one_width_off])
    torch.testing.assert_close(outcome().first_hill(places), expected)


def test_a_grid_repeats_its_values():
    assert outcome().first_values("grid") == 2 and outcome().first_values("random") == 8
