"""Small runs with and without batch norm."""

from helpers.recipes import Recipe
from helpers.training import fit
from tests.oracle import toy

PLAIN = Recipe(hidden=(6, 6), activation="tanh", lr=0.3)
NORMED = PLAIN.but(norm="batch")
NAMES = ["no norm", "batch norm"]


def records(recipes, **options):
    options = {"steps": 8, "every": 2, "batch_size": 8, **options}
    return fit(recipes, toy(), **options).records
