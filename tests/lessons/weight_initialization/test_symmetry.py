"""Symmetry: a layer's weights unit by unit, and how many of its units are no copies."""

import torch

from helpers.data import make, split
from helpers.engine.networks import Stack
from helpers.lessons.weight_initialization.symmetry import APART, count_different, first_weights
from helpers.recipes import Recipe
from helpers.training import fit


def test_first_weights_are_a_row_per_unit():
    recipes = [Recipe(hidden=(4,), init="constant", gain=gain) for gain in (0.5, 2.0)]
    (record,) = fit(recipes, split(make("xor", n=60)), steps=0, probes=[first_weights]).records
    expected = torch.tensor([0.5, 2.0])[:, None, None].expand(2, 4, 2)
    torch.testing.assert_close(record.probed["first_weights"], expected)
    nets, data = [Recipe(hidden=(4,), seed=seed) for seed in range(2)], split(make("xor", n=60))
    seen = fit(nets, data, steps=0, probes=[first_weights]).last.probed["first_weights"]
    for s, net in enumerate(nets):
        assert torch.equal(seen[s], Stack([net], 2, 2).weights[0][0].T)


def test_units_with_weights_of_their_own_are_counted():
    unit = torch.tensor([1.0, 2.0])
    assert count_different(torch.stack([unit, unit, unit])) == 1
    assert count_different(torch.stack([unit, unit + APART / 10, -unit])) == 2
    assert count_different(torch.eye(4)) == 4
