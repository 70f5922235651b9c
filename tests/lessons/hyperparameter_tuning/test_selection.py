"""Who is best on validation data."""

import pytest
import torch

from helpers.lessons.hyperparameter_tuning.selection import Selection


def test_the_winner_among_the_first_ones_is_the_first_of_equals():
    scores = Selection(torch.tensor([[0.5, 0.8, 0.8, 0.6, 0.9]]), torch.arange(5.0)[None] / 10)
    best, fresh = scores.winners()
    assert best[:, 0].tolist() == pytest.approx([0.5, 0.8, 0.8, 0.8, 0.9])
    assert fresh[:, 0].tolist() == pytest.approx([0.0, 0.1, 0.1, 0.1, 0.4])
