"""The digits that are tuned on: none of them is among those that judge the winner."""

from helpers.data import load, split
from helpers.lessons.hyperparameter_tuning.digits import accuracy, parts


def images(part):
    return {tuple(row) for row in part.x.tolist()}


def test_tuning_never_sees_the_digits_test_images():
    judges, tuned = split(load("digits")).test, images(parts.train) | images(parts.test)
    assert not images(judges) & tuned
    assert not images(parts.train) & images(parts.test)
    assert len(parts.train) == 600


def test_what_networks_are_fed_is_standardized_by_the_training_part():
    x = accuracy.data.train.x
    spread = x.std(0, correction=0)
    assert x.mean(0).abs().max() < 1e-5 and (spread[spread > 0] - 1).abs().max() < 1e-4
    assert len(accuracy.data.test) == len(parts.test)
