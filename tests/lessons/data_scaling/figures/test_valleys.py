"""The figure of a valley: the path it is given, and words that tell where it ends."""

import numpy as np
import pytest
import torch

from helpers.lessons.data_scaling.figures.valleys import Valley
from helpers.lessons.shared.descents import walk
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def valley(rate, ratio=3.0, steps=50):
    """A walk down ½ Σ (w − 1)² · (1, ratio²), with exactly these curvatures."""
    x = torch.tensor([[1.0, 1.0], [1.0, -1.0]], dtype=torch.float64) * torch.tensor([1.0, ratio])
    y = x.sum(1, keepdim=True)
    rates = torch.cat([torch.tensor([rate]), torch.logspace(-3, 1, 401)]).double()
    path = [torch.tensor([[-0.5], [2.0]], dtype=torch.float64).expand(2, 402)]
    for _ in range(steps):
        path.append(path[-1] - rates * (x.T @ (x @ path[-1] - y)) / len(x))
    return list(walk(x, y, torch.stack(path), rates))


@pytest.mark.parametrize(("rate", "steps"), [(0.1, 50), (0.5, 2000)], ids=["inside", "left"])
def test_the_settled_picture_depends_on_the_list_alone_and_fits(rate, steps):
    check_settled(Valley, lambda: valley(rate, steps=steps))


def test_the_whole_path_is_drawn():
    descents, plot = valley(0.1, steps=20), Valley()
    plot.update(descents)
    np.testing.assert_array_equal(np.stack(plot.path.get_data(), 1), descents[-1].path)


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (0.001, "50 steps leave ≈ "),
        (0.2, "leave less than a millionth of the loss"),
        (0.3, "50 steps climb out of the valley"),
    ],
)
def test_the_valleys_words_tell_where_it_ends(rate, words):
    text = Valley().update(valley(rate))
    assert text.startswith("condition number ≈ 9; largest stable rate predicted ≈ 0.222, observed")
    assert words in text
