"""Monte-Carlo dropout: how far thinned networks disagree, over the plane and at its edge."""

import pytest

from helpers.data import make, split
from helpers.lessons.dropout.uncertainty import doubts
from helpers.lessons.shared.regions import SIDE
from helpers.recipes import Recipe

MOONS = split(make("moons", n=80))
NET = Recipe(hidden=(8,), optimizer="adam", lr=0.05, dropout=0.3)


def test_doubt_has_a_spread_for_every_tile_and_along_the_edge():
    *_, last = doubts(NET, MOONS, samples=5, steps=4, every=2)
    assert last.spread.shape == (SIDE, SIDE) and len(last.edge) == 4 * (SIDE - 1)
    assert 0 < last.spread.max() <= 0.5 and last.scene.answers.shape == (1, SIDE, SIDE, 2)


def test_without_disagreement_there_is_no_doubt():
    with pytest.raises(ValueError, match="samples takes a whole number, 1 or more, got 0"):
        next(doubts(NET, MOONS, samples=0, steps=0))
    *_, last = doubts(NET.but(dropout=1e-9), MOONS, samples=3, steps=0)
    assert last.spread.max() < 1e-6 and last.near < 1e-6
