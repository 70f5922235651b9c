"""A mini-batch with one example dragged: its mean, its spread, and whom the drag moved."""

import pytest
import torch

from helpers.lessons.batch_normalization.minibatch import MiniBatch


def test_mean_and_spread_are_of_all_and_shifts_of_the_others():
    z, before = torch.tensor([3.0, -1.0, 1.0]), torch.tensor([0.0, -2.0, 1.0])
    batch = MiniBatch(z, torch.tensor([1.2, -1.25, 0.5]), before)
    assert batch.mean == 1 and batch.spread == pytest.approx((8 / 3) ** 0.5)
    assert batch.shifts.tolist() == [0.75, 0.5]
