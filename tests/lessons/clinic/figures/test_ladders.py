"""The ladder of changes."""

import numpy as np
import pytest
import torch

from helpers.lessons.clinic.figures.ladders import Ladder
from tests.made import shows
from tests.pictures import check_settled

ROWS = ["sick", "ReLU"]
VALUES = [[[0.2, 0.12, 0.3], [0.9, 0.4, 0.5]], [[0.25, 0.1, 0.35], [0.8, 0.95, 0.7]]]  # unsorted
SAID = "sick: alone ≈ {}, with all above it ≈ {}; ReLU: alone ≈ {}, with all above it ≈ {}"


@pytest.mark.parametrize(
    ("kinds", "rows", "said"),
    [
        ([0, 1], [0, 1], ("20 %", "25 %", "50 %", "80 %")),
        ([1, 0], [0, 1], ("25 %", "20 %", "80 %", "50 %")),
        ([0, 1], [1, 0], ("50 %", "80 %", "20 %", "25 %")),
    ],
)
def test_a_ladder_shows_medians_and_ranges(kinds, rows, said):
    values = torch.tensor(VALUES)[kinds][:, rows]
    plot = Ladder(ROWS)
    assert plot.update([values]) == SAID.format(*said)
    for k, name in enumerate(("alone", "with all above it")):
        low, median, high = values[k].sort(1).values.T
        places = np.array([0, 1]) + (0.16 if k else -0.16)
        shows(plot.medians[name], median, places)
        bars = np.stack([low, high, [np.nan] * 2], 1).ravel()
        np.testing.assert_allclose(plot.ranges[name].get_xdata(), bars)
        heights = np.stack([places, places, [np.nan] * 2], 1).ravel()
        np.testing.assert_allclose(plot.ranges[name].get_ydata(), heights)


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
