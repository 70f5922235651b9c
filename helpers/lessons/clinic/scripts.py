"""A training script: one network, and all that is done with its data before, during and after.

The clinic has one archive of handwritten digits in five parts. A script learns from the first,
may watch the second to stop early, and reports its accuracy on the third. No script ever sees
the other two. The fresh images say what its report is worth, and the judge reads them. On the
trial images treatments are tried: who chose by the judge's own would be judged too well.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from numbers import Real
from typing import NamedTuple

import torch

from helpers import checks
from helpers.data import Dataset, load, noisy_labels, split
from helpers.engine.randomness import generator
from helpers.engine.tensors import FLOATS
from helpers.recipes import Recipe
from helpers.scaling import SCALERS

POOL, VALIDATION, TEST, FRESH, TRIAL = 697, 100, 400, 400, 200  # images in the archive's parts


@dataclass(frozen=True)
class Script:
    """What fixes a training run and its report.

    Args:
        recipe: the network and how it is updated; its fields may be changed by `but` as well.
        scaler: of the inputs, fitted on the training images: "standard", "min_max", "robust",
            "none".
        examples: training images, 2 to POOL; epochs: passes through them; batch: images in a
            mini-batch.
        early_stopping: keep the network of the epoch with the lowest validation loss.
        eval_mode: switch to eval() before answering; else dropout and batch statistics go on.
        leak: share of the test images that are training images, from 0 to 1.
        shuffled: share of the labels, on all images that a script sees, that lost their image.
        units: each pixel comes in a unit of its own, up to so many powers of ten off.
        noise: share of the training labels that were wrong from the start.

    Raises: ValueError: naming the field, what came, and what is allowed.
    """

    recipe: Recipe = field(default_factory=Recipe)
    scaler: str = "standard"
    examples: int = 400
    epochs: int = 20
    batch: int = 40
    early_stopping: bool = False
    eval_mode: bool = True
    leak: float = 0.0
    shuffled: float = 0.0
    units: float = 0.0
    noise: float = 0.0

    def __post_init__(self):
        checks.one_of("scaler", self.scaler, (*SCALERS, "none"))
        for name, low, high in (("examples", 2, POOL), ("epochs", 1, 1000), ("batch", 1, POOL)):
            checks.whole(name, getattr(self, name), low, high)
        for name, high in (("leak", 1), ("shuffled", 1), ("noise", 1), ("units", 4)):
            value = getattr(self, name)
            if not (isinstance(value, Real) and 0 <= value <= high):
                raise ValueError(f"{name} takes 0 to {high}, got {value!r}")
        for name in ("early_stopping", "eval_mode"):
            value = getattr(self, name)
            if type(value) is not bool:  # "no" would count as a yes
                raise ValueError(f"{name} takes True or False, got {value!r}")

    def but(self, **changes) -> Script:
        """The same script with some fields changed, its own or its recipe's."""
        names = {part.name for part in fields(self)}
        own = {name: value for name, value in changes.items() if name in names}
        rest = {name: value for name, value in changes.items() if name not in names}
        return replace(self, recipe=own.pop("recipe", self.recipe).but(**rest), **own)


class Files(NamedTuple):
    """A script's images, as its network gets them."""

    train: Dataset
    validation: Dataset
    test: Dataset
    fresh: Dataset
    trial: Dataset


@lru_cache
def _archive() -> Files:
    digits = load("digits")
    outer = split(digits, test=FRESH / len(digits))
    rest = split(outer.train, test=TEST / len(outer.train))
    inner = split(rest.train, test=VALIDATION / len(rest.train))
    pool, trial = (
        inner.train.take(torch.arange(*ends, device="cpu"))
        for ends in ((0, POOL), (POOL, POOL + TRIAL))
    )
    return Files(pool, inner.test, rest.test, outer.test, trial)


def files(script: Script) -> Files:
    """The archive's images as this script reads, mixes and scales them."""
    spoilt = script.leak, script.shuffled, script.units, script.noise
    return _files(script.scaler, script.examples, *spoilt)


@lru_cache(maxsize=64)
def _files(scaler, examples, leak, shuffled, units, noise) -> Files:
    archive = _archive()
    train = noisy_labels(archive.train.take(torch.arange(examples, device="cpu")), noise)
    train, validation, test = (_shuffled(part, shuffled) for part in (train, *archive[1:3]))
    mixed = Files(train, validation, _leaked(train, test, leak), *archive[3:])
    if units:
        decades = torch.linspace(-units, units, train.n_features, **FLOATS)
        draws = generator(0, "mixed units")
        decades = decades[torch.randperm(len(decades), generator=draws, device="cpu")]
        mixed = Files(*(replace(part, x=part.x * 10**decades) for part in mixed))
    if scaler != "none":
        mixed = Files(*map(SCALERS[scaler](mixed.train.x).of, mixed))
    return mixed


def _shuffled(part: Dataset, share: float) -> Dataset:
    """A share of the labels in another order, so that every class keeps its number."""
    order = torch.randperm(len(part), generator=generator(0, "shuffled labels"), device="cpu")
    chosen = order[: round(share * len(part))]
    y = part.y.clone()
    y[chosen] = part.y[chosen.roll(1)]
    return replace(part, y=y)


def _leaked(train: Dataset, test: Dataset, share: float) -> Dataset:
    """Test images of which so many are training images."""
    inside = min(len(train), round(share * len(test)))
    if not inside:
        return test
    apart = round(inside / share) - inside
    x = torch.cat([train.x[:inside], test.x[:apart]])
    return replace(test, x=x, y=torch.cat([train.y[:inside], test.y[:apart]]))
