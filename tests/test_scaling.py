"""Scalers against scikit-learn's, and against leakage."""

from dataclasses import replace

import pytest
import sklearn.preprocessing
import torch

from helpers.data import Draws, Split, load, split
from helpers.scaling import SCALERS, min_max, robust, scale, standard


@pytest.mark.parametrize("name", ("digits", "wine", "breast_cancer", "diabetes"))
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (standard, sklearn.preprocessing.StandardScaler),
        (min_max, sklearn.preprocessing.MinMaxScaler),
        (robust, sklearn.preprocessing.RobustScaler),
    ],
)
def test_scalers_equal_scikit_learns(ours, theirs, name):
    parts = split(load(name))
    scaler, oracle = ours(parts.train.x), theirs().fit(parts.train.x.double().numpy())
    for side in (parts.train, parts.test):
        expected = torch.tensor(oracle.transform(side.x.double().numpy())).float()
        torch.testing.assert_close(scaler(side.x), expected, atol=2e-5, rtol=1e-5)
        torch.testing.assert_close(scaler.inverse(scaler(side.x)), side.x, atol=1e-3, rtol=1e-5)


@pytest.mark.parametrize("how", SCALERS)
def test_the_test_set_has_no_say_in_the_scaler(how):
    parts = split(load("wine"))
    spoilt = Split(parts.train, parts.test.take(torch.arange(5)))
    spoilt.test.x.mul_(1000)
    honest, other = scale(parts, how), scale(spoilt, how)
    assert torch.equal(honest.train.x, other.train.x)
    scaler = SCALERS[how](parts.train.x)
    assert torch.equal(other.test.x, scaler(spoilt.test.x))
    assert torch.equal(honest.test.x, scaler(parts.test.x))


@pytest.mark.parametrize("how", SCALERS)
def test_validation_data_have_no_say_either_and_are_scaled_alike(how):
    parts = split(load("wine"), validation=0.2)
    spoilt = replace(parts, validation=parts.validation.take(torch.arange(5)))
    spoilt.validation.x.mul_(1000)
    honest, other = scale(parts, how), scale(spoilt, how)
    assert torch.equal(honest.train.x, other.train.x) and torch.equal(honest.test.x, other.test.x)
    for scaled, raw in ((honest, parts), (other, spoilt)):
        assert torch.equal(scaled.validation.x, SCALERS[how](parts.train.x)(raw.validation.x))


@pytest.mark.parametrize("how", SCALERS)
def test_the_unit_of_a_column_does_not_matter(how):
    x = load("wine").x
    scaler, in_other_units = SCALERS[how](x), SCALERS[how](1e-9 * x)
    torch.testing.assert_close(in_other_units(1e-9 * x), scaler(x), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("how", SCALERS)
def test_a_constant_column_becomes_zero_and_new_values_stay_finite(how):
    x = torch.stack([torch.full((101,), 0.1), torch.arange(101.0)], dim=1)
    scaler = SCALERS[how](x)
    assert scaler.scale[0] == 1
    assert (scaler(x)[:, 0] == 0).all()
    assert scaler(torch.tensor([[1.1, 0.0]]))[0, 0] == pytest.approx(1)


def test_scaling_leaves_targets_and_unscaled_splits_alone():
    parts = split(load("diabetes"))
    assert scale(parts, "none") is parts
    assert torch.equal(scale(parts).train.y, parts.train.y)
    assert standard(parts.train.x.double()).shift.dtype == torch.float64


def test_draws_are_scaled_seed_by_seed():
    draws = Draws(lambda seed: split(load("wine"), seed=seed, validation=0.2))
    assert scale(draws, "none") is draws
    scaled = scale(draws, "robust")
    for seed in (0, 3):
        expected = scale(draws(seed), "robust")
        assert torch.equal(scaled(seed).test.x, expected.test.x)
        assert torch.equal(scaled.choosing(seed).test.x, expected.validation.x)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="min_max, robust, none, got 'minmax'"):
        scale(split(load("wine")), "minmax")
    with pytest.raises(ValueError, match=r"columns \(n, F\).*got \(3,\)"):
        standard(torch.ones(3))
    with pytest.raises(ValueError, match=r"n of 1 or more, got \(0, 3\)"):
        min_max(torch.ones(0, 3))
    with pytest.raises(ValueError, match=r"real numbers, such as float32, got torch.int64"):
        standard(torch.tensor([[1], [2], [4]]))
    with pytest.raises(ValueError, match=r"x takes 13 columns, got \(5, 1\)"):
        standard(load("wine").x)(torch.ones(5, 1))
