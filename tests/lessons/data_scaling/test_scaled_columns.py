"""A column under scalers: shares of z-scores, and what typing errors leave of a range."""

import pytest
import torch

from helpers.lessons.data_scaling.scaled_columns import Column, share_within


def test_both_sides_count_and_so_does_the_end():
    z = torch.tensor([-2.0, -1.0, 0.5, 3.0])
    assert [share_within(z, k) for k in (1, 2, 3)] == [0.5, 0.75, 1]


@pytest.mark.parametrize(("typos", "share"), [([], 1.0), ([3], 0.2), ([0, 3], 0.1)])
def test_typing_errors_take_their_part_of_the_range(typos, share):
    wrong = torch.zeros(4, dtype=torch.bool)
    wrong[typos] = True
    column = Column("salary", {"min_max": torch.tensor([0.0, 0.1, 0.2, 1.0])}, wrong)
    assert column.correct_range == pytest.approx(share)
