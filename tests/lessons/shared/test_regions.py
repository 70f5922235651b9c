"""The plane as a network sees it, against the network itself; the points keep their place."""

from dataclasses import replace

import pytest
import torch

from helpers import data
from helpers.engine.networks import Stack
from helpers.lessons.shared.features import columns
from helpers.lessons.shared.regions import SIDE, half_width, plane, train_on_plane
from helpers.recipes import Recipe
from helpers.training import fit

XOR = data.split(data.make("xor", n=60, noise=0.2))
NET = Recipe(hidden=(3, 5), activation="tanh", lr=0.3)


def scenes(recipes=NET, split=XOR, **options):
    return list(
        train_on_plane(recipes, split, **{"steps": 6, "every": 3, "inside": True, **options})
    )


def test_the_first_answers_are_the_new_networks():
    first = scenes()[0]
    stack = Stack([NET], 2, 2)
    expected = stack.forward(plane(first.half)).softmax(2).detach()
    torch.testing.assert_close(first.answers.flatten(1, 2), expected)
    torch.testing.assert_close(first.answers.sum(-1), torch.ones(1, SIDE, SIDE))


def test_tiles_are_read_from_below_and_from_the_left():
    points = plane(2.0).view(SIDE, SIDE, 2)
    centre = 2 - 2 / SIDE  # of the last tile
    torch.testing.assert_close(points[0, 0], torch.tensor([-centre, -centre]))
    torch.testing.assert_close(points[0, -1], torch.tensor([centre, -centre]))
    torch.testing.assert_close(points[-1, 0], torch.tensor([-centre, centre]))


def test_units_and_weights_are_those_of_one_network():
    blobs = data.split(data.make("blobs", n=60))
    last = scenes(split=blobs, features="+ product", dtype=torch.float64)[-1]
    assert [tuple(weight.shape) for weight in last.weights] == [(3, 3), (3, 5), (5, 3)]
    assert [tuple(units.shape) for units in last.units] == [(n, SIDE, SIDE) for n in (3, 3, 5)]
    assert last.features == ("x1", "x2", "x1·x2")
    inputs, first, second = (units.flatten(1).T for units in last.units)
    torch.testing.assert_close(inputs, columns(plane(last.half), "+ product").double())
    outputs = (torch.atanh(first), torch.atanh(second), last.answers[0].flatten(0, 1).log())
    for before, weight, after in zip((inputs, first, second), last.weights, outputs, strict=True):
        # What is left is the bias, the same on every tile (and for the answers softmax's sum).
        rest = after - before @ weight
        rest = rest - rest[:, :1] if after is outputs[2] else rest
        torch.testing.assert_close(rest, rest[:1].expand_as(rest), atol=1e-5, rtol=0)


def test_watching_changes_nothing():
    history = fit(NET, XOR, steps=6, every=3, batch_size=7)
    for scene, record in zip(scenes(batch_size=7), history.records, strict=True):
        assert torch.equal(scene.record.loss, record.loss)
        assert torch.equal(scene.record.test_accuracy, record.test_accuracy)
        assert (scene.step, scene.steps) == (record.step, 6)


def test_a_shallow_first_network_beside_a_deep_one():
    both = scenes([NET.but(hidden=(3,)), NET])[-1]
    alone = scenes(NET.but(hidden=(3,)))[-1]
    assert both.answers.shape == (2, SIDE, SIDE, 2)
    torch.testing.assert_close(both.units[0], alone.units[0])
    for one, other in zip(both.weights, alone.weights, strict=True):
        torch.testing.assert_close(one, other)


def test_without_hidden_layers_there_are_the_inputs():
    (scene,) = scenes(NET.but(hidden=()), steps=0)
    assert [tuple(units.shape) for units in scene.units] == [(2, SIDE, SIDE)]
    assert [tuple(weight.shape) for weight in scene.weights] == [(2, 2)]


def test_the_plane_holds_all_points_in_steps_of_a_half():
    for name in ("moons", "spirals", "xor"):
        made = data.make(name, noise=0.3)
        half = half_width(made)
        assert half % 0.5 == 0
        assert made.x.abs().max() <= half < made.x.abs().max() + 0.6


def test_only_classes_in_the_plane():
    with pytest.raises(ValueError, match="data takes classes in the plane, got Dataset"):
        next(train_on_plane(NET, data.split(data.load("wine")), steps=1))


def test_the_plane_holds_the_points_that_reach_farthest():
    far = replace(XOR, test=replace(XOR.test, x=3 * XOR.test.x))
    (first, *_) = scenes(split=far)
    assert first.half == half_width(far.test) > half_width(far.train)
    (first, *_) = scenes(split=replace(far, train=far.test, test=far.train))
    assert first.half == half_width(far.test)


def test_every_seed_learns_from_points_of_its_own_and_the_first_seeds_are_shown():
    draws = data.Draws(lambda seed: data.split(data.make("xor", n=60, noise=0.2, seed=seed)))
    pair = [NET.but(seed=3), NET.but(seed=4)]
    *_, last = scenes(pair, draws, features="+ product")
    assert last.data is draws(3) and last.half == half_width(draws(3).train)
    for k, net in enumerate(pair):
        (*_, alone) = scenes(net, draws(net.seed), features="+ product")
        torch.testing.assert_close(last.record.test_loss[k], alone.record.test_loss[0])
