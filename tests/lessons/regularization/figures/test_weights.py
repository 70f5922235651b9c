"""Weights under a penalty: bars are shares, and exact zeros stand apart."""

import numpy as np
import pytest
import torch

from helpers.lessons.regularization.figures.weights import EDGES, LOWEST, Weights
from helpers.lessons.regularization.sparsity import WEIGHTS
from helpers.recipes import Recipe
from helpers.training import fit
from tests.made import fills, record, shows
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
RUN = {"steps": 6, "every": 2, "batch_size": 8, "dtype": torch.float64}
NET = Recipe(hidden=(6,), lr=0.5)


def pair(l1=0.1, **changes):
    return fit([NET, NET.but(l1=l1, **changes)], toy(), probes=WEIGHTS, **RUN).records


WITHOUT = [[0.5, -0.5, 0.1, 0.3], [0.1, 0.1, 0.1, 0.3], [0.5, 0.1, 0.1, 2.0]]  # three networks
WITH = [[0.0, 0.0, 0.1, 0.0], [0.0, 0.0, 0.3, 0.1], [0.0, -0.1, 0.1, 0.1]]
ZEROS, NORMS = [[0, 0, 0], [0.75, 0.5, 0.25]], [[5.0, 3.0, 4.0], [1.0, 2.0, 0.5]]
RIGHT = [[0.7, 0.6, 0.1], [0.8, 0.9, 0.75]]


def sparse(order=(0, 1)):
    """Two Records of three networks without a penalty and the same with it, or exchanged."""
    order = list(order)
    weights = torch.tensor([WITHOUT, WITH])[order].flatten(0, 1)
    zeros, norms, right = (torch.tensor(v)[order].flatten() for v in (ZEROS, NORMS, RIGHT))
    probed = {"all_weights": weights, "whole_weight_norm": norms}
    return [
        record(
            8 * k,
            epoch=2.0 * k,
            test_accuracy=(right * (1 + k) / 2).tolist(),
            probed=probed | {"zero_share": zeros * k},
        )
        for k in (0, 1)
    ]


def test_words_and_curves_keep_with_and_without_apart():
    plot = Weights()
    assert plot.update(sparse()) == (
        "≈ 50 % of the weights exactly 0; weight norm ≈ 1 against ≈ 4 without penalty; "
        "test accuracy ≈ 80 % against ≈ 60 %"
    )
    middle, low, high = [0.6, 0.8, 0.5], [0.35, 0.775, 0.375], [0.65, 0.85, 0.625]
    for k, curve in enumerate(plot.curves):
        start = 0 if k == 2 else 0.5  # the zeros come with the training
        shows(curve.line, [0, 2], [start * middle[k], middle[k]])
        fills(curve.band, [0, 2], [start * low[k], low[k]], [start * high[k], high[k]])
    assert Weights().update(sparse((1, 0))) == (
        "none of the weights exactly 0; weight norm ≈ 4 against ≈ 1 without penalty; "
        "test accuracy ≈ 60 % against ≈ 80 %"
    )


def test_zeros_are_told_as_a_median_and_as_none_only_if_there_are_none():
    first, last = sparse()
    some = last.also(zero_share=torch.tensor([0, 0, 0, 0, 0.25, 0.75]))  # with penalty 0, ¼ and ¾
    assert Weights().update([first, some]).startswith("≈ 25 % of the weights exactly 0;")
    few = last.also(zero_share=torch.tensor([0, 0, 0, 0, 0, 0.75]))
    assert Weights().update([first, few]).startswith("≈ 0 % of the weights exactly 0;")


def test_bars_are_shares_of_all_networks_and_exact_zeros_stand_apart():
    plot = Weights()
    plot.update(sparse())
    shows(plot.zeros, [0, 0], [LOWEST / 10, 0.5])  # 6 of 12
    counts = {-0.5: (1, 0), -0.1: (0, 1), 0.1: (6, 4), 0.3: (2, 1), 0.5: (2, 0), 0.79: (1, 0)}
    for side, line in enumerate((plot.before, plot.after)):
        drawn = line.get_ydata()[:-1]
        wanted = np.zeros(41)
        for weight, count in counts.items():  # 2 lies beyond and is counted in the last bin
            wanted[int((weight + 0.8) / (1.6 / 41))] += count[side] / 12
        np.testing.assert_allclose(np.where(drawn < LOWEST, 0, drawn), wanted)
        np.testing.assert_array_equal(line.get_xdata(), EDGES)


def test_a_diverged_networks_weights_can_be_drawn():
    plot = Weights()
    assert plot.update(pair(l1=0.0, weight_decay=1e200))
    plot.picture()


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Weights, pair)
