"""Probes of training and validation data: what evaluation says of them, at every Record."""

import pytest
import torch

from helpers.data import Draws, load, split
from helpers.engine.evaluation import evaluate
from helpers.engine.networks import Stack
from helpers.lessons.shared.generalization import (
    confidence,
    on_test_data,
    on_training_data,
    on_validation_data,
)
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


def test_validation_and_test_data_are_measured_beside_each_other():
    wine = split(load("wine"), n=40, validation=0.2)
    watch = [*on_validation_data(wine), *on_test_data(wine)]
    networks = [Recipe(hidden=(6,), seed=seed) for seed in (0, 1)]
    run = fit(networks, wine, steps=2, every=2, probes=watch)
    stack = Stack(networks, 13, 3)
    loss, accuracy = evaluate(stack, wine.validation)
    assert torch.equal(run["validation_loss"][0], loss)
    assert torch.equal(run["validation_accuracy"][0], accuracy)
    assert torch.equal(run["test_confidence"][0], confidence(stack, wine.test))
    with pytest.raises(ValueError, match="validation=…"):
        on_validation_data(toy())


def test_confidence_is_the_mean_probability_of_the_answer_given():
    examples, network = toy(), [Recipe(hidden=())]
    stack = Stack(network, examples.train.n_features, examples.train.n_outputs)
    outputs = stack.forward(examples.test.x)[0]
    expected = sum(row.softmax(0)[row.argmax()] for row in outputs) / len(outputs)
    torch.testing.assert_close(confidence(stack, examples.test)[0], expected)


def test_with_draws_each_network_is_measured_on_its_own_examples():
    wine = Draws(lambda seed: split(load("wine"), n=40, seed=seed, validation=0.2))
    watch = [*on_training_data(wine), *on_validation_data(wine), *on_test_data(wine)]
    recipe = Recipe(hidden=(6,))
    networks = [recipe.but(seed=1), recipe.but(hidden=(4,)), recipe.but(seed=2)]
    run = fit(networks, wine, steps=2, every=2, probes=watch)
    for s, network in enumerate(networks):
        parts, stack = wine(network.seed), Stack([network], 13, 3)
        for name, part in (("train", parts.train), ("validation", parts.validation)):
            loss, accuracy = evaluate(stack, part)
            torch.testing.assert_close(run[f"{name}_loss"][0, s], loss[0])
            torch.testing.assert_close(run[f"{name}_accuracy"][0, s], accuracy[0])
        torch.testing.assert_close(run["test_confidence"][0, s], confidence(stack, parts.test)[0])
