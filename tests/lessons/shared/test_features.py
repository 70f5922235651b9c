"""Features are what their names say, and the points stay as they were."""

import math

import pytest
import torch

from helpers import data
from helpers.lessons.shared.features import FEATURES, columns, expand

WORTH = {  # of the point (0.5, −2)
    "x1": 0.5,
    "x2": -2.0,
    "x1²": 0.25,
    "x2²": 4.0,
    "x1·x2": -1.0,
    "sin πx1": math.sin(math.pi / 2),
    "sin πx2": 0.0,
}


@pytest.mark.parametrize("features", FEATURES)
def test_each_column_is_what_its_name_says(features):
    row = columns(torch.tensor([[0.5, -2.0]]), features)
    expected = torch.tensor([[WORTH[name] for name in FEATURES[features]]])
    torch.testing.assert_close(row, expected, atol=1e-5, rtol=0)


def test_expand_keeps_examples_and_labels():
    split = data.split(data.make("xor"))
    wider = expand(split, "+ all")
    for before, after in ((split.train, wider.train), (split.test, wider.test)):
        assert torch.equal(after.x[:, :2], before.x)
        assert torch.equal(after.y, before.y)
        assert after.features == FEATURES["+ all"]
        assert after.n_features == 7
    assert split.train.n_features == 2


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"features takes one of x1 x2, .* got 'cubes'"):
        columns(torch.zeros(3, 2), "cubes")
    with pytest.raises(ValueError, match=r"points \(n, 2\), got \(3, 3\)"):
        columns(torch.zeros(3, 3))
