"""Experiments: variants × seeds in one stack, compared seed by seed.

The environment variable COURSE_SEED=k shifts every seed of the course's experiments, to see
whether a claim holds beyond the seeds it was written with.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from helpers import checks
from helpers.claims import Evidence, paired
from helpers.data import Split
from helpers.engine.records import History
from helpers.recipes import Recipe
from helpers.training import fit

SHIFT = 1000  # seeds apart for one step of COURSE_SEED


def seeds(count: int) -> list[int]:
    """The first `count` seeds of an experiment, shifted by COURSE_SEED."""
    shift = os.environ.get("COURSE_SEED", "0")
    if not shift.isdecimal():
        raise ValueError(f"COURSE_SEED takes a whole number, 0 or more, got {shift!r}")
    checks.whole("seeds", count, 1)
    return [SHIFT * int(shift) + k for k in range(count)]


def lineup(variants: Mapping[str, Recipe], seeds: Sequence[int]) -> list[Recipe]:
    """Every variant with every seed, V · K recipes, all seeds of the first variant first."""
    return [recipe.but(seed=seed) for recipe in variants.values() for seed in seeds]


@dataclass(frozen=True, eq=False)
class Grid:
    """A map of one number over two settings, whole or still growing.

    Args:
        x, y: the settings along the axes; values: (len(y), len(x)), NaN where unknown yet.
        step, steps: columns done, columns asked for.
        theory: x and y of a line that theory draws over the map; a NaN parts it.
    """

    x: Sequence[float]
    y: Sequence[float]
    values: Tensor
    step: int
    steps: int
    theory: tuple[Sequence[float], Sequence[float]] = ()


class Comparison:
    """V variants trained with K seeds each; result["test_accuracy"] is (T, V, K)."""

    def __init__(self, names: Sequence[str], seeds: Sequence[int], history: History):
        self.names, self.seeds, self.history = list(names), list(seeds), history
        self.records = history.records

    def __getitem__(self, key: str) -> Tensor:
        return self.history[key].unflatten(1, (len(self.names), len(self.seeds)))

    def final(self, name: str, key: str = "test_accuracy") -> Tensor:
        """One variant's numbers at the end, one per seed, (K, ...)."""
        checks.one_of("name", name, self.names)
        return self[key][-1, self.names.index(name)]

    def higher(self, name: str, than: str, key: str = "test_accuracy", by: float = 0) -> Evidence:
        """Evidence that a variant ends higher than another over the seeds, by at least `by`."""
        unit = "points" if key.endswith(("accuracy", "share")) else ""
        return paired(self.final(name, key), self.final(than, key), by, unit)


def compare(variants: Mapping[str, Recipe], data: Split, count: int = 8, **options) -> Comparison:
    """Train every variant with `count` seeds side by side.

    Args: variants: recipes by the name a figure shows; options: passed to training.train.
    """
    chosen = seeds(count)
    return Comparison(list(variants), chosen, fit(lineup(variants, chosen), data, **options))


def steps_to(target: Tensor, values: Tensor, steps: Tensor) -> Tensor:
    """When a growing number first reaches a target.

    Args:    target: one per run, (K,); values: (T, K) or (T, V, K); steps: of the T records, (T,).
    Returns: the first step with values ≥ target, infinite where there is none, (K,) or (V, K).
    """
    there = values >= target
    first = steps.double()[there.int().argmax(0)]
    return torch.where(there.any(0), first, torch.inf)


def middle(values: Tensor) -> Tensor:
    """The median along the last axis: of an even number the mean of the two in the middle, which
    is infinite if one of them is."""
    ordered, last = values.sort(-1).values, values.shape[-1] - 1
    return (ordered[..., last // 2] + ordered[..., -(-last // 2)]) / 2
