"""Weights under a penalty: bars are shares, and exact zeros stand apart."""

import numpy as np
import pytest
import torch

from helpers.lessons.regularization.figures.weights import EDGES, LOWEST, Weights
from helpers.lessons.regularization.sparsity import WEIGHTS
from helpers.recipes import Recipe
from helpers.training import fit
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
RUN = {"steps": 6, "every": 2, "batch_size": 8, "dtype": torch.float64}
NET = Recipe(hidden=(6,), lr=0.5)


def pair(l1=0.1, **changes):
    return fit([NET, NET.but(l1=l1, **changes)], toy(), probes=WEIGHTS, **RUN).records


def test_bars_are_shares_and_exact_zeros_stand_apart():
    records, plot = pair(), Weights()
    plot.update(records)
    weights = records[-1].probed["all_weights"]
    zero = records[-1].probed["zero_share"]
    assert zero[0] == 0 and zero[1] > 0
    assert plot.zeros.get_ydata()[1] == zero[1]
    for line, row in zip((plot.before, plot.after), weights.numpy(), strict=True):
        inside = np.clip(row[row != 0], EDGES[0], EDGES[-1])
        shares = np.histogram(inside, EDGES)[0] / len(row)
        drawn = line.get_ydata()[:-1]
        np.testing.assert_allclose(np.where(drawn < LOWEST, 0, drawn), shares)
    np.testing.assert_allclose(plot.curves[2].line.get_ydata()[-1], zero[1])


def test_words_say_none_only_of_none():
    assert Weights().update(pair(l1=0.0, weight_decay=0.1)).startswith("none of the weights")
    assert Weights().update(pair()).startswith("≈ ")


def test_a_diverged_networks_weights_can_be_drawn():
    plot = Weights()
    assert plot.update(pair(l1=0.0, weight_decay=1e200))
    plot.picture()


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Weights, pair)
