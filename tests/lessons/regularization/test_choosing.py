"""Settings are chosen on validation examples, with seeds of their own."""

import pytest

from helpers.data import load, split
from helpers.experiments import compare, seeds
from helpers.lessons.regularization import choosing
from helpers.recipes import Recipe
from helpers.scaling import scale
from tests.oracle import toy

NET = Recipe(hidden=(8,), lr=0.1)


def test_each_variant_gets_the_setting_with_the_lowest_validation_loss(monkeypatch):
    seen = {}

    def watched(recipes, data, **options):
        seen.update(data=data, seeds={recipe.seed for recipe in recipes})
        return fit(recipes, data, **options)

    fit = choosing.fit
    monkeypatch.setattr(choosing, "fit", watched)
    wine = scale(split(load("wine"), validation=0.2))
    settings = {
        "L2": [NET.but(weight_decay=lam) for lam in (5.0, 0.001, 1.0)],
        "depth": [NET.but(hidden=(8,) * k, activation="sigmoid") for k in (5, 1)],
        "gone": [NET.but(lr=1e30), NET],
    }
    chosen = choosing.at_best_settings(settings, wine, steps=60, batch_size=16)
    assert chosen == {name: some[1] for name, some in settings.items()}
    assert seen["data"].test is wine.validation
    assert len(seen["seeds"]) == 3 and not seen["seeds"] & set(seeds(100))
    lowest = compare(chosen, wine, count=3, steps=60, batch_size=16)
    assert (lowest.final("L2", "test_loss") < 1).all()


def test_without_validation_examples_nothing_is_chosen():
    with pytest.raises(ValueError, match="validation=…"):
        choosing.at_best_settings({"one": [NET]}, toy(), steps=1)
