"""Strips: every seed is a dot, the bar is their median."""

import numpy as np
import pytest
import torch

from helpers.lessons.regularization.figures.strips import Strips
from tests.made import shows
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


LOSSES = [[0.9, 0.2, 0.7, 0.8, 0.95], [0.5, 0.1, 0.6, 0.3, 0.55], [0.4, 0.99, 0.45, 0.3, 0.65]]
SHARES = [[0.7, 0.6, 0.1, 0.65, 0.9], [0.71, 0.8, 0.2, 0.75, 0.85], [0.9, 0.95, 0.99, 0.5, 0.92]]
MIDDLE = {"test_loss": [0.8, 0.5, 0.45], "test_accuracy": [0.65, 0.75, 0.92]}  # of five the third
SAID = {"test_loss": ["≈ 0.8", "≈ 0.5", "≈ 0.45"], "test_accuracy": ["≈ 65 %", "≈ 75 %", "≈ 92 %"]}


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1]])
@pytest.mark.parametrize("keys", [["test_loss", "test_accuracy"], ["test_accuracy", "test_loss"]])
def test_strips_show_every_seed_and_the_median(keys, order):
    values = {
        "test_loss": torch.tensor(LOSSES)[order],
        "test_accuracy": torch.tensor(SHARES)[order],
    }
    names = [NAMES[k] for k in order]
    plot = Strips(names, keys)
    told = [
        f"{key.replace('_', ' ')}, median: "
        + ", ".join(f"{NAMES[k]} {SAID[key][k]}" for k in order)
        for key in keys
    ]
    assert plot.update([values]) == "; ".join(told)
    for key, rows, level in zip(keys, plot.rows, plot.levels, strict=True):
        for at, (k, (dots, bar)) in enumerate(zip(order, rows, strict=True)):
            shows(dots, values[key][at], [at] * 5)
            shows(bar, [MIDDLE[key][k]], [at])
        np.testing.assert_allclose(level.get_xdata(), [MIDDLE[key][order[0]]] * 2, rtol=1e-6)
    assert [text.get_text() for text in plot.figure.texts] == names


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    def twice():
        (last,) = losses()
        return [{key: 2 * part for key, part in last.items()}, last]

    check_settled(build, twice)
