"""Experiments: seeds and their shift, the order of variants and seeds, pairs of seeds."""

import pytest
import torch

from helpers.data import load, split
from helpers.experiments import (
    Comparison,
    at_best_rates,
    at_best_settings,
    compare,
    finished,
    lineup,
    seeds,
)
from helpers.probes import gradient_norms
from helpers.recipes import Recipe
from helpers.scaling import scale
from helpers.training import fit
from tests.clusters import local_client
from tests.oracle import toy

SICK = Recipe(hidden=(4, 4), activation="sigmoid", lr=0.05)
VARIANTS = {"sick": SICK, "shallower": SICK.but(hidden=(4,)), "relu": SICK.but(activation="relu")}
OPTIONS = {"steps": 4, "batch_size": 8, "every": 2}


@pytest.mark.parametrize(("shift", "first"), [(None, 0), ("0", 0), ("1", 1000), ("7", 7000)])
def test_course_seed_shifts_every_seed(monkeypatch, shift, first):
    monkeypatch.delenv("COURSE_SEED", raising=False)
    if shift is not None:
        monkeypatch.setenv("COURSE_SEED", shift)
    assert seeds(3) == [first, first + 1, first + 2]


@pytest.mark.parametrize("bad", ["-1", "one", "1.5", "", "²"])
def test_a_bad_course_seed_is_named(monkeypatch, bad):
    monkeypatch.setenv("COURSE_SEED", bad)
    with pytest.raises(ValueError, match="COURSE_SEED takes a whole number, 0 or more, got"):
        seeds(3)


def test_no_seeds_are_refused():
    with pytest.raises(ValueError, match="seeds takes a whole number, 1 or more, got 0"):
        seeds(0)


def test_lineup_puts_all_seeds_of_the_first_variant_first():
    recipes = lineup({"a": SICK, "b": SICK.but(lr=1)}, [3, 4])
    assert [(recipe.lr, recipe.seed) for recipe in recipes] == [
        (0.05, 3),
        (0.05, 4),
        (1, 3),
        (1, 4),
    ]


def test_a_comparison_knows_each_variant_and_seed(monkeypatch):
    monkeypatch.setenv("COURSE_SEED", "2")
    result = compare(VARIANTS, toy(), count=5, probes=[gradient_norms], **OPTIONS)
    assert (result.names, result.seeds) == (list(VARIANTS), [2000, 2001, 2002, 2003, 2004])
    assert result["test_loss"].shape == (3, 3, 5)
    assert result["gradient_norms"].shape == (3, 3, 5, 3)
    for v, recipe in enumerate(VARIANTS.values()):
        for k, seed in enumerate(result.seeds):
            alone = fit(recipe.but(seed=seed), toy(), **OPTIONS)
            torch.testing.assert_close(result["test_loss"][:, v, k], alone["test_loss"][:, 0])


def test_final_is_the_last_record_of_one_variant():
    result = compare(VARIANTS, toy(), count=5, **OPTIONS)
    assert torch.equal(result.final("relu"), result.history.last.test_accuracy[10:])
    assert torch.equal(result.final("sick", "loss"), result.history.last.loss[:5])
    with pytest.raises(ValueError, match="name takes one of sick, shallower, relu, got 'gelu'"):
        result.final("gelu")


def test_a_network_that_diverged_has_no_number_at_the_end():
    wild = SICK.but(activation="relu", lr=1e30)
    lost = SICK.but(activation="relu", gain=1e30)  # before its first step
    last = fit([SICK, wild, SICK.but(seed=1), lost], toy(), **OPTIONS).last
    first, *_, at_once = last.diverged_at.tolist()
    assert (first, at_once) == (-1, 0) and last.diverged_at[1] > 0
    for name in ("test_accuracy", "loss"):
        numbers = finished(last, name)
        assert numbers.isnan().tolist() == [False, True, False, True]
        assert numbers[[0, 2]].tolist() == getattr(last, name)[[0, 2]].double().tolist()


@pytest.mark.slow
def test_a_cluster_trains_to_the_same_bits(monkeypatch):
    monkeypatch.setattr("helpers.experiments.STACK", 64)  # stacks of 32
    variants = VARIANTS | {"adam": SICK.but(optimizer="adam"), "late": SICK.but(seed=7)}
    options = {"count": 40, "probes": [gradient_norms], **OPTIONS}
    here = compare(variants, toy(), **options)
    with local_client(2) as client:
        there = compare(variants, toy(), client=client, **options)
        with pytest.raises(ValueError, match="batch norm needs two examples or more"):
            compare({"one": SICK.but(norm="batch")}, toy(), client=client, steps=1, batch_size=1)
    assert (there.names, there.seeds) == (here.names, here.seeds)
    for mine, theirs in zip(here.records, there.records, strict=True):
        assert (theirs.recipes, theirs.step, theirs.epoch) == (mine.recipes, mine.step, mine.epoch)
    for key in ("loss", "test_loss", "test_accuracy", "diverged_at", "gradient_norms"):
        assert torch.equal(there[key].nan_to_num(7e9), here[key].nan_to_num(7e9)), key


def test_the_seed_shift_changes_the_numbers(monkeypatch):
    monkeypatch.setenv("COURSE_SEED", "0")
    first = compare(VARIANTS, toy(), count=1, **OPTIONS)["loss"]
    monkeypatch.setenv("COURSE_SEED", "1")
    assert (compare(VARIANTS, toy(), count=1, **OPTIONS)["loss"] != first).all()


class Known:
    """A history whose two variants of five seeds end with known numbers."""

    records = ()

    def __init__(self, numbers):
        self.numbers = torch.tensor([numbers])

    def __getitem__(self, key):
        return self.numbers


def test_higher_compares_seed_by_seed_in_the_direction_asked_for():
    # Seeds differ by much more than the variants do; only pairs show the difference.
    low = [0.1, 0.3, 0.5, 0.7, 0.9]
    known = Known([*low, *(value + 0.02 for value in low)])
    result = Comparison(["low", "high"], range(5), known)
    assert result.higher("high", than="low").holds
    assert not result.higher("low", than="high").holds
    assert result.higher("high", than="low", by=0.015).holds
    assert not result.higher("high", than="low", by=0.025).holds
    assert "2 points" in result.higher("high", than="low").words
    assert "0.02 more" in result.higher("high", than="low", key="loss").words


def test_higher_pairs_the_seeds_and_does_not_sort_them():
    low = [0.1, 0.3, 0.5, 0.7, 0.9]
    known = Known([*low, *(value + 0.02 for value in reversed(low))])
    assert not Comparison(["low", "high"], range(5), known).higher("high", than="low").holds


def test_a_rate_is_chosen_on_validation_examples_and_other_seeds(monkeypatch):
    seen = {}

    def watched(recipes, data, **options):
        seen.update(seeds={recipe.seed for recipe in recipes}, data=data, options=options)
        return fit(recipes, data, **options)

    monkeypatch.setattr("helpers.experiments.fit", watched)
    wine = scale(split(load("wine"), validation=0.3))
    variants = {"sgd": Recipe((8,)), "adam": Recipe((8,), optimizer="adam", bias=0.1)}
    rates = (1e-5, 0.03, 1e9)  # nothing, something, too much
    chosen = at_best_rates(variants, rates, wine, steps=40, batch_size=16)
    assert chosen == {name: recipe.but(lr=0.03) for name, recipe in variants.items()}
    assert torch.equal(seen["data"].test.x, wine.validation.x)
    assert seen["options"] == {"steps": 40, "batch_size": 16}  # as the race will be run
    assert len(seen["seeds"]) == 3 and not seen["seeds"] & set(seeds(100))
    worst = at_best_rates(
        variants, rates[:2], wine, score=lambda history: -history["test_accuracy"][-1], steps=40
    )
    assert {recipe.lr for recipe in worst.values()} == {1e-5}
    with pytest.raises(ValueError, match="validation=…"):
        at_best_rates(variants, rates, toy(), steps=1)


def test_the_best_rate_has_the_best_median_of_its_seeds(monkeypatch):
    steady, lucky, lost = [0.4, 0.4, 0.0], [0.3, 0.3, 0.9], [0.9, torch.nan, torch.nan]
    at_end = torch.tensor([*steady, *lucky, *lost, *lucky, *steady, *lost])
    numbers = torch.stack([torch.ones(18), at_end])  # the start does not count
    monkeypatch.setattr("helpers.experiments.fit", lambda *_: {"test_accuracy": numbers})
    wine = split(load("wine"), validation=0.3)
    variants = {"sgd": Recipe((8,)), "adam": Recipe((8,), optimizer="adam")}
    chosen = at_best_rates(variants, (0.1, 0.2, 0.3), wine)
    assert [recipe.lr for recipe in chosen.values()] == [0.1, 0.2]


def test_settings_of_any_kind_are_chosen_by_any_score_and_a_diverged_one_is_the_worst():
    net = Recipe(hidden=(8,), lr=0.1)
    settings = {
        "L2": [net.but(weight_decay=lam) for lam in (5.0, 0.001, 1.0)],
        "depth": [net.but(hidden=(8,) * k, activation="sigmoid") for k in (5, 1)],
        "gone": [net.but(lr=1e30), net],
    }
    wine = scale(split(load("wine"), validation=0.2))
    options = {"steps": 60, "batch_size": 16, "score": lambda history: -history["test_loss"][-1]}
    chosen = at_best_settings(settings, wine, **options)
    assert chosen == {name: some[1] for name, some in settings.items()}
