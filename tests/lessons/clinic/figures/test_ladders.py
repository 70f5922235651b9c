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
