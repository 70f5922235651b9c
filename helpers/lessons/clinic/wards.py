"""Wards: several patients of one illness at once, to see what is true of the illness."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from torch import Tensor

from helpers.lessons.clinic.illnesses import Illness
from helpers.lessons.clinic.runs import handling, scores, stream
from helpers.lessons.clinic.scripts import Script
from helpers.lessons.clinic.symptoms import Symptoms, inside, measure
from helpers.lessons.clinic.treatments import TREATMENTS, treated
from helpers.lessons.clinic.verdicts import Target

UNTREATED = "untreated"
MODERATE = ("moderate",)


@dataclass(frozen=True, eq=False)
class Tally:
    """How many patients of several wards: a row for a ward, a column for a question or a treatment.

    Args:
        counts: (rows, columns), NaN where there was no trial; of: how many patients a ward has.
        expected: (row, column) of the cells to frame.
    """

    counts: Tensor
    of: int
    expected: Iterable[tuple[int, int]] = ()

    @property
    def shares(self) -> Tensor:
        """The counts as shares of a ward, 0 where there was no trial."""
        return self.counts.double().nan_to_num() / self.of

    @property
    def hits(self) -> list[list[int]]:
        """The columns of each row that count a patient or more."""
        return [(row > 0).nonzero()[:, 0].tolist() for row in self.counts]


def ward(
    illness: Illness, seeds: Sequence[int], severities: Sequence[str] = MODERATE
) -> list[Script]:
    """A sick script for each seed, at least one; severities, of SEVERITIES, in turn.

    Raises: ValueError: for another severity, with the list.
    """
    doses = [illness.dose(severity) for severity in severities]
    return [illness.script(doses[k % len(doses)]).but(seed=s) for k, s in enumerate(seeds)]


def examined(illness: Illness, seeds: Sequence[int]) -> list[Symptoms]:
    """The symptoms of a moderately ill ward, whose networks train side by side, in the seeds'
    order; records of the first step and the last only."""
    return list(_examined(tuple(ward(illness, seeds))))


def all_examined(scripts: Sequence[Script]) -> list[Symptoms]:
    """The symptoms of any scripts, in their order; what can train side by side does."""
    groups = defaultdict(list)
    for place, script in enumerate(scripts):
        groups[handling(script), script.recipe.hidden].append(place)
    symptoms = {}
    for places in groups.values():
        symptoms |= zip(places, _examined(tuple(scripts[k] for k in places)), strict=True)
    return [symptoms[place] for place in range(len(scripts))]


def healthy(seeds: Sequence[int]) -> list[Symptoms]:
    """The symptoms of scripts that nothing ails."""
    return list(_examined(tuple(Script().but(seed=seed) for seed in seeds)))


@lru_cache(maxsize=32)
def _examined(scripts: tuple[Script, ...]) -> list[Symptoms]:
    first = scripts[0]
    # A record before the last epoch, so that the last loss is that epoch's mean; then it goes.
    every = ceil(first.examples / first.batch) * max(1, first.epochs - 1)
    start, *_, end = stream(scripts, every=every, probes=inside(first))
    return [measure(script, [start, end], s) for s, script in enumerate(scripts)]


def outcomes(
    illness: Illness,
    seeds: Sequence[int],
    treatments: Sequence[str] = tuple(TREATMENTS),
    severities: Sequence[str] = MODERATE,
) -> dict[str, list[bool]]:
    """Which patients of a ward reach their target: untreated, and after each treatment alone.

    Args:    treatments: names of TREATMENTS; severities: as for ward.
    Returns: one truth value per seed, by the treatment's name, untreated first; without the
             treatments that change nothing in this illness.
    Raises:  ValueError: for another treatment or severity, with the list.
    """
    sick, target = ward(illness, seeds, severities), Target(illness.target)
    groups = {name: [treated(script, name) for script in sick] for name in treatments}
    groups = {UNTREATED: sick} | {
        name: changed for name, changed in groups.items() if changed != sick
    }
    results = iter(scores([script for group in groups.values() for script in group]))
    return {name: [target.met(next(results)) for _ in group] for name, group in groups.items()}
