"""Strips: every seed is a dot, the bar is their median."""

import numpy as np
import pytest
import torch

from helpers.lessons.regularization.figures.strips import Strips
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
NAMES = ["overfit", "early stopping", "L2"]


def build():
    return Strips(NAMES, ["test_loss", "gap"])


def losses():
    draws = torch.Generator().manual_seed(0)
    return [{"test_loss": torch.rand(3, 8, generator=draws), "gap": torch.arange(24.0).view(3, 8)}]


def test_strips_show_every_seed_and_the_median():
    (values,), plot = losses(), build()
    words = plot.update([values])
    for k, (dots, bar) in enumerate(plot.rows[1]):
        np.testing.assert_array_equal(dots.get_xydata(), np.c_[values["gap"][k], [k] * 8])
        assert bar.get_xdata()[0] == np.median(values["gap"][k])
    assert plot.levels[1].get_xdata()[0] == np.median(values["gap"][0])
    assert words.startswith("test loss, median: overfit ≈ ")
    assert [text.get_text() for text in plot.figure.texts] == NAMES


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    def twice():
        (last,) = losses()
        return [{key: 2 * part for key, part in last.items()}, last]

    check_settled(build, twice)
