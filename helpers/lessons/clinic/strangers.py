"""Strangers: patients for whom nobody has set a bound, a dose or a target.

The clinic's eleven illnesses come in eleven scripts, and the chart's bounds were set with these. A
stranger has one of the illnesses in a network, with images, in mini-batches and at a severity
drawn by chance; a couple has two illnesses at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from itertools import combinations

import torch

from helpers.engine.randomness import generator
from helpers.engine.tensors import FLOATS
from helpers.lessons.clinic.illnesses import ILLNESSES, Illness
from helpers.lessons.clinic.scripts import Script
from helpers.lessons.clinic.treatments import treated
from helpers.recipes import Recipe

FURTHER = 2.0  # severities reach from half the mildest dose to twice the severest
MOST = {"leaked test set": 1.0, "shuffled labels": 1.0}  # of a dose
MOST |= {"forgotten eval()": 0.8, "unscaled inputs": 4.0}
BY_ACTIVATION = ("saturated sigmoid", "dead ReLU", "vanishing gradients")  # that only one can have
BY_DEPTH = ("vanishing gradients",)  # whose dose is the number of layers
FEW = ("overfitting", "leaked test set")  # illnesses of scripts with few images


@dataclass(frozen=True)
class House:
    """How another clinic builds its scripts, drawn by chance; the same seed gives the same one."""

    seed: int
    hidden: tuple[int, ...]
    activation: str
    examples: int
    batch: int


def house(seed: int) -> House:
    """One to four layers of 16 to 96 units, ReLU or another, 150 to 600 images."""
    draws = generator(seed, "house")

    def one_of(*choices):
        return choices[torch.randint(len(choices), (), generator=draws, device="cpu")]

    hidden = (one_of(16, 24, 48, 64, 96),) * one_of(1, 2, 3, 4)
    activation = one_of("relu", "leaky_relu", "tanh")
    return House(seed, hidden, activation, one_of(150, 250, 600), one_of(20, 30, 80))


def stranger(illness: Illness, own: House) -> Script:
    """A script of a house with an illness, at a severity drawn by chance."""
    draws = generator(own.seed, f"severity of {illness.name}")
    mild, severe = illness.doses[0], illness.doses[-1]
    step = FURTHER if severe > mild else 1 / FURTHER
    place = torch.rand((), generator=draws, **FLOATS).item()
    dose = mild / step * (severe / mild * step**2) ** place
    dose = min(dose, MOST.get(illness.name, dose))
    sick = illness.script(round(dose) if isinstance(mild, int) else dose)
    script = sick.but(**_habits(own))
    if illness.name in BY_DEPTH:
        script = script.but(hidden=own.hidden[:1] * len(sick.recipe.hidden))
    if illness.name not in FEW:
        script = script.but(examples=own.examples)
    return script if illness.name in BY_ACTIVATION else script.but(activation=own.activation)


def well(own: House) -> Script:
    """A script of a house that nothing ails."""
    habits = {**_habits(own), "activation": own.activation, "examples": own.examples}
    return Script(Recipe(lr=0.2)).but(**habits)


def couples() -> list[tuple[str, str]]:
    """The pairs of illnesses that a single script can have, in the order of ILLNESSES."""
    return [
        (one, other)
        for one, other in combinations(ILLNESSES, 2)
        if not _sick_parts(ILLNESSES[one]).keys() & _sick_parts(ILLNESSES[other]).keys()
        and not (one in BY_ACTIVATION and other in BY_ACTIVATION)
    ]


def couple(one: str, other: str, seed: int) -> Script:
    """A script with two moderate illnesses, the second one's added to the first one's script."""
    return _moderate(ILLNESSES[one]).but(**_sick_parts(ILLNESSES[other]), seed=seed)


def interval(held: int, of: int) -> tuple[float, float]:
    """95 % interval of a share of which `held` of `of` were seen.

    Source: Wilson 1927; unlike mean ± 1.96 std it has a width at 0 and at 1 too.
    """
    z, share = 1.96, held / of
    middle = (share + z**2 / (2 * of)) / (1 + z**2 / of)
    half = z / (1 + z**2 / of) * (share * (1 - share) / of + z**2 / (4 * of**2)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def _habits(own: House) -> Mapping:
    return {"hidden": own.hidden, "batch": own.batch, "seed": own.seed}


def _moderate(illness: Illness) -> Script:
    return illness.script(illness.dose("moderate"))


def _sick_parts(illness: Illness) -> dict:
    """What a dose sets or the cure changes, as in the moderately ill script."""
    mild, moderate, severe = map(_parts, map(illness.script, illness.doses))
    cured = _parts(treated(_moderate(illness), illness.cure))
    return {
        name: value
        for name, value in moderate.items()
        if mild[name] != severe[name] or cured[name] != value
    }


def _parts(script: Script) -> dict:
    own = _values(script)
    return own | _values(own.pop("recipe"))


def _values(thing) -> dict:
    return {part.name: getattr(thing, part.name) for part in fields(thing)}
