"""Contours are where the loss is what they say."""

import pytest
import torch

from helpers.lessons.data_scaling.valleys import contours

HESSIANS = torch.tensor(
    [[[2.0, 1.0], [1.0, 3.0]], [[2.0, -1.0], [-1.0, 3.0]], [[3.0, 1.0], [1.0, 2.0]]],
    dtype=torch.float64,
)


@pytest.mark.parametrize("hessian", HESSIANS)
def test_contours_are_where_the_loss_is_what_they_say(hessian):
    best, levels = torch.tensor([1.0, -1.0], dtype=torch.float64), (0.01, 1.0, 100.0)
    for level, outline in zip(levels, contours(hessian, best, levels), strict=True):
        off = torch.tensor(outline) - best[:, None]
        losses = 0.5 * (off * (hessian @ off)).sum(0)
        torch.testing.assert_close(losses, torch.full((181,), level).double())
