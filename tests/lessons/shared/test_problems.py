"""Problems that notebooks share."""

import pytest
import torch

from helpers.data import load, noisy_labels, split
from helpers.lessons.shared.problems import overfitting
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
