"""A search on a Dask cluster: this process asks and tells, the workers run one trial each."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from time import perf_counter as clock

from helpers.cluster import Answer, Tasks
from helpers.tuning.in_process import BATCH, ONE_SCORE, as_score, ended, scores_of
from helpers.tuning.results import FAILED, PRUNED, Result, Trial
from helpers.tuning.strategies import PLANS, behind, cuts

AHEAD = 256  # trials that are handed to the cluster and not back yet


@dataclass
class Rung:
    """Trials that are compared with each other once all of them have brought `count` scores.

    Args: batch: numbers of the trials asked for together; runners: those still in the race;
        count: scores asked for, None for all; missing: runners without an answer.
    """

    batch: list[int]
    runners: list[int]
    count: int | None
    missing: set[int] = field(init=False)

    def __post_init__(self):
        self.missing = set(self.runners)


class ClusterSearch:
    """One search: the same trials as in this process, whatever becomes of the workers.

    Args: see helpers.tuning.search; proposer has ask(count) and tell(trials); known are the trials
        that an earlier call finished, by number.
    """

    def __init__(self, client, objective, space, steps, proposer, strategy, known, limit):
        self.client, self.objective, self.space, self.steps = client, objective, space, steps
        self.proposer, self.known, self.limit = proposer, known, limit
        self.plans, self.cuts = strategy in PLANS, cuts(strategy)
        self.size = 1 if self.plans and not self.cuts else BATCH
        self.tasks, self.trials = Tasks(client), {}
        self.repeated = []  # answers of known trials

    def stream(self) -> Iterator[Result]:
        """The search so far, whenever trials have ended."""
        try:
            while self._ask():
                for answer in self._answers():
                    self._take(*answer.name, answer.result or lost(answer.error))
                yield Result(self.space, tuple(self.trials.values()), self.steps)
        finally:
            self.tasks.cancel()

    def _ask(self) -> bool:
        """Ask for further trials; whether any is under way."""
        while len(self.trials) < self.steps and len(self.tasks) < AHEAD:
            if not self.plans and (self.tasks or self.repeated):
                break
            settings = self.proposer.ask(min(self.size, self.steps - len(self.trials)))
            numbers = [len(self.trials) + k for k in range(len(settings))]
            self.trials |= {
                k: Trial(k, chosen) for k, chosen in zip(numbers, settings, strict=True)
            }
            self._begin(Rung(numbers, numbers, 1 if self.cuts else None))
        return bool(self.tasks or self.repeated)

    def _begin(self, rung: Rung) -> None:
        for k in rung.runners:
            if k in self.known:
                earlier = self.known[k]
                enough = rung.count is not None and len(earlier.scores) >= rung.count
                error = "" if enough else earlier.error  # which came after its last score
                brought = earlier.scores[: rung.count], earlier.seconds, error, ""
                self.repeated.append(Answer((rung, k), brought))
            else:
                settings = self.trials[k].settings
                self.tasks.submit(
                    (rung, k), attempt, self.objective, settings, rung.count, self.limit
                )

    def _answers(self) -> list[Answer]:
        repeated, self.repeated = self.repeated, []
        return repeated or self.tasks.answers()

    def _take(self, rung: Rung, k: int, brought: tuple) -> None:
        """Note what a trial has brought; once its rung is complete, cut and go on."""
        scores, seconds, reason, stuck = brought
        if stuck:
            self._restart(stuck)
        trial = replace(self.trials[k], scores=scores, seconds=seconds)
        if reason:
            trial = trial.ended(FAILED, reason)
        elif rung.count is None or len(scores) < rung.count:
            trial = ended(trial)
        self.trials[k] = trial
        rung.missing.discard(k)
        if not rung.missing:
            self._end(rung)

    def _end(self, rung: Rung) -> None:
        left = {k: self.trials[k].score for k in rung.runners if not self.trials[k].finished}
        if rung.count == 2 and not left and not any(self.trials[k].error for k in rung.runners):
            raise ValueError(ONE_SCORE)
        for k in behind(left):
            self.trials[k] = self.trials[k].ended(PRUNED)
            del left[k]
        if left:
            self._begin(Rung(rung.batch, list(left), 2 * rung.count))
        else:
            self.proposer.tell([self.trials[k] for k in rung.batch])

    def _restart(self, worker: str) -> None:
        """Rid a worker of a trial that does not end; other work of its own begins again."""
        with suppress(ValueError, KeyError):  # it has no nanny to restart it, or is gone already
            self.client.restart_workers([worker], raise_for_error=False)


def lost(error: Exception) -> tuple:
    """What a trial brought whose workers were lost.

    Raises: the error, if it is not that of workers that were lost.
    """
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return (), 0.0, f"{error.allowed_failures + 1} workers were lost with it", ""
    raise error


def attempt(objective: Callable, settings: dict, count: int | None, limit: float | None) -> tuple:
    """What a worker does for a trial.

    Args:    count: how many scores are wanted, None for all.
    Returns: the scores, seconds, the objective's error or "", the worker's address if the
             objective runs on beyond its limit, else "".
    """
    scores, errors, began = [], [], clock()

    def run():
        try:
            for score in islice(scores_of(objective, settings), count):
                scores.append(as_score(score))
        except BaseException as error:  # sys.exit() ends a trial, not a worker
            errors.append(f"{type(error).__name__}: {error}")

    if limit is None:
        run()
        return tuple(scores), clock() - began, "".join(errors), ""
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(limit)
    if not thread.is_alive():
        return tuple(scores), clock() - began, "".join(errors), ""
    from distributed import get_worker

    return tuple(scores), limit, f"it took longer than {limit:g} seconds", get_worker().address
