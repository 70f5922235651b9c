"""Monte-Carlo dropout: how far thinned networks disagree, over the plane and at its edge."""

import pytest
import torch

from helpers.data import make, split
from helpers.engine.randomness import generator
from helpers.lessons.dropout import uncertainty
from helpers.lessons.dropout.thinned import sampled, trained
from helpers.lessons.dropout.uncertainty import doubts
from helpers.lessons.shared.regions import SIDE, plane
from helpers.recipes import Recipe

MOONS = split(make("moons", n=80))
NET = Recipe(hidden=(8,), optimizer="adam", lr=0.05, dropout=0.3)


def test_doubt_has_a_spread_for_every_tile_and_along_the_edge():
    *_, last = doubts(NET, MOONS, samples=5, steps=4, every=2)
    assert last.spread.shape == (SIDE, SIDE) and len(last.edge) == 4 * (SIDE - 1)
    assert 0 < last.spread.max() <= 0.5 and last.scene.answers.shape == (1, SIDE, SIDE, 2)


def test_without_disagreement_there_is_no_doubt():
    with pytest.raises(ValueError, match="samples takes a whole number, 1 or more, got 0"):
        next(doubts(NET, MOONS, samples=0, steps=0))
    *_, last = doubts(NET.but(dropout=1e-9), MOONS, samples=3, steps=0)
    assert last.spread.max() < 1e-6 and last.near < 1e-6


def test_the_mean_and_the_spread_are_those_of_all_thinned_networks(monkeypatch):
    """Thinned networks 0, 1, 2 give class 1 the chances 20, 30 and 70 %, wherever they are asked;
    at the training points, the last places, the third gives 40."""

    def by_hand(stack, x, count, draws):
        chances = torch.tensor([0.2, 0.3, 0.7])[:, None].repeat(1, len(x))
        chances[2, SIDE * SIDE :] = 0.4
        return torch.stack([1 - chances, chances], dim=2).log()

    monkeypatch.setattr(uncertainty, "sampled", by_hand)
    (first,) = doubts(NET, MOONS, samples=3, steps=0)
    torch.testing.assert_close(first.scene.answers[..., 1], torch.full((1, SIDE, SIDE), 0.4))
    std = (0.14 / 3) ** 0.5  # of 0.2, 0.3, 0.7 around 0.4
    torch.testing.assert_close(first.spread, torch.full((SIDE, SIDE), std))
    assert first.edge.mean().item() == pytest.approx(std)
    assert first.near == pytest.approx((0.02 / 3) ** 0.5)  # of 0.2, 0.3, 0.4


def test_doubt_is_the_mean_and_the_spread_of_all_thinned_networks_probabilities():
    net = NET.but(seed=4)
    *_, last = doubts(net, MOONS, samples=5, steps=4, every=2)
    stack, half = trained(net, MOONS, steps=4), last.scene.half
    places = torch.cat([plane(half), MOONS.train.x])
    answers = sampled(stack, places, 5, generator(4, "dropout")).softmax(2)
    on_plane, at_points = answers[:, : SIDE**2].unflatten(1, (SIDE, SIDE)), answers[:, SIDE**2 :]
    torch.testing.assert_close(last.scene.answers[0], on_plane.mean(0))
    spread = ((on_plane[..., 1] - on_plane[..., 1].mean(0)) ** 2).mean(0).sqrt()
    torch.testing.assert_close(last.spread, spread)
    near = at_points[..., 1].std(0, correction=0).mean().item()
    assert last.near == pytest.approx(near) and last.spread.mean().item() != pytest.approx(near)
    inside = torch.zeros(SIDE, SIDE, dtype=torch.bool)
    inside[1:-1, 1:-1] = True
    torch.testing.assert_close(last.edge.sort().values, spread[~inside].sort().values)
