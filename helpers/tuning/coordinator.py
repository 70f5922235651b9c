"""The coordinator of a search in several processes: begins the study, starts workers on this
machine, gives what lost workers left behind to others, and streams what comes of it.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import optuna
from optuna.exceptions import UpdateFinishedTrialError
from optuna.storages import BaseStorage
from optuna.trial import TrialState

from helpers.tuning import kernel, ledger, names, storage, workers
from helpers.tuning.ledger import Spec
from helpers.tuning.results import DONE, Result
from helpers.tuning.space import Space
from helpers.tuning.strategies import PLANS, cuts

LOOK = 0.2  # seconds between two looks at the study
FAREWELL = 5.0  # seconds for a worker to end by itself


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
    place = storage.address(where)
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
    objective: Callable, spec: Spec, plan: list[dict], place: storage.Address, name: str,
    processes: int,
) -> Iterator[Result]:  # fmt: skip
    """The search, in this process if it is one; its connections end with it."""
    store = storage.connect(place, spec.grace, create=True)
    try:
        coordinator = _Coordinator(_begin(store, name, spec), store, place, spec, plan)
        yield from (
            coordinator.alone(objective) if processes == 1 else coordinator.together(processes)
        )
    finally:
        storage.close(store)


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

    def __init__(self, study, store, place: storage.Address, spec: Spec, plan: list[dict]):
        self.study, self.store, self.place = study, store, place
        self.spec, self.plan = spec, plan
        self.trust_from = 0.0  # when signs of life mean something: not right after an outage
        if place.kind != "postgresql":  # one coordinator, no signs of life: whoever ran is gone
            for trial in ledger.attempts(study, TrialState.RUNNING):
                self._give_up(trial)

    def alone(self, objective: Callable) -> Iterator[Result]:
        """Work in this process, and watch those of other machines."""
        yield storage.patiently(self.tend)
        for _ in workers.work(self.study, self.store, self.spec, objective):
            yield storage.patiently(self.tend)
        yield storage.patiently(self.tend)  # another one may have ended the last trial

    def together(self, processes: int) -> Iterator[Result]:
        """Start workers and watch them, and those of other machines.

        Yields: Result, at every look, changed or not: whoever listens may want to stop.
        """
        seen, away_since = ledger.result(self.spec, []), None
        with _children(self.place, self.study.study_name, processes) as children:
            while seen.step < seen.steps:
                gone = [child for child in children if child.poll() is not None]
                try:
                    seen = self.tend({workers.process_name(child.pid) for child in gone})
                    away_since = None
                except storage.AWAY:
                    now = time.monotonic()
                    away_since = away_since or now
                    if now - away_since > storage.PATIENCE:
                        raise ConnectionError(f"{self.place.url} stays away") from None
                    self.trust_from = now + self.spec.grace
                yield seen
                over = away_since is None and seen.step < seen.steps  # what is away may be finished
                if over and children and len(gone) == len(children):
                    raise RuntimeError(
                        f"all {len(children)} workers ended before the search did; call again to "
                        f"go on with it. One of them said: {children.last_words()}"
                    )
                time.sleep(LOOK)

    def tend(self, gone: frozenset[str] | set[str] = frozenset()) -> Result:
        """The search so far, after a look at what is missing.

        Args:    gone: workers that are known to have ended.
        Raises:  ValueError: as in the kernel, if halving has nothing to cut by.
        """
        with storage.exclusive(self.store, self.study.study_name) as held:
            if held:
                self._mend(gone)
        found = ledger.result(self.spec, ledger.by_task(self.study, self.spec))
        if cuts(self.spec.strategy) and found.step >= min(kernel.BATCH, found.steps):
            ends = any(trial.state == DONE for trial in found.trials)
            if ends and all(len(trial.scores) < 2 for trial in found.trials):
                raise ValueError(kernel.ONE_SCORE)
        return found

    def _mend(self, gone: frozenset[str] | set[str]) -> None:
        """See to it that every task has an attempt that is finished, under way or waiting.

        Whatever was interrupted half-way is found again by reading the study afresh.
        """
        if time.monotonic() >= self.trust_from:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
                optuna.storages.fail_stale_trials(self.study)
        for trial in ledger.attempts(self.study, TrialState.RUNNING):
            if self._is_lost(trial, gone):
                self._give_up(trial)
        for task, tries in enumerate(ledger.by_task(self.study, self.spec)):
            if all(map(ledger.lost, tries)) and not ledger.finished(tries):
                marks = {ledger.TASK: task, ledger.TRY: len(tries) + 1}
                known = next((trial.params for trial in tries if trial.params), self.plan[task])
                self.study.enqueue_trial(known, user_attrs=marks)

    def _is_lost(self, trial, gone) -> bool:
        if ledger.WORKER in trial.user_attrs:
            return trial.user_attrs[ledger.WORKER] in gone
        # Killed between taking it and signing for it; in a database its signs of life tell.
        age = datetime.now() - trial.datetime_start
        return self.place.kind != "postgresql" and age > timedelta(seconds=self.spec.grace)

    def _give_up(self, trial) -> None:
        with contextlib.suppress(UpdateFinishedTrialError):  # it ended by itself meanwhile
            self.store.set_trial_state_values(trial._trial_id, TrialState.FAIL)


class _Children(list):
    """The workers' processes; what they complain of goes to a file each."""

    def __init__(self, folder: Path, command: list[str], environment: dict, processes: int):
        super().__init__()
        self.logs = [folder / f"{number}.log" for number in range(processes)]
        for log in self.logs:
            with log.open("wb") as sink:
                self.append(
                    subprocess.Popen(
                        command, env=environment, stdin=subprocess.DEVNULL,
                        stdout=subprocess.DEVNULL, stderr=sink,
                    )
                )  # fmt: skip

    def last_words(self) -> str:
        """The last line that one of them wrote, or how one ended."""
        texts = [log.read_text("utf-8", "replace").strip() for log in self.logs]
        lines = [text.splitlines()[-1] for text in texts if text]
        return lines[-1] if lines else f"nothing (exit status {self[-1].returncode})"

    def end(self) -> None:
        """Wait for them a little; then see to it."""
        until = time.monotonic() + FAREWELL
        for child in self:
            try:
                child.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


@contextlib.contextmanager
def _children(place: storage.Address, study: str, processes: int) -> Iterator[_Children]:
    """Workers on this machine; they end with the search."""
    command = [sys.executable, "-m", "helpers.tuning", "worker", "--child", place.url, study]
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)
    environment = {**os.environ, **place.environment, "PYTHONPATH": path}
    with tempfile.TemporaryDirectory() as folder:
        children = _Children(Path(folder), command, environment, processes)
        try:
            yield children
        except BaseException:
            for child in children:
                child.terminate()  # they hand back what they were doing
            raise
        finally:
            children.end()
