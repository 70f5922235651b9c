"""A search in this process: sixteen trials at a time, as one stack where the objective can."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from inspect import isgenerator
from math import ceil, inf, isnan
from time import perf_counter as clock

from helpers.tuning.results import DONE, FAILED, PRUNED, Result, Trial
from helpers.tuning.space import Space

BATCH = 16  # trials that are asked for, run and told together
ONE_SCORE = "halving takes an objective that yields scores as it goes; this one gives only one"


def search(objective: Callable, space: Space, steps: int, proposer, cuts: bool) -> Iterator[Result]:
    """Carry out a search; a Result after each round of scores.

    Args:    proposer: has ask(count) and tell(trials), see helpers.tuning.strategies.
             cuts: stop the worse half of a batch after 1, 2, 4, 8, … scores.
    Raises:  ValueError: for a score that is no number, or none to cut by.
    """
    stacks = hasattr(objective, "together")
    size = BATCH if stacks or cuts else 1
    finished = ()
    while batch := proposer.ask(min(size, steps - len(finished))):
        begun = [Trial(len(finished) + k, settings) for k, settings in enumerate(batch)]
        runs = _Stack(objective, batch) if stacks else _Each(objective, batch)
        for trials in _side_by_side(begun, runs, cuts):
            yield Result(space, (*finished, *trials), steps)
        finished = (*finished, *trials)
        proposer.tell(trials)


def _side_by_side(trials: list[Trial], runs: _Stack | _Each, cuts: bool) -> Iterator[list[Trial]]:
    """Run some trials; all their states after each round."""
    trials, running, rounds, began = list(trials), range(len(trials)), 0, clock()
    while running:
        rounds += 1
        going = []
        for k, score in zip(running, runs.advance(), strict=True):
            if score is None:
                trials[k] = ended(trials[k])
            else:
                trials[k] = trials[k].reported(number(score), clock() - began)
                going.append(k)
        if cuts and rounds == 2 and not going:
            raise ValueError(ONE_SCORE)
        if cuts and rounds.bit_count() == 1:  # 1, 2, 4, 8, …
            ranked = sorted(going, key=lambda k: _rank(trials[k].score), reverse=True)
            for k in ranked[ceil(len(going) / 2) :]:
                trials[k] = trials[k].ended(PRUNED)
            going = [k for k in going if not trials[k].finished]
        runs.keep([k for k, number in enumerate(running) if number in going])
        running = going
        yield list(trials)


def _rank(score: float) -> float:
    return -inf if isnan(score) else score


def ended(trial: Trial) -> Trial:
    """A trial that has come to its own end: done, or failed for want of a score."""
    if isnan(trial.score):
        return trial.ended(FAILED, "its score is not a number")
    return trial.ended(DONE)


def number(score) -> float:
    """What an objective gave, as a number.

    Raises: ValueError: if it is none.
    """
    try:
        return float(score)
    except (TypeError, ValueError):
        raise ValueError(
            f"objective takes settings and returns or yields numbers, got {score!r}"
        ) from None


def scores(objective: Callable, settings: dict) -> Iterator:
    """An objective's scores, whether it returns one or yields them as it goes."""
    given = objective(settings)
    if isgenerator(given):
        yield from given
    else:
        yield given


class _Each:
    """Trials that run for themselves, one score of each in turn."""

    def __init__(self, objective: Callable, batch: Sequence[dict]):
        self.streams = [scores(objective, settings) for settings in batch]

    def advance(self) -> list:
        """The next score of every trial, None where there is none."""
        return [next(stream, None) for stream in self.streams]

    def keep(self, wanted: Sequence[int]) -> None:
        """Go on with some of the trials only."""
        self.streams = [self.streams[k] for k in wanted]


class _Stack:
    """Trials that the objective runs together. A stack cannot shrink while it trains: those that
    go on are trained again from the start, to the same scores, and that is counted as no new one.
    """

    def __init__(self, objective, batch: Sequence[dict]):
        self.objective, self.batch, self.rounds = objective, list(batch), 0
        self.stream = objective.together(self.batch)

    def advance(self) -> Sequence:
        """The next score of every trial, None where there is none."""
        self.rounds += 1
        return next(self.stream, [None] * len(self.batch))

    def keep(self, wanted: Sequence[int]) -> None:
        """Go on with some of the trials only."""
        if 0 < len(wanted) < len(self.batch):
            self.batch = [self.batch[k] for k in wanted]
            self.stream = self.objective.together(self.batch)
            for _ in range(self.rounds):
                next(self.stream)
