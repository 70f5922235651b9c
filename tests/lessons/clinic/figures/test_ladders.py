"""The ladder of changes."""

import numpy as np
import pytest
import torch

from helpers.lessons.clinic.figures.ladders import Ladder
from tests.pictures import check_settled


def test_a_ladder_shows_medians_and_ranges():
    values = torch.tensor([[[0.1, 0.2, 0.3], [0.4, 0.5, 0.9]], [[0.1, 0.2, 0.3], [0.7, 0.8, 0.9]]])
    plot = Ladder(["sick", "ReLU"])
    words = plot.update([values])
    assert words == (
        "sick: alone ≈ 20 %, with all above it ≈ 20 %; ReLU: alone ≈ 50 %, with all above it ≈ 80 %"
    )
    assert plot.medians["alone"].get_xdata() == pytest.approx([0.2, 0.5])
    reach = plot.ranges["with all above it"].get_xdata()
    np.testing.assert_allclose(reach, [0.1, 0.3, np.nan, 0.7, 0.9, np.nan], atol=1e-6)


def test_a_settled_picture_depends_on_its_list_alone_and_fits():
    check_settled(
        lambda: Ladder(["sick", "J3: inputs standardized"]),
        lambda: [torch.ones(2, 2, 3), torch.zeros(2, 2, 3)],
    )


def test_seeds_that_diverged_are_counted_and_left_out():
    nan = float("nan")
    values = torch.tensor([[[0.1, 0.2, 0.3], [nan, 0.4, nan]], [[0.1, 0.2, 0.3], [nan, nan, nan]]])
    plot = Ladder(["sick", "ReLU"])
    words = plot.update([values])
    assert words == (
        "sick: alone ≈ 20 %, with all above it ≈ 20 %; "
        "ReLU: alone ≈ 40 % and ≈ 2 of 3 diverged, with all above it ≈ 3 of 3 diverged"
    )
    assert [note.get_text() for note in plot.notes] == ["≈ 2 of 3 diverged", "≈ 3 of 3 diverged"]
    plot.update([torch.ones(2, 2, 3)])
    assert not plot.notes
