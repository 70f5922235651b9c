"""Problems that notebooks share."""

import pytest
import torch

from helpers.data import load, noisy_labels, split
from helpers.lessons.shared.problems import drawn, overfitting
from helpers.scaling import scale


def test_few_noisy_digits_to_train_on_and_all_clean_ones_to_test_on():
    problem, clean = overfitting(), split(load("digits"))
    assert len(problem.train) == 200
    assert (problem.train.y != clean.train.y[:200]).sum() == 40
    assert torch.equal(problem.test.y, clean.test.y)


def test_scaling_knows_the_training_examples_only():
    few, more = overfitting(n=100), overfitting(n=1000)
    assert few.train.x.mean().abs() < 1e-6 < few.test.x.mean().abs()
    assert torch.equal(few.test.y, more.test.y)
    assert not torch.equal(few.test.x, more.test.x)  # each scaled by what it was trained on


def test_the_part_to_choose_on_is_rightly_labelled_and_scaled_as_the_others():
    problem, clean = overfitting(validation=0.2), split(load("digits"), n=200, validation=0.2)
    assert torch.equal(problem.validation.y, clean.validation.y)
    assert torch.equal(problem.validation.x, scale(clean).validation.x)
    assert torch.equal(problem.test.y, overfitting().test.y)


def test_the_same_seed_gives_the_same_problem():
    one, again, other = overfitting(), overfitting(), overfitting(seed=1)
    assert torch.equal(one.train.x, again.train.x) and torch.equal(one.train.y, again.train.y)
    assert not torch.equal(one.test.y, other.test.y)
    clean = split(load("digits"), seed=1, n=200).train
    assert torch.equal(other.train.y, noisy_labels(clean, 0.2, 1).y)  # wrong labels of its own
    assert not torch.equal(other.train.y, noisy_labels(clean, 0.2, 0).y)


@pytest.mark.parametrize("wrong", [{"n": 0}, {"n": 1439}, {"noise": 1.5}])
def test_out_of_range_is_told(wrong):
    with pytest.raises(ValueError, match=r"(n|share) takes "):
        overfitting(**wrong)


def test_drawn_gives_every_seed_digits_and_wrong_labels_of_its_own():
    problem, misleading = drawn(n=100), drawn(n=100, noise=0.4, validation_noise=0.4)
    for seed in (0, 7):
        expected = overfitting(100, seed=seed, validation=0.2)
        for part in ("train", "test", "validation"):
            ours, theirs = getattr(problem(seed), part), getattr(expected, part)
            assert torch.equal(ours.x, theirs.x) and torch.equal(ours.y, theirs.y)
        watched = misleading(seed).validation
        assert torch.equal(watched.x, expected.validation.x)
        assert torch.equal(watched.y, noisy_labels(expected.validation, 0.4, seed).y)
        assert (misleading(seed).train.y != expected.train.y).any()
    assert not torch.equal(problem(0).test.y, problem(7).test.y)
