"""Experiments: variants × seeds in one stack, compared seed by seed.

The environment variable COURSE_SEED=k shifts every seed of the course's experiments, to see
whether a claim holds beyond the seeds it was written with.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial

import torch
from torch import Tensor

from helpers import checks
from helpers.claims import Evidence, paired
from helpers.cluster import Tasks
from helpers.data import Draws, Split
from helpers.engine.records import History, Record
from helpers.recipes import Recipe
from helpers.training import fit, pad_cat, stacks_of

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


# Networks of one task on a cluster: with 64, as with 256, a step takes 0.04 to 0.1 ms per network,
# with 16 half as much again. A multiple of 32, or sums over steps would be rounded differently.
STACK = 64


def compare(
    variants: Mapping[str, Recipe],
    data: Split | Draws,
    count: int = 8,
    client=None,
    **options,
) -> Comparison:
    """Train every variant with `count` seeds side by side.

    Args:
        variants: recipes by the name a figure shows.
        data: the same for all seeds, or Draws: each seed has examples of its own.
        client: a distributed.Client: its workers train, in stacks of the size that is fastest,
            to the same numbers. None: this process.
        options: passed to training.train.
    Raises: see training.train, helpers.cluster.Tasks; RuntimeError: if a stack's workers were lost.
    """
    own = seeds(count)
    recipes = lineup(variants, own)
    train = partial(fit, data=data, **options)
    history = train(recipes) if client is None else _fit_on(client, recipes, train)
    return Comparison(list(variants), own, history)


def finished(record: Record, name: str = "test_accuracy") -> Tensor:
    """One number per network, NaN in the place of those that diverged, to leave them out of
    means and count them apart, (S,), float64; see History.finished."""
    return History([record]).finished(name)[0]


def at_best_settings(
    settings: Mapping[str, Sequence[Recipe]],
    data: Split,
    count: int = 3,
    score: Callable[[History], Tensor] = lambda history: history["test_accuracy"][-1],
    **options,
) -> dict[str, Recipe]:
    """Each variant at the setting that serves it best, for a fair race.

    All settings train with `count` seeds; a setting's score is the median over the seeds.
    Neither the seeds nor the examples by which a setting is chosen are those of the race.

    Args:
        settings: for each variant its recipes to choose from; of equals the first is chosen.
        data: with a validation part, on which is chosen; see Split.choosing.
        score: of each network, measured on the validation part, (S,), the higher the better.
        options: passed to training.train.
    Returns: one recipe by each variant's name.
    Raises: ValueError: see training.train, Split.choosing.
    """
    tried = {(name, k): one for name, some in settings.items() for k, one in enumerate(some)}
    apart = [SHIFT // 2 + seed for seed in seeds(count)]
    scores = score(fit(lineup(tried, apart), data.choosing, **options)).unflatten(0, (-1, count))
    medians = scores.quantile(0.5, dim=1).nan_to_num(-torch.inf)
    parts = medians.split([len(some) for some in settings.values()])
    return {
        name: some[part.argmax()]
        for (name, some), part in zip(settings.items(), parts, strict=True)
    }


def at_best_rates(
    variants: Mapping[str, Recipe], rates: Sequence[float], data: Split, **options
) -> dict[str, Recipe]:
    """Each variant at the learning rate that serves it best, see at_best_settings.

    Args: rates: to choose from; where the best is the first or the last, give more.
    """
    settings = {name: [recipe.but(lr=rate) for rate in rates] for name, recipe in variants.items()}
    return at_best_settings(settings, data, **options)


def _fit_on(client, recipes: Sequence[Recipe], train: Callable) -> History:
    """Train networks on a cluster; one History of all."""
    enough = len(recipes) >= STACK * sum(client.nthreads().values())
    size = STACK if enough else STACK // 2  # rather than workers without one
    stacks = [
        places[at : at + size]
        for places in stacks_of(recipes)
        for at in range(0, len(places), size)
    ]
    tasks, histories = Tasks(client), {}
    try:
        for place, stack in enumerate(stacks):
            tasks.submit(place, train, [recipes[k] for k in stack])
        while tasks:
            for answer in tasks.answers():
                if answer.error:
                    raise answer.error
                histories[answer.name] = answer.result
    finally:
        tasks.cancel()
    position = torch.tensor([k for stack in stacks for k in stack], device="cpu").argsort()
    moments = zip(*(histories[place].records for place in range(len(stacks))), strict=True)
    return History([_joined(parts, tuple(recipes), position) for parts in moments])


def _joined(parts: Sequence[Record], recipes: tuple[Recipe, ...], position: Tensor) -> Record:
    """The Records of several stacks at one moment as one, its networks in the order of recipes."""

    def gather(numbers):
        return pad_cat(list(numbers))[position]

    tensors = [f.name for f in fields(Record) if isinstance(getattr(parts[0], f.name), Tensor)]
    return replace(
        parts[0],
        recipes=recipes,
        probed={name: gather(p.probed[name] for p in parts) for name in parts[0].probed},
        **{name: gather(getattr(p, name) for p in parts) for name in tensors},
    )


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
