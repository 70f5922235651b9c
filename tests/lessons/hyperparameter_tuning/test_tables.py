"""Scores of all combinations: which setting explains their differences."""

import pytest
import torch

from helpers.lessons.hyperparameter_tuning.tables import Table
from tests.lessons.hyperparameter_tuning.figures.runs import table


def test_a_setting_that_alone_decides_explains_everything():
    decided = torch.tensor([[0.1, 0.5, 0.9], [0.1, 0.5, 0.9]])
    assert table(decided).share("learning_rate") == pytest.approx(1)
    assert table(decided).share("layers") == pytest.approx(0)
    crossed = torch.tensor([[0.0, 1.0, 0.5], [1.0, 0.0, 0.5]])  # they act only together
    assert table(crossed).share("layers") == pytest.approx(0)


def test_a_single_setting_explains_everything():
    alone = Table({"layers": [1, 2, 3]}, torch.tensor([0.1, 0.5, 0.9]))
    assert alone.share("layers") == pytest.approx(1)


def test_of_many_settings_each_has_its_own_axis():
    values = {"layers": [1, 2], "units": [8, 16, 32], "size": [4, 8], "rate": [0.1, 0.2, 0.4, 0.8]}
    axes = [torch.arange(1.0, len(some) + 1) * 10**k for k, some in enumerate(values.values())]
    scores = sum(torch.meshgrid(*axes, indexing="ij"))  # a digit of each score tells one setting
    for k, name in enumerate(values):
        rows = Table(values, scores).rows(name)
        assert rows.shape == (len(values[name]), 48 / len(values[name]))
        digit = rows // 10**k % 10
        assert torch.equal(digit, torch.arange(1.0, len(rows) + 1)[:, None].expand_as(rows))


def test_two_settings_that_add_up_share_the_variance():
    layers, rates = torch.tensor([-1.0, 1.0]), torch.tensor([-2.0, 0.0, 2.0])
    both = table(layers[:, None] + rates)
    within = 1 + 8 / 3  # the variances add up
    assert both.share("layers") == pytest.approx(1 / within)
    assert both.share("learning_rate") == pytest.approx(8 / 3 / within)


def test_a_share_is_of_the_means_over_the_others():
    # One odd combination: the best of a row is not its mean.
    odd = torch.tensor([[0.0, 0.0, 6.0], [2.0, 2.0, 2.0]])
    assert table(odd).share("layers") == pytest.approx(0)
    means = torch.tensor([1.0, 1.0, 4.0])
    expected = (means.var(correction=0) / odd.var(correction=0)).item()
    assert table(odd).share("learning_rate") == pytest.approx(expected)


def test_what_diverged_is_left_out_of_the_share():
    nan = float("nan")
    scores = torch.tensor([[0.1, 0.5, nan], [0.3, 0.5, 0.9]])
    # Means by rate 0.2, 0.2, 0.5, 0.5, 0.9 for the five scores; of all 0.46.
    between = (2 * 0.26**2 + 2 * 0.04**2 + 0.44**2) / 5
    whole = (0.36**2 + 0.04**2 + 0.16**2 + 0.04**2 + 0.44**2) / 5
    assert table(scores).share("learning_rate") == pytest.approx(between / whole)
    lost = torch.cat([scores, torch.full((2, 1), nan)], 1)  # a rate at which all diverged
    values = {"layers": [1, 2], "learning_rate": [0.01, 0.1, 1.0, 10.0]}
    assert Table(values, lost).share("learning_rate") == pytest.approx(between / whole)
