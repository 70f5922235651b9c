"""A search in this process: sixteen trials at a time, as one stack where the objective can."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import isgenerator
from math import isnan
from time import perf_counter as clock

from helpers.tuning.results import DONE, FAILED, PRUNED, Result, Trial
from helpers.tuning.space import Space
from helpers.tuning.strategies import behind

BATCH = 16  # trials that are asked for, run and told together
ONE_SCORE = "halving takes an objective that yields scores as it goes; this one gives only one"


def search_in_process(
    objective: Callable, space: Space, steps: int, proposer, cuts: bool, known: Mapping[int, Trial]
) -> Iterator[Result]:
    """Carry out a search; a Result after each round of scores.

    Args:    proposer: has ask(count) and tell(trials), see helpers.tuning.strategies.
             cuts: stop the worse half of a batch after 1, 2, 4, 8, … scores.
             known: trials that an earlier call finished, by number; they do not run again.
    Raises:  ValueError: for a score that is no number, or none to cut by.
    """
    size = BATCH if hasattr(objective, "together") or cuts else 1
    finished = ()
    while batch := proposer.ask(min(size, steps - len(finished))):
        begun = [Trial(len(finished) + k, settings) for k, settings in enumerate(batch)]
        for trials in _side_by_side(begun, objective, cuts, known):
            yield Result(space, (*finished, *trials), steps)
        finished = (*finished, *trials)
        proposer.tell(trials)


def _side_by_side(
    trials: list[Trial], objective: Callable, cuts: bool, known: Mapping[int, Trial]
) -> Iterator[list[Trial]]:
    """Run some trials; all their states after each round."""
    running, rounds, began = [trial.number for trial in trials], 0, clock()
    states = {trial.number: trial for trial in trials}
    fresh = [k for k in running if k not in known]  # those that run; the others repeat
    make = _Stack if hasattr(objective, "together") else _Each
    runs = make(objective, [states[k].settings for k in fresh])
    while running:
        rounds += 1
        brought = dict(zip(fresh, runs.advance(), strict=True))
        brought |= {
            k: scores[rounds - 1]
            for k in running
            if k in known and rounds <= len(scores := known[k].scores)
        }
        for k in running:
            if brought.get(k) is None:
                states[k] = ended(states[k])
            else:
                states[k] = states[k].reported(as_score(brought[k]), clock() - began)
        going = {k: states[k].score for k in running if not states[k].finished}
        if cuts and rounds == 2 and not going:
            raise ValueError(ONE_SCORE)
        if cuts and rounds.bit_count() == 1:  # 1, 2, 4, 8, …
            for k in behind(going):
                states[k] = states[k].ended(PRUNED)
                del going[k]
        states |= {k: known[k] for k in running if k in known and k not in going}
        runs.keep([place for place, k in enumerate(fresh) if k in going])
        running, fresh = list(going), [k for k in fresh if k in going]
        yield list(states.values())


def ended(trial: Trial) -> Trial:
    """A trial that has come to its own end: done, or failed for want of a score."""
    if isnan(trial.score):
        return trial.ended(FAILED, "its score is not a number")
    return trial.ended(DONE)


def as_score(score) -> float:
    """What an objective gave, as a number.

    Raises: ValueError: if it is none.
    """
    try:
        return float(score)
    except (TypeError, ValueError):
        raise ValueError(
            f"objective takes settings and returns or yields numbers, got {score!r}"
        ) from None


def scores_of(objective: Callable, settings: dict) -> Iterator:
    """An objective's scores, whether it returns one or yields them as it goes."""
    answer = objective(settings)
    if isgenerator(answer):
        yield from answer
    else:
        yield answer


class _Each:
    """Trials that run for themselves, one score of each in turn."""

    def __init__(self, objective: Callable, batch: Sequence[dict]):
        self.streams = [scores_of(objective, settings) for settings in batch]

    def advance(self) -> list:
        """The next score of every trial, None where there is none."""
        return [next(stream, None) for stream in self.streams]

    def keep(self, places: Sequence[int]) -> None:
        """Go on with some of the trials only."""
        self.streams = [self.streams[k] for k in places]


class _Stack:
    """Trials that the objective runs together. A stack cannot shrink while it trains: those that
    go on are trained again from the start, to the same scores, and that is counted as no new one.
    """

    def __init__(self, objective, batch: Sequence[dict]):
        self.objective, self.rounds = objective, 0
        self._begin(batch)

    def _begin(self, batch: Sequence[dict]) -> None:
        self.batch = list(batch)
        self.stream = self.objective.together(self.batch) if batch else iter(())

    def advance(self) -> Sequence:
        """The next score of every trial, None where there is none."""
        self.rounds += 1
        return next(self.stream, [None] * len(self.batch))

    def keep(self, places: Sequence[int]) -> None:
        """Go on with some of the trials only."""
        if len(places) < len(self.batch):
            self._begin([self.batch[k] for k in places])
            for _ in range(self.rounds):
                next(self.stream, None)
