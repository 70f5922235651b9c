"""Committees: bagged networks, a forest, thinned networks, and how the first 1, 2, … vote."""

from dataclasses import replace

import pytest
import torch
from sklearn.ensemble import RandomForestClassifier

from helpers.data import load, split
from helpers.engine.randomness import generator, own_seed
from helpers.lessons.dropout.ensembles import KINDS, bagging, bootstrap, compete, forest, votes
from helpers.lessons.dropout.thinned import sampled, trained
from helpers.recipes import Recipe
from helpers.scaling import scale
from helpers.training import fit
from tests.oracle import toy

SMALL = Recipe(hidden=(8, 8), dropout=0.5)


def test_a_bootstrap_sample_leaves_a_third_out():
    rows = bootstrap(1000, torch.Generator().manual_seed(0))
    assert rows.min() >= 0 and rows.max() < 1000
    assert len(rows.unique()) / 1000 == pytest.approx(1 - 1 / 2.718, abs=0.04)


def test_bagged_networks_learn_and_differ_and_repeat():
    data = toy().train
    recipes = [Recipe(hidden=(16,), optimizer="adam", lr=0.02, seed=k) for k in range(3)]
    stack, again = (list(bagging(recipes, data, 20))[-1] for _ in range(2))
    assert torch.equal(stack.flat, again.flat)
    outputs = stack.forward(data.x)
    assert ((outputs.argmax(2) == data.y).float().mean(1) > 0.6).all()
    assert not torch.equal(outputs[0], outputs[1])


def test_what_stays_out_of_a_members_sample_does_not_move_it():
    data, recipes = toy().train, [Recipe(hidden=(4,), lr=0.1, seed=k) for k in range(2)]
    rows = bootstrap(len(data), generator(0, "order"))
    out = ~torch.isin(torch.arange(len(data)), rows)
    elsewhere = replace(data, x=torch.where(out[:, None], -9 * data.x, data.x))
    (first, second), (same, other) = (
        list(bagging(recipes, part, 3, batch_size=8))[-1].flat for part in (data, elsewhere)
    )
    assert torch.equal(first, same) and not torch.allclose(second, other)


def test_a_forest_is_the_average_of_its_trees():
    data = split(load("wine"))
    answers = forest(data, 8, seed=1)
    model = RandomForestClassifier(8, random_state=own_seed(1, "forest")).fit(
        data.train.x.numpy(), data.train.y
    )
    expected = torch.as_tensor(model.predict_proba(data.test.x.numpy())).float()
    torch.testing.assert_close(answers.mean(0), expected)


def test_votes_count_the_average_of_the_first_members():
    probabilities = torch.tensor([[[0.6, 0.4]], [[0.1, 0.9]], [[0.6, 0.4]], [[0.9, 0.1]]])
    assert votes(probabilities, torch.tensor([0])).tolist() == [1, 0, 0, 1]


def test_committees_compete_on_the_same_test_data():
    data = split(load("digits"), n=60)
    with pytest.raises(ValueError, match="epochs takes a multiple of 5, got 12"):
        next(compete(SMALL, data, masks=8, members=3, epochs=12))
    run = list(compete(SMALL, data, masks=8, members=3, epochs=10, batch_size=30))
    assert [vote.step for vote in run] == [0, 10, 20] and run[0].steps == 20
    assert list(run[0].growing) == list(KINDS[:2]) and list(run[-1].growing) == list(KINDS)
    assert [len(row) for row in run[-1].growing.values()] == [8, 3, 8]
    whole = fit(SMALL, data, epochs=10, batch_size=30).last.test_accuracy.item()
    assert run[-1].single == pytest.approx(whole)


def test_committees_average_probabilities_and_every_member_has_a_seed_of_its_own():
    data, net = scale(split(load("digits"), n=60)), SMALL.but(seed=2, lr=0.3)
    last = list(compete(net, data, masks=20, members=3, epochs=10, batch_size=30))[-1]
    x, y = data.test.x, data.test.y
    full = [net.but(dropout=0.0, seed=6 + k) for k in range(3)]
    *_, bag = bagging(full, data.train, epochs=10, batch_size=30)
    whole = trained(net, data, epochs=10, batch_size=30)
    scores = {
        "bagged": bag.forward(x).detach(),
        "thinned networks": sampled(whole, x, 20, generator(2, "dropout")),
    }
    for name, outputs in scores.items():
        expected = votes(outputs.softmax(2), y)
        assert torch.equal(last.growing[name], expected)
        assert not torch.equal(votes(outputs, y), expected)  # averaged scores are something else
    assert torch.equal(last.growing["random forest"], votes(forest(data, 20, 2), y))
