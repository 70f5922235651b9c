"""Histograms of a column under scalers: no bar is lost, typing errors are marked."""

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


def test_bars_add_up_and_typing_errors_are_marked():
    plot = Columns()
    words = plot.update([column(3)])
    for bars in plot.bars.values():
        assert bars.get_data()[0].sum() == pytest.approx(1)  # none is lost at an edge
    assert len(plot.marks["raw"].get_xdata()) == 3
    assert plot.marks["robust"].get_xdata().max() <= 4
    assert words.startswith("100 people, salary: within 1, 2, 3 standard deviations lie ≈ 97.0 %")
    assert "; the correct values fill ≈ 11 % of min-max's range" in words
    assert plot.shares.get_text().splitlines()[0] == "±1:  97.0 %"
