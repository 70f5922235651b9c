"""A worker: takes one waiting trial at a time, runs it, says so while it runs, and goes on.

It outlives a restart of the database. What it was doing when it is killed, or stopped for too
long, goes to another worker; a result of its own that comes too late is refused.
"""

from __future__ import annotations

import contextlib
import math
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator

import optuna
from optuna.exceptions import UpdateFinishedTrialError
from optuna.storages import BaseStorage, RDBStorage
from optuna.trial import TrialState

from helpers.engine.randomness import own_seed
from helpers.tuning import in_process
from helpers.tuning.distributions import suggest
from helpers.tuning.ledger import ERROR, STATES, TASK, WORKER, Spec, all_finished, by_task
from helpers.tuning.results import FAILED, PRUNED, Trial
from helpers.tuning.storage import AWAY, patiently
from helpers.tuning.strategies import cuts, tpe_sampler

PAUSE = 0.2  # seconds between two looks for a waiting trial
_OPTUNAS = {ours: theirs for theirs, ours in STATES.items()}


def process_name(pid: int) -> str:
    """A process of this machine, as the study names it."""
    return f"{socket.gethostname()}:{pid}"


def work(
    study: optuna.Study, store: BaseStorage, spec: Spec, objective: Callable
) -> Iterator[Trial | None]:
    """Run trials until all of a study are finished.

    Yields: the present trial, after each of its scores and at its end; None, again and again,
            while only others have trials left.
    """
    halving = optuna.pruners.SuccessiveHalvingPruner(min_resource=1, reduction_factor=2)
    study.pruner = halving if cuts(spec.strategy) else optuna.pruners.NopPruner()
    while True:
        identity = patiently(_claim, study, store, spec)
        if identity is not None:
            yield from _run(study, store, spec, objective, identity)
        elif patiently(all_finished, study, spec):
            return
        else:
            yield None  # whoever listens may find what others lost
            time.sleep(PAUSE)


def _claim(study: optuna.Study, store: BaseStorage, spec: Spec) -> int | None:
    """Take a waiting trial: its identity, None if none waits."""
    latest = [tries[-1] for tries in by_task(study, spec) if tries]
    for waiting in [trial for trial in latest if trial.state == TrialState.WAITING]:
        identity = waiting._trial_id
        # A sign of life before the claim: whoever is killed between the two leaves a trial that
        # still waits, and right after it one whose sign grows old.
        _beat(store, identity)
        with contextlib.suppress(UpdateFinishedTrialError):
            if store.set_trial_state_values(identity, TrialState.RUNNING):
                store.set_trial_user_attr(identity, WORKER, process_name(os.getpid()))
                return identity
    return None


def _beat(store: BaseStorage, identity: int) -> None:
    if isinstance(store, RDBStorage) and store.heartbeat_interval:
        store.record_heartbeat(identity)


@contextlib.contextmanager
def _signs_of_life(store: BaseStorage, identity: int, interval: float):
    """Say every few seconds, from a thread of its own, that a trial is being worked on."""
    over = threading.Event()

    def beat():
        while not over.wait(interval):
            with contextlib.suppress(*AWAY):  # the next one may arrive
                _beat(store, identity)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _run(study, store, spec: Spec, objective: Callable, identity: int) -> Iterator[Trial]:
    """Run the trial that this process has claimed."""
    try:
        with _signs_of_life(store, identity, spec.grace / 3):
            yield from _watched(study, store, spec, objective, identity)
    except UpdateFinishedTrialError:
        return  # it was taken away: this process had been silent for too long
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        with contextlib.suppress(UpdateFinishedTrialError, *AWAY):
            store.set_trial_state_values(identity, TrialState.FAIL)  # another may have it now
        raise


def _watched(study, store, spec: Spec, objective: Callable, identity: int) -> Iterator[Trial]:
    frozen = patiently(store.get_trial, identity)
    study.sampler = tpe_sampler(own_seed(spec.seed, f"trial {frozen.number}"))
    asked = patiently(optuna.Trial, study, identity)
    trial = Trial(frozen.user_attrs[TASK], patiently(suggest, asked, spec.space))
    stream, began = in_process.scores(objective, trial.settings), time.perf_counter()
    while not trial.finished:
        try:
            score = next(stream, None)
            score = None if score is None else in_process.number(score)
        except Exception as error:  # the objective's: the search goes on, and the trial tells why
            trial = trial.ended(FAILED, f"{type(error).__name__}: {error}")
            break
        if score is None:
            trial = in_process.ended(trial)
            break
        trial = trial.reported(score, time.perf_counter() - began)
        patiently(asked.report, score, len(trial.scores))
        yield trial
        if patiently(asked.should_prune):
            trial = trial.ended(PRUNED)
    if trial.error:
        patiently(store.set_trial_user_attr, identity, ERROR, trial.error)
    # A trial may be cut at a score that is not a number, which Optuna's database cannot give back.
    values = None if trial.state == FAILED or math.isnan(trial.score) else [trial.score]
    patiently(store.set_trial_state_values, identity, _OPTUNAS[trial.state], values)
    yield trial
