"""The price of a step."""

from itertools import count

import pytest

from helpers.lessons.batch_normalization.costs import STEPS, seconds_per_step
from helpers.recipes import Recipe
from tests.oracle import toy


def test_a_variant_is_charged_for_its_own_steps_and_busy_moments_are_left_out():
    # Turns of "slow" take 30 s, of "fast" 10 s; once in five the machine is busy for an hour.
    waits = {"fast": [10.0, 3600.0, 10.0, 10.0, 10.0], "slow": [30.0, 30.0, 3600.0, 30.0, 30.0]}
    turns = [wait for pair in zip(*waits.values(), strict=True) for wait in pair]
    calls, now = count(), [0.0]

    def clock():
        call = next(calls)
        now[0] += turns[call // 2] if call % 2 else 0.0
        return now[0]

    variants = {name: Recipe([4], lr=0.01) for name in waits}
    taken = seconds_per_step(variants, toy(), rounds=5, count=2, clock=clock)
    assert taken == {
        "fast": pytest.approx(10 / STEPS),
        "slow": pytest.approx(30 / STEPS),
    }
