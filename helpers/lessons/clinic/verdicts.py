"""Verdicts: has the treatment worked, and what did the diagnosis miss?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, isnan

from helpers.claims import AGREEING
from helpers.lessons.clinic.chart import ChartQuestion, question
from helpers.lessons.clinic.illnesses import Illness
from helpers.lessons.clinic.runs import Score, median_of
from helpers.lessons.clinic.symptoms import Symptoms
from helpers.words import percent

TOLERANCE = 0.05  # a report may be so far above the accuracy on fresh images


@dataclass(frozen=True)
class Target:
    """What counts as well again: accuracy on fresh images, and a report that can be trusted.

    Args: fresh: the least accuracy on fresh images, from 0 to 1.
    """

    fresh: float

    def met(self, score: Score) -> bool:
        """Whether a run reaches it."""
        return score.fresh >= self.fresh and score.reported - score.fresh <= TOLERANCE

    def __str__(self) -> str:
        return (
            f"at least {percent(self.fresh)} on fresh images, and a report at most "
            f"{100 * TOLERANCE:.0f} points above that"
        )


@dataclass(frozen=True)
class Verdict:
    """The judgement on a diagnosis and a treatment, over several seeds.

    Args:
        diagnosis: the illness that was named; right: whether it is the patient's.
        scores: the treated script's, one per seed; target: what each should reach.
        hints: what the diagnosis missed, or why the treatment works, one line each.
    """

    diagnosis: str
    right: bool
    scores: Sequence[Score]
    target: Target
    hints: Sequence[str]

    @property
    def met(self) -> int:
        """Seeds that reached the target."""
        return sum(map(self.target.met, self.scores))

    @property
    def needed(self) -> int:
        """Seeds that must reach it: four in five."""
        return ceil(AGREEING * len(self.scores) - 1e-9)

    @property
    def passed(self) -> bool:
        """Whether the treatment works, whatever the diagnosis."""
        return self.met >= self.needed

    def __str__(self) -> str:
        fresh = median_of(score.fresh for score in self.scores)
        reported = median_of(score.reported for score in self.scores)
        diverged = sum(isnan(score.fresh) for score in self.scores)
        met = f"met in {self.met} of {len(self.scores)} seeds, must be {self.needed}"
        medians = (
            f"≈ {percent(fresh)} on the judge's fresh images, "
            f"≈ {percent(reported)} reported (medians)"
        )
        if diverged:
            lost = f"≈ {diverged} of {len(self.scores)} networks diverged"
            medians = lost if diverged == len(self.scores) else f"{medians}; {lost}"
        lines = [
            f"{_mark(self.right)} diagnosis: {self.diagnosis}",
            f"{_mark(self.passed)} treatment: {medians}",
            f"  target: {self.target}; {met}",
        ]
        return "\n".join([*lines, *(f"  {hint}" for hint in self.hints)])


def verdict(
    illness: Illness,
    symptoms: Symptoms,
    diagnosis: str,
    treatments: Sequence[str],
    scores: Sequence[Score],
) -> Verdict:
    """Judge; without the illness's name, unless the diagnosis has it.

    Args:   treatments: the names of the single treatments given; scores: of the treated script.
    Raises: ValueError: for a diagnosis that the chart does not know.
    """
    named, right = question(diagnosis), diagnosis == illness.name
    bare = Verdict(diagnosis, right, scores, Target(illness.target), ())
    hints = [] if right else _missed(illness, symptoms, named)
    if bare.passed and right:
        hints += _reasons(illness, treatments)
    elif bare.passed:
        hints.append("The treatment works all the same: can you say on what?")
    elif right:
        hints.append("The diagnosis is right, the treatment does not reach the target.")
    return replace(bare, hints=hints)


def _missed(illness: Illness, symptoms: Symptoms, named: ChartQuestion) -> list[str]:
    """What speaks against the illness that was named."""
    sign = question(illness.name).words(symptoms)
    if named.sees(symptoms):  # an illness has symptoms of later ones in the chart
        return [
            f"Its sign is there: {named.words(symptoms)}.",
            f"But a sign that comes first in the chart explains it: {sign}.",
        ]
    return [f"Its sign is missing: {named.words(symptoms)}.", f"Overlooked: {sign}."]


def _reasons(illness: Illness, treatments: Sequence[str]) -> list[str]:
    reasons = {illness.cure: illness.why, **illness.also}
    return [f"{name}: {reasons[name]}." for name in treatments if name in reasons]


def _mark(good: bool) -> str:
    return "✓" if good else "✗"
