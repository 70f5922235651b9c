"""What networks that paint are given, what they give, and how well it is measured."""

from dataclasses import replace
from math import cos, pi, sin

import pytest
import torch

from helpers.data import Dataset, Split, photograph
from helpers.engine.networks import Stack
from helpers.lessons.shared.painting import paints, psnr, sine_features
from helpers.recipes import Recipe
from helpers.training import train


def test_sine_features_are_waves_of_one_two_four_turns_along_each_column():
    x = torch.tensor([[0.0, 5.0], [10.0, 6.0], [4.0, 9.0]])
    dataset = Dataset("three", x, torch.zeros(3, 1), "regression", features=("a", "b"))
    waves = sine_features(dataset, octaves=3)
    places = [[-1, -1], [1, -0.5], [-0.2, 1]]  # each column from −1 to 1
    expected = [
        [wave(2**k * pi * place) for place in row for k in range(3) for wave in (sin, cos)]
        for row in places
    ]
    torch.testing.assert_close(waves.x, torch.tensor(expected), atol=1e-5, rtol=0)
    assert torch.equal(waves.y, dataset.y) and waves.n_features == 12


def test_ten_decibels_more_are_a_tenth_of_the_error():
    assert psnr(torch.tensor([1.0, 0.1, 0.01])).tolist() == pytest.approx([0, 10, 20])


def test_the_probe_is_what_the_networks_answer_in_eval_mode():
    photo = photograph("temple")
    x = sine_features(photo, octaves=1).x
    some = replace(photo, x=x, features=()).take(torch.arange(0, 4096, 41))
    recipes = [Recipe([5], dropout=0.5, seed=seed) for seed in (0, 1)]
    records = list(
        train(recipes, Split(some, some), steps=3, every=3, probes=[paints(some.x)], batch_size=10)
    )
    first, last = (record.probed["painting"] for record in records)
    assert first.shape == (2, 100, 3)
    torch.testing.assert_close(first, Stack(recipes, 4, 3).forward(some.x).detach())
    errors = (last - some.y).square().mean((1, 2))
    torch.testing.assert_close(errors, records[-1].test_loss)


def test_a_picture_without_octaves_is_refused():
    with pytest.raises(ValueError, match="octaves takes a whole number, 1 or more, got 0"):
        sine_features(photograph("flower"), octaves=0)
