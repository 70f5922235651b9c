"""The clinic's scripts: what they take, and what becomes of their data."""

import pytest
import torch

from helpers.data import load
from helpers.lessons.clinic.scripts import FRESH, POOL, TEST, TRIAL, VALIDATION, Script, files
from helpers.scaling import SCALERS


def rows(part):
    return {tuple(row) for row in part.x.tolist()}


def test_the_five_parts_share_no_image_and_are_all_there_is():
    parts = files(Script(scaler="none", examples=POOL))
    assert [len(part) for part in parts] == [POOL, VALIDATION, TEST, FRESH, TRIAL]
    assert len(set.union(*map(rows, parts))) == len(rows(load("digits")))
    assert sum(map(len, parts)) == len(load("digits"))


def test_a_leak_brings_training_images_into_the_test():
    honest, leaked, half = (files(Script(examples=100, leak=leak)) for leak in (0.0, 1.0, 0.5))
    assert not rows(honest.test) & rows(honest.train)
    assert rows(leaked.test) == rows(leaked.train)
    assert len(half.test) == 200 and len(rows(half.test) & rows(half.train)) == 100
    assert torch.equal(honest.fresh.x, leaked.fresh.x)
    barely = files(Script(leak=0.001))  # less than one of 400 images
    assert torch.equal(barely.test.x, files(Script()).test.x)
    labels = {tuple(x): y for x, y in zip(leaked.train.x.tolist(), leaked.train.y, strict=True)}
    assert all(
        labels[tuple(x)] == y
        for x, y in zip(half.test.x.tolist(), half.test.y, strict=False)
        if tuple(x) in labels
    )


def test_shuffling_keeps_the_classes_sizes_and_spares_the_fresh_labels():
    plain, mixed = files(Script()), files(Script(shuffled=1.0))
    for before, after in zip(plain[:3], mixed[:3], strict=True):
        assert torch.equal(before.y.bincount(), after.y.bincount())
        assert (before.y != after.y).double().mean() > 0.8
    for before, after in zip(plain[3:], mixed[3:], strict=True):  # of the fresh and the trial
        assert torch.equal(before.y, after.y)


def test_noise_is_in_the_training_labels_alone():
    plain, noisy = files(Script()), files(Script(noise=0.25))
    assert (plain.train.y != noisy.train.y).sum() == 100
    assert all(torch.equal(a.y, b.y) for a, b in zip(plain[1:], noisy[1:], strict=True))


@pytest.mark.parametrize("scaler", ["standard", "min_max"])
def test_a_scaler_knows_the_training_images_alone(scaler):
    parts = files(Script(scaler=scaler, examples=100))
    raw = files(Script(scaler="none", examples=100))
    fitted = SCALERS[scaler](raw.train.x)
    for part, own in zip(parts, raw, strict=True):
        torch.testing.assert_close(part.x, fitted(own.x))


def test_standardizing_undoes_units_of_any_size():
    plain, odd = files(Script()), files(Script(units=3.0))
    varying = plain.train.x.std(0) > 0  # a column without spread in training keeps its unit
    for before, after in zip(plain, odd, strict=True):
        torch.testing.assert_close(before.x[:, varying], after.x[:, varying], rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"scaler": "log"}, "scaler takes one of standard, min_max, robust, none, got 'log'"),
        ({"examples": 1}, "examples takes a whole number, 2 to 697, got 1"),
        ({"epochs": 2.5}, "epochs takes a whole number"),
        ({"leak": 1.5}, "leak takes 0 to 1, got 1.5"),
        ({"leak": "0.1"}, "leak takes 0 to 1, got '0.1'"),
        ({"units": float("nan")}, "units takes 0 to 4, got nan"),
        ({"eval_mode": "no"}, "eval_mode takes True or False, got 'no'"),
        ({"early_stopping": 1}, "early_stopping takes True or False, got 1"),
        ({"lr": -1.0}, "lr takes"),
        ({"lr": "0.1"}, "lr takes .*got '0.1'"),
        ({"colour": 1}, "a recipe has no 'colour'"),
    ],
)
def test_what_a_script_does_not_take_is_told(wrong, words):
    with pytest.raises(ValueError, match=words):
        Script().but(**wrong)
