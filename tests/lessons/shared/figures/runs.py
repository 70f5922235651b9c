"""Small networks watched on the plane, for the tests of figures that draw it."""

from helpers import data
from helpers.lessons.shared.regions import train_on_plane
from helpers.recipes import Recipe

NET = Recipe(hidden=(3, 8), activation="tanh", lr=0.3)


def scenes(recipes=NET, name="xor", features="x1 x2", **options):
    split = data.split(data.make(name, n=60, noise=0.2))
    options = {"steps": 8, "every": 4, "batch_size": 16, "inside": True, **options}
    return list(train_on_plane(recipes, split, features, **options))
