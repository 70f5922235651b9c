"""Streams side by side give every network what it would have had alone."""

import pytest
import torch
from sklearn.tree import DecisionTreeClassifier

from helpers import probes, scaling
from helpers.data import load, split
from helpers.engine.randomness import own_seed
from helpers.lessons.data_scaling.side_by_side import side_by_side, tree_accuracy, under_scalers
from helpers.recipes import Recipe
from helpers.training import fit, train

WINE = split(load("wine"))
OPTIONS = {"every": 2, "probes": [probes.dead_share]}
NETWORKS = [Recipe(hidden=(5,), seed=0), Recipe(hidden=(5,), seed=1)]


def test_every_network_is_as_it_would_be_alone():
    wild = [Recipe(hidden=(5,), lr=1e30), Recipe(hidden=(5,), seed=2)]
    runs = [
        (NETWORKS, scaling.scale(WINE, "standard")),
        (wild, scaling.scale(WINE, "min_max")),
    ]
    together = list(side_by_side(train(*run, steps=5, **OPTIONS) for run in runs))
    assert [record.step for record in together] == [0, 2, 4, 5]
    assert together[-1].recipes == (*NETWORKS, *wild)
    assert (together[-1].diverged_at >= 0).tolist() == [False, False, True, False]
    for k, run in enumerate(runs):
        alone, own = fit(*run, steps=5, **OPTIONS).last, slice(2 * k, 2 * k + 2)
        for name in ("loss", "test_loss", "test_accuracy", "diverged_at"):
            seen, expected = getattr(together[-1], name)[own], getattr(alone, name)
            torch.testing.assert_close(seen, expected, rtol=0, atol=0, equal_nan=True)
        assert torch.equal(together[-1].probed["dead_share"][own], alone.probed["dead_share"])


def test_streams_that_do_not_fit_are_told():
    with pytest.raises(ValueError, match="share step, steps and epoch, got"):
        next(side_by_side([train(NETWORKS, WINE, steps=4), train(NETWORKS, WINE, steps=6)]))
    with pytest.raises(ValueError, match="shorter"):
        list(side_by_side([train(NETWORKS, WINE, steps=0), iter(())]))


def test_the_same_networks_race_under_each_scaler():
    networks = [Recipe(hidden=(4,), lr=0.1, seed=seed) for seed in range(2)]
    records = list(under_scalers(networks, WINE, ("none", "standard"), 0.9, steps=4, every=2))
    assert [record.step for record in records] == [0, 2, 4] and records[0].steps == 4
    assert (records[0].loss[:2] > records[0].loss[2:]).all()  # raw numbers are far off
    for record in records:
        assert torch.equal(record.probed["reference"], torch.full((4,), 0.9))
    for k, how in enumerate(("none", "standard")):  # as if there were no other scaler
        alone = fit(networks, scaling.scale(WINE, how), steps=4, every=2).last
        assert torch.equal(records[-1].test_loss[2 * k : 2 * k + 2], alone.test_loss)


def test_a_tree_is_fitted_to_each_split_and_judged_by_its_own_test_examples():
    one, other = (split(load("wine"), seed=seed, n=12) for seed in (0, 1))
    alone = [tree_accuracy([parts]) for parts in (one, other)]
    tree = DecisionTreeClassifier(random_state=own_seed(0, "tree")).fit(one.train.x, one.train.y)
    answers = torch.tensor(tree.predict(one.test.x))
    assert alone[0] == pytest.approx((answers == one.test.y).double().mean().item())
    assert alone[0] != alone[1]
    assert tree_accuracy(iter([one, other])) == pytest.approx(sum(alone) / 2)
