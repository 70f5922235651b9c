"""The coordinator of a search in several processes: begins the study, gives what lost workers
left behind to others, and streams what comes of it.
"""

from __future__ import annotations

import contextlib
import math
import os
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import optuna
from optuna.exceptions import UpdateFinishedTrialError
from optuna.storages import BaseStorage
from optuna.trial import TrialState

from helpers.tuning import in_process, ledger, names, storage, workers
from helpers.tuning.address import Address, address
from helpers.tuning.children import started
from helpers.tuning.ledger import Spec
from helpers.tuning.results import DONE, Result
from helpers.tuning.space import Space
from helpers.tuning.strategies import PLANS, cuts

LOOK = 0.2  # seconds between two looks at the study


def search(
    objective: Callable | str,
    space: Space,
    trials: int,
    strategy: str,
    seed: int,
    where: str,
    processes: int,
    name: str,
    grace: int,
) -> Iterator[Result]:
    """Begin a search in a storage, or go on with it; see helpers.tuning.search."""
    place = address(where)
    if place.kind == "sqlite" and processes != 1:
        raise ValueError(
            f"workers takes 1 on SQLite, got {processes}: several at once lose and double trials "
            "there; give a file's path, or postgresql+psycopg://…"
        )
    if place.kind == "file" and processes == 0:
        raise ValueError("workers takes 1 or more on a file, which other machines cannot reach")
    if strategy == "bayes":
        raise ValueError("strategy 'bayes' runs without a storage; with one take 'tpe'")
    if not isinstance(grace, int) or grace < 3:
        raise ValueError(f"grace takes a whole number of seconds, 3 or more, got {grace!r}")
    if not isinstance(name, str) or not name:
        raise ValueError(f"study takes a name, got {name!r}")
    here = names.load(objective) if isinstance(objective, str) else objective
    if not callable(here):
        raise ValueError(f"objective takes a function of settings, got {objective!r}")
    try:
        known = names.name_of(objective)
    except ValueError:
        if processes != 1:
            raise
        known = ""  # this process does without
    plan = PLANS[strategy](space, trials, seed) if strategy in PLANS else [{}] * trials
    spec = Spec(known, space, len(plan), strategy, seed, grace)
    return _search(here, spec, plan, place, name, processes)


def _search(
    objective: Callable, spec: Spec, plan: list[dict], place: Address, name: str,
    processes: int,
) -> Iterator[Result]:  # fmt: skip
    """The search, in this process if it is one; its connections end with it."""
    with contextlib.ExitStack() as opened:
        with storage.beginning(place):
            store = storage.connect(place, spec.grace, create=True)
            opened.callback(storage.close, store)
            study = _begin(store, name, spec)
        coordinator = _Coordinator(study, store, place, spec, plan)
        yield from (
            coordinator.alone(objective) if processes == 1 else coordinator.together(processes)
        )


def _begin(store: BaseStorage, name: str, spec: Spec) -> optuna.Study:
    study = optuna.create_study(
        storage=store, study_name=name, direction="maximize", load_if_exists=True
    )
    if not study.user_attrs and not study.get_trials(deepcopy=False):
        study.set_user_attr(ledger.SEARCH, spec.encoded())
    begun = Spec.of(study)
    differing = [part for part in spec.encoded() if getattr(begun, part) != getattr(spec, part)]
    if differing:
        raise ValueError(
            f"study {name!r} exists with another {', '.join(differing)}: give the same to go on "
            "with it, or another name"
        )
    return study


class _Coordinator:
    """Watches over one study."""

    def __init__(self, study, store, place: Address, spec: Spec, plan: list[dict]):
        self.study, self.store, self.place = study, store, place
        self.spec, self.plan = spec, plan
        self.looked, self.trust_from = -math.inf, math.inf  # see tend
        if place.kind != "postgresql":  # one coordinator, no signs of life: whoever ran is gone
            for trial in ledger.attempts(study, TrialState.RUNNING):
                self._give_up(trial)

    def alone(self, objective: Callable) -> Iterator[Result]:
        """Work in this process, and watch those of other machines."""
        me = {workers.process_name(os.getpid())}
        yield storage.patiently(self.tend, me)
        for _ in workers.work(self.study, self.store, self.spec, objective):
            yield storage.patiently(self.tend, me)
        yield storage.patiently(self.tend, me)  # another one may have ended the last trial

    def together(self, processes: int) -> Iterator[Result]:
        """Start workers and watch them, and those of other machines.

        Yields: Result, at every look, changed or not: whoever listens may want to stop.
        """
        seen, away_since = ledger.result(self.spec, []), None
        with started(self.place, self.study.study_name, processes) as children:
            while seen.step < seen.steps:
                live = [child for child in children if child.poll() is None]
                try:
                    seen = self.tend({workers.process_name(child.pid) for child in live})
                    away_since = None
                except storage.AWAY as error:
                    away_since = away_since or time.monotonic()
                    if time.monotonic() - away_since > storage.PATIENCE:
                        reason = storage.reason_of(error, self.place.password)
                        raise ConnectionError(f"{self.place.url} stays away: {reason}") from None
                yield seen
                over = away_since is None and seen.step < seen.steps  # what is away may be finished
                if over and children and not live:
                    raise RuntimeError(
                        f"all {len(children)} workers ended before the search did; call again to "
                        f"go on with it. One of them said: {children.last_words()}"
                    )
                time.sleep(LOOK)

    def tend(self, live: set[str]) -> Result:
        """The search so far, after a look at what is missing.

        Args:    live: this call's workers, which alone can work on what lies in a file.
        Raises:  ValueError: as in the kernel, if halving has nothing to cut by.
        """
        with storage.exclusive(self.store, self.study.study_name) as keep_hold:
            # Old signs of life mean something once the database has taken them for long enough:
            # not at the beginning, and not after an outage, whoever in this process noticed it.
            now = time.monotonic()
            if now - self.looked > self.spec.grace / 3:
                self.trust_from = now + self.spec.grace
            if keep_hold:
                self._mend(live, keep_hold)
        found = ledger.result(self.spec, ledger.by_task(self.study, self.spec))
        self.looked = time.monotonic()
        if cuts(self.spec.strategy) and found.step >= min(in_process.BATCH, found.steps):
            ends = any(trial.state == DONE for trial in found.trials)
            if ends and all(len(trial.scores) < 2 for trial in found.trials):
                raise ValueError(in_process.ONE_SCORE)
        return found

    def _mend(self, live: set[str], keep_hold: Callable) -> None:
        """See to it that every task has an attempt that is finished, under way or waiting.

        Whatever was interrupted half-way is found again by reading the study afresh.
        """
        if time.monotonic() >= self.trust_from:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
                optuna.storages.fail_stale_trials(self.study)
        if self.place.kind != "postgresql":
            for trial in ledger.attempts(self.study, TrialState.RUNNING):
                if self._is_lost(trial, live):
                    self._give_up(trial)
        for task, tries in enumerate(ledger.by_task(self.study, self.spec)):
            if ledger.lacks(tries):
                marks = {ledger.TASK: task, ledger.TRY: len(tries) + 1}
                # What a lost attempt was proposed; it may have been killed half-way through that.
                known = self.plan[task] or next((t.params for t in tries if t.params), {})
                keep_hold()
                self.study.enqueue_trial(known, user_attrs=marks)

    def _is_lost(self, trial, live: set[str]) -> bool:
        if ledger.WORKER in trial.user_attrs:
            return trial.user_attrs[ledger.WORKER] not in live
        # Whoever took it has not signed for it yet, or was killed in between.
        return datetime.now() - trial.datetime_start > timedelta(seconds=self.spec.grace)

    def _give_up(self, trial) -> None:
        with contextlib.suppress(UpdateFinishedTrialError):  # it ended by itself meanwhile
            self.store.set_trial_state_values(trial._trial_id, TrialState.FAIL)
