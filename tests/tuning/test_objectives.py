"""Networks as an objective: a stack's scores are each network's own."""

import pytest
import torch

from helpers import data, recipes, scaling, training
from helpers.tuning import tune
from helpers.tuning.objectives import Training

MOONS = data.split(data.make("moons", n=100, noise=0.2))
SPACE = {
    "layers": (1, 2),
    "units": [4, 8],
    "batch_size": [16, 32],
    "lr": (0.01, 1.0, "log"),
    "optimizer": ["sgd", "adam"],
}


def test_a_trial_is_the_training_that_its_settings_describe():
    objective = Training(MOONS, recipes.Recipe(seed=3), epochs=3)
    settings = {"layers": 2, "units": 8, "batch_size": 16, "lr": 0.3, "optimizer": "adam"}
    recipe = recipes.Recipe(hidden=(8, 8), lr=0.3, optimizer="adam", seed=3)
    assert objective.network(settings) == recipe
    history = training.fit(recipe, MOONS, epochs=3, batch_size=16)
    assert list(objective(settings)) == history["test_accuracy"][1:, 0].tolist()


def test_what_is_not_searched_stays():
    base = recipes.Recipe(hidden=(16, 8), lr=0.3)
    objective = Training(MOONS, base)
    assert objective.network({"lr": 0.1}) == base.but(lr=0.1)
    assert objective.network({"layers": 3}).hidden == (16, 16, 16)
    assert objective.network({"units": 4}).hidden == (4, 4)
    assert objective.network({"layers": 0}).hidden == ()


def test_neighbours_in_a_stack_change_nothing():
    objective = Training(MOONS, epochs=4)
    result = tune(objective, SPACE, 20, seed=1)
    for trial in result.trials[::3]:
        torch.testing.assert_close(tuple(objective(trial.settings)), trial.scores)
    halving = tune(objective, SPACE, 16, "halving", seed=1)
    for whole, cut in zip(result.trials, halving.trials, strict=False):
        assert whole.settings == cut.settings
        assert whole.scores[: len(cut.scores)] == pytest.approx(cut.scores)
    assert 16 + 8 + 2 * 4 <= halving.reports < 16 * 4


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Training(MOONS, epochs=0), "epochs takes a whole number, 1 or more, got 0"),
        (lambda: Training(data.split(data.load("diabetes"))), "data takes a classification"),
        (lambda: tune(Training(MOONS), {"rate": [1, 2]}, 2), "a recipe has no 'rate'"),
        (lambda: tune(Training(MOONS), {"lr": [-1.0]}, 1), "lr takes a finite number"),
    ],
)
def test_refusals_name_what_is_wrong(make, told):
    with pytest.raises(ValueError, match=told):
        make()


def test_digits_are_learnt_better_than_by_the_worst_settings():
    digits = scaling.scale(data.split(data.load("digits"), n=300), "standard")
    result = tune(Training(digits, epochs=3), {"lr": (1e-4, 1.0, "log")}, 8, "grid")
    assert result.best.settings["lr"] > 0.05
    assert result.best.score > 0.8 > 0.3 > result.trials[0].score
