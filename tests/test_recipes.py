"""A recipe takes what makes sense and names what does not."""

import dataclasses
import math
import re

import pytest

from helpers.recipes import ACTIVATIONS, INITS, NORMS, OPTIMIZERS, Recipe


@pytest.mark.parametrize(
    ("field", "names"),
    [("activation", ACTIVATIONS), ("init", INITS), ("norm", NORMS), ("optimizer", OPTIMIZERS)],
)
def test_every_name_is_taken_and_a_bad_one_is_answered_with_all(field, names):
    assert [getattr(Recipe(**{field: name}), field) for name in names] == list(names)
    for bad in ("Relu", "", None, 3):
        message = f"{field} takes one of {', '.join(names)}, got {bad!r}"
        with pytest.raises(ValueError, match=re.escape(message)):
            Recipe(**{field: bad})


@pytest.mark.parametrize(
    ("field", "bad", "allowed"),
    [
        ("negative_slope", 1.5, "0 to 1"),
        ("negative_slope", -0.1, "0 to 1"),
        ("gain", -1, "a finite number, 0 or more"),
        ("gain", math.inf, "a finite number, 0 or more"),
        ("norm_momentum", 1.1, "0 to 1"),
        ("dropout", 1.0, "0 to below 1"),
        ("dropout", -0.1, "0 to below 1"),
        ("lr", -0.1, "a finite number, 0 or more"),
        ("lr", math.nan, "a finite number, 0 or more"),
        ("momentum", 1.0, "0 to below 1"),
        ("decay", 1, "0 to below 1"),
        ("weight_decay", math.inf, "a finite number, 0 or more"),
        ("clip_norm", -1, "0 or more"),
        ("clip_value", math.nan, "0 or more"),
        ("betas", (0.9, 1.0), "two numbers from 0 to below 1"),
        ("betas", (0.9,), "two numbers from 0 to below 1"),
        ("hidden", (4, 0), "whole numbers of units, 1 or more"),
        ("hidden", (4, 2.5), "whole numbers of units, 1 or more"),
        ("norm_place", "between", "one of before, after"),
        ("seed", -1, "a whole number, 0 or more"),
        ("seed", 0.5, "a whole number, 0 or more"),
        ("lr", "0.1", "a finite number, 0 or more"),
        ("warmup", None, "0 to below 1"),
        ("bias", math.nan, "a finite number"),
        ("residual", "no", "True or False"),
    ],
)
def test_out_of_range_is_named_with_what_came_and_what_is_allowed(field, bad, allowed):
    message = f"{field} takes {allowed}, got {bad!r}"
    with pytest.raises(ValueError, match=re.escape(message)):
        Recipe(**{field: bad})


@pytest.mark.parametrize("bad", [5, None])
def test_hidden_that_is_no_list_is_named_too(bad):
    with pytest.raises(ValueError, match="hidden takes a list"):
        Recipe(hidden=bad)


@pytest.mark.parametrize(
    ("field", "edge"),
    [("negative_slope", 1.0), ("dropout", 0.0), ("lr", 0.0), ("clip_norm", math.inf), ("gain", 0)],
)
def test_the_edges_that_are_allowed(field, edge):
    assert getattr(Recipe(**{field: edge}), field) == edge


def test_lists_become_tuples_so_that_equal_recipes_are_equal():
    assert Recipe(hidden=[4, 4], betas=[0.9, 0.99]) == Recipe(hidden=(4, 4), betas=(0.9, 0.99))
    assert len({Recipe(hidden=[4]), Recipe(hidden=(4,))}) == 1


def test_but_changes_a_copy_and_validates():
    sick = Recipe(hidden=(3,), activation="sigmoid")
    cured = sick.but(activation="relu", lr=0.2)
    assert (cured.hidden, cured.activation, cured.lr) == ((3,), "relu", 0.2)
    assert sick.activation == "sigmoid"
    with pytest.raises(ValueError, match="a recipe has no 'learning_rate'; it has hidden, act"):
        sick.but(learning_rate=1)
    with pytest.raises(ValueError, match="lr takes"):
        sick.but(lr=-1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        sick.lr = 1
