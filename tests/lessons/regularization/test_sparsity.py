"""All weights of networks: how many are exactly 0, and in which bins the others lie."""

import numpy as np
import torch

from helpers.lessons.regularization.sparsity import WEIGHTS, bin_shares
from helpers.recipes import Recipe
from helpers.training import fit
from tests.oracle import toy


def test_biases_are_no_weights_and_zeros_count_only_if_they_are_exact():
    net = Recipe(hidden=(6,), lr=0.5)
    options = {"steps": 6, "batch_size": 8, "dtype": torch.float64}
    last = fit([net, net.but(l1=0.1)], toy(), probes=WEIGHTS, **options).last
    weights = last.probed["all_weights"]
    assert weights.shape == (2, 5 * 6 + 6 * 3)
    zero = (weights == 0).double().mean(1)
    assert zero[0] == 0 and zero[1] > 0
    torch.testing.assert_close(last.probed["zero_share"], zero)


def test_bins_count_all_but_the_exact_zeros():
    edges = np.linspace(-1, 1, 5)
    shares = bin_shares(np.array([0.0, -0.7, 0.2, 9.0]), edges)
    np.testing.assert_allclose(shares, [0.25, 0, 0.25, 0.25])
    np.testing.assert_allclose(bin_shares(np.array([np.nan, 5.0]), edges), [0, 0, 0.5, 0.5])
