"""The clinic's promise, trained: untreated fails, the cure passes, no other single treatment does.

Twenty patients of every illness, their severities in turn, each with the seed of its own.
"""

import pytest

from helpers.clinic.illnesses import ILLNESSES, SEVERITIES
from helpers.clinic.runs import scores
from helpers.clinic.treatments import TREATMENTS, treated
from helpers.clinic.verdicts import Target

UNTREATED = "untreated"


def scripts_of(illness, count):
    """The scripts of so many patients: [each untreated or treated, by the treatment's name]."""
    doses = [illness.doses[seed % len(SEVERITIES)] for seed in range(count)]
    sick = [illness.script(dose).but(seed=seed) for seed, dose in enumerate(doses)]
    changed = {name: [treated(script, name) for script in sick] for name in TREATMENTS}
    # A treatment that changes nothing is no treatment.
    return {UNTREATED: sick} | {name: new for name, new in changed.items() if new != sick}


@pytest.mark.parametrize("illness", ILLNESSES.values(), ids=lambda illness: illness.name)
def test_in_twenty_seeds_exactly_the_named_treatments_reach_the_target(illness):
    groups = scripts_of(illness, 20)
    came = iter(scores([script for group in groups.values() for script in group]))
    target, works = Target(illness.target), {illness.cure, *illness.also}
    wrong = {}
    for name, group in groups.items():
        found = [next(came) for _ in group]
        odd = [score for score in found if target.met(score) != (name in works)]
        if odd:
            wrong[name] = odd
    assert not wrong
    assert works <= set(groups)
