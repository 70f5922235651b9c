"""Histograms of a column under scalers: no bar is lost, typing errors are marked."""

import numpy as np
import pytest
import torch

from helpers import scaling
from helpers.lessons.data_scaling.figures.scaled_columns import Columns
from helpers.lessons.data_scaling.scaled_columns import Column
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def column(typos=0, name="salary"):
    x = torch.linspace(10.0, 20.0, 100)[:, None]
    x[:typos] *= 10
    scaled = {key: fit(x)(x)[:, 0] for key, fit in scaling.SCALERS.items()}
    return Column(name, {"raw": x[:, 0], **scaled}, torch.arange(100) < typos)


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Columns, lambda: [column(0), column(3)])


def by_hand(turn=1):
    """Eight people, the last one a typing error."""
    z = torch.tensor([-0.5, 0.5, -0.9, 0.2, 1.5, -1.2, 2.5, 3.5])
    values = {"raw": 10 * (z + 2), "standard": turn * z, "min_max": z / 8 + 0.5, "robust": z + 9}
    return Column("salary", values, torch.arange(8) == 7)


def test_words_count_what_lies_within_and_the_range_of_the_correct():
    plot = Columns()
    # Of −1.2 to 2.5, the correct values, an eighth is 46 %; 4, 6 and 7 of eight lie within.
    words = (
        "8 people, salary: within 1, 2, 3 standard deviations lie ≈ 50.0 %, ≈ 75.0 %, ≈ 87.5 %; "
        "the correct values fill ≈ 46 % of min-max's range"
    )
    assert plot.update([column(3, "age"), by_hand()]) == words == plot.update([by_hand(-1)])
    assert plot.shares.get_text().splitlines() == ["±1:  50.0 %", "±2:  75.0 %", "±3:  87.5 %"]
    plot.update([by_hand()])
    marks = {"raw": 55, "standard": 3.5, "min_max": 0.9375, "robust": 4}  # at the edge: 12.5
    for key, place in marks.items():
        heights, edges, _ = plot.bars[key].get_data()
        shown = np.clip(by_hand().values[key].double().numpy(), edges[0], edges[-1])
        bins = np.minimum((shown - edges[0]) / (edges[1] - edges[0]), 47).astype(int)
        np.testing.assert_allclose(heights, np.bincount(bins, minlength=48) / 8)
        np.testing.assert_allclose(plot.marks[key].get_xdata(), min(place, edges[-1]))


def test_bars_add_up_and_typing_errors_are_marked():
    plot = Columns()
    plot.update([column(3)])
    for bars in plot.bars.values():
        assert bars.get_data()[0].sum() == pytest.approx(1)  # none is lost at an edge
    assert len(plot.marks["raw"].get_xdata()) == 3
    assert plot.marks["robust"].get_xdata().max() <= 4
