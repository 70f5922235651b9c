"""Who is best on validation data."""

import pytest
import torch

from helpers.lessons.hyperparameter_tuning.selection import Selection


def test_the_winner_among_the_first_ones_is_the_first_of_equals():
    scores = Selection(torch.tensor([[0.5, 0.8, 0.8, 0.6, 0.9]]), torch.arange(5.0)[None] / 10)
    best, fresh = scores.winners()
    assert best[:, 0].tolist() == pytest.approx([0.5, 0.8, 0.8, 0.8, 0.9])
    assert fresh[:, 0].tolist() == pytest.approx([0.0, 0.1, 0.1, 0.1, 0.4])


def test_every_draw_has_a_winner_of_its_own():
    validation = torch.tensor([[0.5, 0.8, 0.6], [0.7, 0.4, 0.9]])
    best, fresh = Selection(validation, torch.tensor([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])).winners()
    torch.testing.assert_close(best, torch.tensor([[0.5, 0.7], [0.8, 0.7], [0.8, 0.9]]))
    torch.testing.assert_close(fresh, torch.tensor([[0.1, 0.4], [0.2, 0.4], [0.2, 0.6]]))
