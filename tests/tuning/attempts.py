"""Attempts at a search's tasks, as tests make them and wait for them."""

import os
import subprocess
import sys
import time

from optuna.trial import TrialState

from helpers.tuning import ledger, workers
from tests import ROOT


def start_worker(cluster, study, folder):
    """Start what another machine would, its password in the environment."""
    command = [sys.executable, "-m", "helpers.tuning", "worker", cluster.bare, study]
    environment = {**os.environ, "PGPASSWORD": cluster.password}
    log = (folder / f"{time.monotonic_ns()}.log").open("wb")
    return subprocess.Popen(
        command, env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT
    )


def trial_of(study, processes, other_than=None):
    """Wait until one of some workers has begun another trial; return it."""
    names = {workers.process_name(process.pid) for process in processes}
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            if trial.user_attrs.get(ledger.WORKER) in names and trial.number != other_than:
                return trial
        time.sleep(0.02)
    raise AssertionError("the workers began nothing")


def claim(study):
    """Take a waiting trial, as a worker of this process does; return its identity."""
    return workers._claim(study, study._storage, ledger.Spec.of(study))


def tries_at(result, trial):
    """How often the task of an Optuna trial has been begun."""
    numbers = {trial.number: trial.tries for trial in result.trials}
    return numbers[trial.user_attrs[ledger.TASK]]
