"""Doubt over the plane: the picture is the spread of the thinned networks."""

import numpy as np
import pytest
import torch

from helpers.data import make, split
from helpers.lessons.dropout.figures.doubts import Doubts
from helpers.lessons.dropout.uncertainty import Doubt, doubts
from helpers.recipes import Recipe
from tests.made import record, scene, sure_of, tinted
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def run():
    recipe = Recipe(hidden=(8,), optimizer="adam", lr=0.05, dropout=0.3)
    return list(doubts(recipe, split(make("moons", n=80)), samples=5, steps=4, every=2))


@pytest.mark.parametrize(
    ("near", "edge", "words"),
    [
        (0.05, [0.1, 0.5, 0.3], "≈ 0.05 at the training points, ≈ 0.3 at the edge"),
        (0.3, [0.05, 0.05, 0.05], "≈ 0.3 at the training points, ≈ 0.05 at the edge"),
    ],
)
def test_the_shades_are_the_spread_of_the_thinned_networks(near, edge, words):
    seen, spread = record(test_accuracy=[0.93]), torch.tensor([[0.02, 0.45], [0.1, 0.2]])
    mean = scene(seen, sure_of(0.8))
    plot = Doubts()
    assert plot.update([Doubt(seen, mean, spread, near, torch.tensor(edge), 5)]) == (
        f"5 thinned networks: spread {words}; test accuracy ≈ 93 %"
    )
    np.testing.assert_allclose(plot.points.image.get_array(), [[0.02, 0.4], [0.1, 0.2]])
    assert plot.points.image.get_clim() == (0, 0.4)
    np.testing.assert_allclose(plot.field.image.get_array()[0, 0], tinted(0.8), rtol=1e-6)


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Doubts, run)
