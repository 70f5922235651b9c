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


def test_words_tell_the_median_of_every_variant_in_every_panel():
    loss = torch.tensor([[1.0, 1.1, 9.0], [2.0, 2.1, 9.0], [0.3, 0.4, 9.0]])
    accuracy = torch.tensor([[0.1, 0.2, 0.3], [0.5, 0.6, 0.7], [0.8, 0.9, 1.0]])
    words = Strips(NAMES, ["test_loss", "test_accuracy"]).update(
        [{"test_loss": loss, "test_accuracy": accuracy}]
    )
    assert words == (
        "test loss, median: overfit ≈ 1.1, early stopping ≈ 2.1, L2 ≈ 0.4; "
        "test accuracy, median: overfit ≈ 20 %, early stopping ≈ 60 %, L2 ≈ 90 %"
    )


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
