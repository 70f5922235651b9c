"""The two-dimensional sets lie where geometry says."""

import sklearn.datasets
import torch

from helpers.data import make


def test_moons_lie_on_scikit_learns_half_circles():
    ours = make("moons", noise=0)
    points, labels = sklearn.datasets.make_moons(1000)
    for label in (0, 1):
        curve = torch.tensor(points[labels == label]).float()
        assert torch.cdist(ours.x[ours.y == label], curve).amin(1).max() < 0.01


def test_circles_have_their_radii():
    circles = make("circles", noise=0)
    torch.testing.assert_close(circles.x.norm(dim=1), torch.where(circles.y == 0, 1.0, 0.5))


def test_spiral_arms_are_half_a_turn_apart():
    spirals = make("spirals", noise=0)
    radius, angle = spirals.x.norm(dim=1), torch.atan2(spirals.x[:, 1], spirals.x[:, 0])
    turns = (angle - 1.5 * torch.pi * radius) / torch.pi - spirals.y
    torch.testing.assert_close((turns / 2).round(), turns / 2, atol=1e-4, rtol=0)


def test_xor_is_class_1_where_the_signs_differ():
    for noise in (0, 0.05):
        xor = make("xor", n=400, noise=noise)
        assert torch.equal(xor.y, (xor.x.prod(1) < 0).long())
        assert {tuple(signs) for signs in xor.x.sign().tolist()} == {
            (a, b) for a in (-1, 1) for b in (-1, 1)
        }
