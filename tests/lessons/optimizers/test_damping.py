"""Damping: what theory calls a run, its factor at a momentum, and the momentum of the smallest."""

import numpy as np
import pytest
import torch

from helpers.lessons.optimizers.damping import Swing, regime


@pytest.mark.parametrize(
    ("roots", "words"),
    [
        ([0.9 + 0.3j, 0.9 - 0.3j], "swings"),
        ([0.9, 0.5], "creeps"),
        ([0.7, 0.69], "quickest"),
        ([-0.9, 0.1], "flips"),
        ([0.9, -0.1], "creeps"),
        ([-1.1, 0.5], "diverges"),
    ],
)
def test_a_regime_follows_from_the_roots(roots, words):
    assert words in regime(torch.tensor(roots, dtype=torch.complex128))


def test_a_swing_knows_its_own_factor_and_the_smallest_ones_momentum():
    momenta, weights = np.linspace(0, 1, 11), torch.ones(5)
    factors = torch.tensor(1 - momenta + 2 * np.maximum(0, momenta - 0.4))
    swing = Swing(0.25, "it creeps", weights, weights, momenta, factors, momenta, factors)
    assert swing.factor == pytest.approx(0.75)
    assert swing.critical == pytest.approx(0.4)
