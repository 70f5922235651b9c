"""Runs for the figures of notebook 08, each as small as its figure allows."""

import torch

from helpers.lessons.hyperparameter_tuning.beliefs import Belief
from helpers.lessons.hyperparameter_tuning.halving import HalvingRace
from helpers.lessons.hyperparameter_tuning.hills import SearchOutcome
from helpers.lessons.hyperparameter_tuning.rates import beside_constant_rates, range_test
from helpers.lessons.hyperparameter_tuning.selection import Selection
from helpers.lessons.hyperparameter_tuning.tables import Table
from helpers.recipes import Recipe
from tests.oracle import toy


def draws():
    return torch.Generator().manual_seed(0)


def table(scores=None):
    values = {"layers": [1, 2], "learning_rate": [0.01, 0.1, 1.0]}
    return Table(values, torch.rand(2, 3, generator=draws()) if scores is None else scores)


def outcome(searches=4):
    peak, weights = torch.tensor([0.3, 0.6, 0.5]), torch.tensor([0.8, 0.1, 0.1])
    trials = {
        "grid": torch.cartesian_prod(*[torch.tensor([0.25, 0.75])] * 3),
        "random": torch.rand(8, 3, generator=draws()),
    }
    best = {"grid": torch.linspace(0.5, 0.8, searches), "random": torch.full((searches,), 0.9)}
    return SearchOutcome(peak, trials, weights, best)


def range_tests(seeds=(0, 1)):
    nets = [Recipe(hidden=(4,), seed=seed) for seed in seeds]
    tests = range_test(nets, toy(), 1e-3, 100.0, steps=20, batch_size=8)
    return list(beside_constant_rates(tests, nets[0], toy(), seeds, (0.01, 0.1, 1.0), steps=3))


def races(epochs=3):
    scores = torch.rand(epochs + 1, 2, 6, generator=draws())
    racing = torch.ones_like(scores, dtype=torch.bool)
    for race in range(2):
        racing[2:, race] = False
        racing[2:, race, scores[1, race].argsort(descending=True)[:2]] = True
    return [HalvingRace(scores[:t], racing[:t], epochs, (1,)) for t in range(1, epochs + 2)]


def belief(trials=3):
    x = 10 ** torch.linspace(-3, 0, 20)
    mean, std = torch.linspace(0.2, 0.8, 20), torch.full((20,), 0.1)
    worth = torch.linspace(0, 1, 20)
    return Belief(x, mean + 0.05, mean, std, worth, x[:trials], mean[:trials], 5)


def selection():
    return Selection(torch.rand(3, 16, generator=draws()), torch.rand(3, 16, generator=draws()))
