"""Doubt over the plane: the picture is the spread of the thinned networks."""

import numpy as np
import pytest

from helpers.data import make, split
from helpers.lessons.dropout.figures.doubts import Doubts
from helpers.lessons.dropout.uncertainty import doubts
from helpers.recipes import Recipe
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def run():
    recipe = Recipe(hidden=(8,), optimizer="adam", lr=0.05, dropout=0.3)
    return list(doubts(recipe, split(make("moons", n=80)), samples=5, steps=4, every=2))


def test_the_shades_are_the_spread_of_the_thinned_networks():
    plot, items = Doubts(), run()
    words = plot.update(items)
    shown = np.asarray(plot.points.image.get_array())
    np.testing.assert_allclose(shown, items[-1].spread.clamp(0, 0.4), rtol=1e-6)
    assert words.startswith("5 thinned networks: spread ≈ ")


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Doubts, run)
