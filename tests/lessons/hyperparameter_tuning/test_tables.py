"""Scores of all combinations: which setting explains their differences."""

import pytest
import torch

from helpers.lessons.hyperparameter_tuning.tables import Table
from tests.lessons.hyperparameter_tuning.figures.runs import table


def test_a_setting_that_alone_decides_explains_everything():
    decided = torch.tensor([[0.1, 0.5, 0.9], [0.1, 0.5, 0.9]])
    assert table(decided).share("learning_rate") == pytest.approx(1)
    assert table(decided).share("layers") == pytest.approx(0)
    crossed = torch.tensor([[0.0, 1.0, 0.5], [1.0, 0.0, 0.5]])  # they act only together
    assert table(crossed).share("layers") == pytest.approx(0)


def test_a_single_setting_explains_everything():
    alone = Table({"layers": [1, 2, 3]}, torch.tensor([0.1, 0.5, 0.9]))
    assert alone.share("layers") == pytest.approx(1)
