"""Initial weights against torch.nn.init's distributions."""

import math

import pytest
import torch
from torch.nn import init

from helpers.engine import initializers
from helpers.engine.networks import Stack
from helpers.engine.randomness import generator
from helpers.recipes import INITS, Recipe

FAN_IN, FAN_OUT = 600, 300
ORACLES = {
    "zeros": lambda w, gain: init.zeros_(w),
    "constant": lambda w, gain: init.constant_(w, gain),
    "normal": lambda w, gain: init.normal_(w, 0, gain),
    "uniform": lambda w, gain: init.uniform_(w, -gain, gain),
    "lecun_normal": lambda w, gain: init.kaiming_normal_(w, nonlinearity="linear").mul_(gain),
    "lecun_uniform": lambda w, gain: init.kaiming_uniform_(w, nonlinearity="linear").mul_(gain),
    "glorot_normal": lambda w, gain: init.xavier_normal_(w, gain),
    "glorot_uniform": lambda w, gain: init.xavier_uniform_(w, gain),
    "he_normal": lambda w, gain: init.kaiming_normal_(w, nonlinearity="relu").mul_(gain),
    "he_uniform": lambda w, gain: init.kaiming_uniform_(w, nonlinearity="relu").mul_(gain),
}


def draw(name, gain=1.0, seed=0):
    unit = initializers.draw(name, FAN_IN * FAN_OUT, generator(seed, "weights"))
    return (unit * initializers.weight_scale(name, gain, FAN_IN, FAN_OUT)).view(FAN_IN, FAN_OUT)


@pytest.mark.parametrize("gain", [1.0, 0.2])
@pytest.mark.parametrize("name", INITS)
def test_the_distribution_is_torchs(name, gain):
    with torch.random.fork_rng():
        torch.manual_seed(1)
        theirs = ORACLES[name](torch.empty(FAN_OUT, FAN_IN), gain).flatten()
    ours = draw(name, gain)
    assert (ours.shape, ours.dtype) == ((FAN_IN, FAN_OUT), torch.float32)
    scale = theirs.square().mean().sqrt().clamp(min=1e-9)
    # Quantiles of 180,000 draws, and so the distribution's shape, agree to 5 % of its scale.
    gap = (ours.flatten().sort().values - theirs.sort().values) / scale
    assert gap[1800:-1800].abs().max() < 0.05
    assert gap.square().mean().sqrt() < 0.01
    torch.testing.assert_close(ours.norm(), theirs.norm(), rtol=0.01, atol=0)
    assert ours.mean().abs() < 0.01 * scale or name == "constant"


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("uniform", 1.0),
        ("lecun_uniform", math.sqrt(3 / FAN_IN)),
        ("glorot_uniform", math.sqrt(6 / (FAN_IN + FAN_OUT))),
        ("he_uniform", math.sqrt(6 / FAN_IN)),
    ],
)
def test_uniform_weights_fill_their_limits_on_both_sides(name, limit):
    weights = draw(name)
    assert 0.999 * limit < weights.max() <= limit * (1 + 1e-6)
    assert -limit * (1 + 1e-6) <= weights.min() < -0.999 * limit


@pytest.mark.parametrize("name", INITS)
def test_the_seed_fixes_the_weights(name):
    assert torch.equal(draw(name, seed=3), draw(name, seed=3))
    assert torch.equal(draw(name, seed=3), draw(name, seed=4)) == (name in ("zeros", "constant"))


def test_neither_the_global_seed_nor_a_neighbour_touches_the_weights():
    recipe = Recipe(hidden=(4, 3), seed=7)
    alone = Stack([recipe], 5, 2)
    torch.manual_seed(99)
    shared = Stack([recipe.but(seed=1, init="uniform"), recipe], 5, 2)
    assert torch.equal(alone.flat[0], shared.flat[1])
    assert not torch.equal(shared.flat[0], shared.flat[1])


def test_a_deeper_network_starts_with_the_same_first_layers():
    short, long = (Stack([Recipe(hidden=(4,) * depth)], 5, 2) for depth in (2, 4))
    for layer in (0, 1):
        assert torch.equal(short.weights[layer], long.weights[layer])


def test_hidden_biases_start_where_asked_the_output_at_zero():
    stack = Stack([Recipe(hidden=(4, 3), bias=0.5), Recipe(hidden=(4, 3), bias=-1)], 5, 2)
    for bias in stack.biases[:-1]:
        assert (bias[0] == 0.5).all()
        assert (bias[1] == -1).all()
    assert (stack.biases[-1] == 0).all()


@pytest.mark.parametrize("shape", ["normal", "uniform"])
@pytest.mark.parametrize(
    ("name", "std"),
    [
        ("zero", 0.0),
        ("constant", 0.05),
        ("small", 0.01),
        ("large", 1.0),
        ("LeCun", math.sqrt(1 / FAN_IN)),
        ("Glorot", math.sqrt(2 / (FAN_IN + FAN_OUT))),
        ("He", math.sqrt(2 / FAN_IN)),
    ],
)
def test_a_scheme_has_its_spread_in_either_shape(name, std, shape):
    taken = initializers.scheme(name, 3.0, shape)
    weights = draw(taken["init"], taken["gain"])
    expected = torch.tensor(3 * std)
    torch.testing.assert_close(weights.square().mean().sqrt(), expected, rtol=0.01, atol=0)
    assert Recipe(**taken).init == taken["init"]


def test_an_unknown_scheme_is_told_which_there_are():
    with pytest.raises(ValueError, match=r"zero, .*LeCun, Glorot, He, got 'he'"):
        initializers.scheme("he")
    with pytest.raises(ValueError, match="one of normal, uniform, got 'round'"):
        initializers.scheme("He", shape="round")
