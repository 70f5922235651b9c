"""Probes of the training data: what evaluation says of them, at every Record."""

import torch

from helpers.engine.evaluation import evaluate
from helpers.engine.networks import Stack
from helpers.lessons.shared.generalization import on_training_data
from helpers.recipes import Recipe
from helpers.training import fit
from tests.oracle import toy


def test_they_measure_each_network_on_the_training_data_without_dropout():
    examples, networks = toy(), [Recipe(hidden=(6,), dropout=0.5, seed=seed) for seed in (0, 1)]
    run = fit(networks, examples, steps=2, every=2, probes=on_training_data(examples))
    stack = Stack(networks, examples.train.n_features, examples.train.n_outputs)
    loss, accuracy = evaluate(stack, examples.train)
    assert torch.equal(run["train_loss"][0], loss)  # before the first step
    assert torch.equal(run["train_accuracy"][0], accuracy)
    assert not torch.equal(run["train_loss"][-1], loss)
