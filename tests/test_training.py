"""A stack's training against the plain PyTorch loop, alone and beside others."""

from dataclasses import replace
from math import inf

import pytest
import torch

from helpers import probes
from helpers.data import Draws, Split
from helpers.engine import arrays, threads
from helpers.recipes import ACTIVATIONS, INITS, OPTIMIZERS, Recipe
from helpers.training import fit
from tests.oracle import plain, toy

BASE = Recipe(hidden=(6, 6), activation="tanh", init="glorot_normal", lr=0.05, bias=0.1)
STEPS = 12  # four passes over 23 examples in batches of 8, 8 and 7
VARIED = (
    [BASE.but(activation=name, negative_slope=0.2) for name in ACTIVATIONS]
    + [BASE.but(init=name, gain=0.3) for name in INITS]
    + [BASE.but(optimizer=name, lr=0.01, weight_decay=0.02) for name in OPTIMIZERS]
    + [
        BASE.but(norm=norm, norm_place=place, activation="sigmoid")
        for norm in ("batch", "layer")
        for place in ("before", "after")
    ]
    + [BASE.but(hidden=hidden) for hidden in ((), (3,), (4, 7, 5), (6,) * 8)]
    + [BASE.but(dropout=p, activation=name) for p in (0.2, 0.5) for name in ("relu", "elu")]
    + [
        BASE.but(residual=True, optimizer="adam", lr=0.01),
        BASE.but(residual=True, norm="batch", dropout=0.3, clip_norm=0.5),
        BASE.but(clip_norm=0.1),
        BASE.but(clip_value=0.01, clip_norm=0.1, optimizer="nesterov"),
        BASE.but(weight_decay=0.1, lr=0.2),
        BASE.but(norm="layer", optimizer="adamw", weight_decay=0.5, lr=0.01),
    ]
)
VARIED = [recipe.but(seed=s % 5) for s, recipe in enumerate(VARIED)]
OPTIONS = {"steps": STEPS, "batch_size": 8, "every": 1, "dtype": torch.float64}
PROBES = [probes.gradient_norms]


def name(recipe):
    """What distinguishes a recipe from BASE, for the test's title."""
    changed = {f: v for f, v in vars(recipe).items() if v != vars(BASE)[f]}
    return " ".join(f"{field}={value}" for field, value in changed.items()) or "base"


def same(ours, theirs):
    """Equal to the last bit, NaN equal to NaN."""
    torch.testing.assert_close(ours, theirs, rtol=0, atol=0, equal_nan=True)


LIBRARIES = {
    "NumPy": (threads, "TRY_FROM", inf),
    "NumPy, many numbers": (arrays, "MANY", 0),
    "PyTorch": (threads, "TRY_FROM", 0),
}


@pytest.fixture(scope="module", params=LIBRARIES)
def library(request):
    """By either library; this data would all be NumPy's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(*LIBRARIES[request.param])
        yield request.param


@pytest.fixture(scope="module", params=["classification", "regression"])
def together(request, library):
    """All the recipes trained in one call, in each task."""
    data = toy(request.param)
    return data, fit(VARIED, data, probes=PROBES, **OPTIONS)


@pytest.mark.parametrize("s", range(len(VARIED)), ids=[name(recipe) for recipe in VARIED])
def test_training_side_by_side_equals_the_plain_loop(together, s):
    data, history = together
    rows = list(plain(VARIED[s], data, STEPS))
    for key, column in (("loss", 1), ("test_loss", 2)):
        expected = torch.tensor([row[column] for row in rows], dtype=torch.float64)
        torch.testing.assert_close(history[key][:, s], expected, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("s", range(len(VARIED)), ids=[name(recipe) for recipe in VARIED])
def test_a_network_does_not_notice_its_neighbours(together, s):
    data, history = together
    alone = fit(VARIED[s], data, probes=PROBES, **OPTIONS)
    layers = len(VARIED[s].hidden) + 1
    for key in ("loss", "test_loss", "test_accuracy", "gradient_norms"):
        shared = history[key][:, s, :layers] if key == "gradient_norms" else history[key][:, s]
        torch.testing.assert_close(alone[key][:, 0], shared, rtol=1e-9, atol=1e-12, equal_nan=True)


def test_the_order_of_recipes_does_not_matter(together):
    data, history = together
    backwards = fit(VARIED[::-1], data, probes=PROBES, **OPTIONS)
    assert backwards.last.recipes == tuple(VARIED[::-1])
    for key in ("loss", "test_loss", "gradient_norms"):
        torch.testing.assert_close(
            backwards[key].flip(1), history[key], rtol=1e-9, atol=1e-12, equal_nan=True
        )


def test_float32_stays_close_to_float64(together):
    data, history = together
    single = fit(VARIED, data, **{**OPTIONS, "dtype": torch.float32})
    assert single["loss"].dtype == torch.float32
    torch.testing.assert_close(
        single["test_loss"].double(), history["test_loss"], rtol=1e-3, atol=1e-4
    )


def test_with_several_values_to_learn_it_equals_the_plain_loop(library):
    data = toy("regression of two")
    rows = list(plain(BASE, data, STEPS))
    history = fit(BASE, data, **OPTIONS)
    for key, column in (("loss", 1), ("test_loss", 2)):
        expected = torch.tensor([row[column] for row in rows], dtype=torch.float64)
        torch.testing.assert_close(history[key][:, 0], expected, rtol=1e-8, atol=1e-10)


def test_accuracy_is_the_share_of_right_classes_and_nan_for_regression():
    data = toy()
    record = fit(BASE, data, **OPTIONS).last
    *_, (network, *_) = plain(BASE, data, STEPS)
    right = network.eval()(data.test.x.double()).argmax(1) == data.test.y
    assert record.test_accuracy.item() == pytest.approx(right.double().mean().item())
    assert fit(BASE, toy("regression"), **OPTIONS).last.test_accuracy.isnan().all()


@pytest.mark.parametrize("shape", [{}, {"dropout": 0.5}, {"norm": "batch"}])
def test_the_seed_fixes_all_numbers_and_another_changes_them(shape):
    recipe = BASE.but(**shape)
    first = fit([recipe, recipe.but(seed=1)], toy(), **OPTIONS)
    torch.manual_seed(42)  # nobody's business
    second = fit([recipe, recipe.but(seed=1)], toy(), **OPTIONS)
    same(first["loss"], second["loss"])
    same(first["test_loss"], second["test_loss"])
    assert (first["loss"][:, 0] != first["loss"][:, 1]).all()


def drawn(task="classification"):
    """toy's examples, dealt anew for every seed."""

    def deal(seed):
        parts = toy(task)
        whole = replace(
            parts.train,
            x=torch.cat([parts.train.x, parts.test.x]),
            y=torch.cat([parts.train.y, parts.test.y]),
        )
        order = torch.randperm(32, generator=torch.Generator().manual_seed(seed))
        return Split(*(whole.take(rows) for rows in order.split([23, 9])))

    return Draws(deal)


@pytest.mark.parametrize("task", ["classification", "regression"])
@pytest.mark.parametrize("batch_size", [8, 64])
def test_with_draws_each_seed_learns_from_examples_of_its_own(library, task, batch_size):
    draws, options = drawn(task), {**OPTIONS, "batch_size": batch_size}
    run = fit(VARIED, draws, probes=PROBES, **options)
    for s, recipe in enumerate(VARIED):
        alone = fit(recipe, draws(recipe.seed), probes=PROBES, **options)
        layers = len(recipe.hidden) + 1
        for key in ("loss", "test_loss", "test_accuracy"):
            torch.testing.assert_close(
                run[key][:, s], alone[key][:, 0], rtol=1e-8, atol=1e-10, equal_nan=True
            )
        norms = run["gradient_norms"][:, s, :layers]
        torch.testing.assert_close(norms, alone["gradient_norms"][:, 0], rtol=1e-8, atol=1e-10)


def test_draws_of_different_sizes_are_refused():
    uneven = Draws(lambda seed: toy(n=20 + seed))
    with pytest.raises(ValueError, match="networks side by side need data of one size"):
        fit([BASE, BASE.but(seed=1)], uneven, **OPTIONS)
