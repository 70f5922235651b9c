"""Searches of many processes on a real PostgreSQL: none lost, none twice, whatever happens."""

import gc
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from optuna.trial import TrialState
from postgres import postgres
from tuning_tasks import PLANE

from helpers.tuning import ledger, search, storage, tune, workers

__all__ = ["postgres"]  # a fixture
ROOT = Path(__file__).resolve().parent.parent
GRACE = 3  # seconds
HANGS = 120  # seconds; a quiet machine needs twenty


def start_worker(cluster, study, folder):
    """Start what another machine would, its password in the environment."""
    command = [sys.executable, "-m", "helpers.tuning", "worker", cluster.bare, study]
    environment = {**os.environ, "PGPASSWORD": cluster.password}
    log = (folder / f"{time.monotonic_ns()}.log").open("wb")
    return subprocess.Popen(
        command, env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT
    )


def trial_of(study, process, other_than=None):
    """Wait until a worker has begun another trial; return it."""
    name = workers.process_name(process.pid)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            if trial.user_attrs.get(ledger.WORKER) == name and trial.number != other_than:
                return trial
        time.sleep(0.02)
    raise AssertionError("the worker began nothing")


def test_sixty_trials_survive_a_kill_a_stop_and_a_restart(postgres, tmp_path):
    began = time.monotonic()
    where = {"storage": postgres.url, "study": "lecture", "grace": GRACE}
    stream = search("tests.tuning_tasks:slow", PLANE, 60, seed=3, workers=0, **where)
    first = next(stream)
    assert (first.step, first.steps, first.trials) == (0, 60, ())
    team = [start_worker(postgres, "lecture", tmp_path) for _ in range(4)]
    killed, stopped, *others = team
    study = storage.load(postgres.url, "lecture")
    victims, restart = [], threading.Thread(target=lambda: (postgres.stop(), postgres.start()))
    try:
        for result in stream:
            assert time.monotonic() - began < HANGS
            if not victims and result.step >= 5:
                fresh = trial_of(study, killed, trial_of(study, killed).number)
                killed.kill()
                victims.append(fresh)
            elif len(victims) == 1 and result.step >= 10:
                fresh = trial_of(study, stopped, trial_of(study, stopped).number)
                stopped.send_signal(signal.SIGSTOP)
                victims.append(fresh)
                wake = threading.Timer(3 * GRACE, stopped.send_signal, [signal.SIGCONT])
                wake.start()
            elif restart.ident is None and result.step >= 20:
                restart.start()
        for process in [stopped, *others]:
            assert process.wait(10) == 0
    finally:
        for process in team:
            process.kill()
            process.wait()
        restart.join()
    assert killed.returncode == -signal.SIGKILL

    # Sixty results, none lost, none twice, each the one that this kernel gives alone.
    study = storage.load(postgres.url, "lecture")
    done = [t for t in study.get_trials() if t.state == TrialState.COMPLETE]
    assert sorted(trial.user_attrs[ledger.TASK] for trial in done) == list(range(60))
    alone = tune("tests.tuning_tasks:quick", PLANE, 60, seed=3)
    assert [trial.settings for trial in result.trials] == [t.settings for t in alone.trials]
    assert [trial.scores for trial in result.trials] == [t.scores for t in alone.trials]
    assert {trial.state for trial in result.trials} == {"done"}

    # What was interrupted is marked: failed, and followed by another try.
    failed = [trial for trial in study.get_trials() if trial.state == TrialState.FAIL]
    assert {trial.number for trial in victims} <= {trial.number for trial in failed}
    for trial in failed:
        task = trial.user_attrs[ledger.TASK]
        assert result.trials[task].tries >= 2
    again = [t for t in study.get_trials() if t.user_attrs[ledger.TRY] > 1]
    assert len(again) == len(failed)
    assert len(study.get_trials()) == 60 + len(failed)

    written = b"".join(path.read_bytes() for path in tmp_path.glob("*.log"))
    assert b"trial 0, done" in written
    assert postgres.password.encode() not in written


def test_workers_of_this_machine(postgres, tmp_path):
    result = tune(
        "tests.tuning_tasks:quick", PLANE, 12, "tpe+halving", storage=postgres.url, workers=2,
        study="two", grace=GRACE,
    )  # fmt: skip
    assert result.step == 12
    assert {trial.state for trial in result.trials} == {"done", "pruned"}
    assert storage.load(postgres.url, "two").best_value == result.best.score


def test_one_process_takes_over_what_was_lost(postgres):
    where = {"storage": postgres.url, "study": "left", "grace": GRACE}
    stream = search("tests.tuning_tasks:quick", PLANE, 2, **where)
    next(stream)
    place = storage.address(postgres.url)
    store = storage.connect(place, GRACE, create=False)
    assert workers._claim(storage.find(store, "left", place), store)  # its last sign of life
    storage.close(store)
    *_, result = stream
    assert sorted(trial.tries for trial in result.trials) == [1, 2]
    assert {trial.state for trial in result.trials} == {"done"}


def test_several_coordinators_double_no_trial(postgres):
    where = {"storage": postgres.url, "study": "shared", "workers": 0, "grace": GRACE}
    begun = threading.Barrier(4)

    def look(_):
        stream = search("tests.tuning_tasks:quick", PLANE, 30, **where)
        begun.wait()
        for _ in range(2):
            next(stream)
        stream.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(look, range(4)))
    assert len(storage.load(postgres.url, "shared").get_trials()) == 30


def test_a_coordinator_that_sleeps_does_not_hold_the_study(postgres, monkeypatch):
    monkeypatch.setattr(storage, "HELD", 1)
    stores = [storage.connect(storage.address(postgres.url), GRACE, create=False) for _ in "ab"]
    with pytest.raises(storage.AWAY), storage.exclusive(stores[0], "left") as first:
        with storage.exclusive(stores[1], "left") as second:
            assert (first, second) == (True, False)
        time.sleep(2)
        with storage.exclusive(stores[1], "left") as second:
            assert second
    for store in stores:
        storage.close(store)


def open_connections(cluster):
    """How many the server counts, this one apart."""
    with psycopg.connect(cluster.url.replace("+psycopg", "")) as mine:
        where = "datname = 'postgres' AND pid <> pg_backend_pid()"
        return mine.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {where}").fetchone()[0]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_search_leaves_no_connection_open(postgres, workers):
    gc.collect()  # what earlier tests looked at
    before = open_connections(postgres)
    result = tune(
        "tests.tuning_tasks:quick", PLANE, 3, storage=postgres.url, workers=workers,
        study=f"closed {workers}", grace=GRACE,
    )  # fmt: skip
    assert result.step == 3
    until = time.monotonic() + 10  # the server needs a moment to see them go
    while open_connections(postgres) > before and time.monotonic() < until:
        time.sleep(0.05)
    assert open_connections(postgres) <= before


def test_a_password_is_in_no_message_and_on_no_command_line(postgres, monkeypatch, capfd):
    commands = []
    popen = subprocess.Popen

    def spy(command, **options):
        commands.append(" ".join(map(str, command)))
        return popen(command, **options)

    monkeypatch.setattr(subprocess, "Popen", spy)
    tune("tests.tuning_tasks:quick", PLANE, 2, storage=postgres.url, workers=2, study="spied")
    assert len(commands) == 2
    wrong = secrets.token_hex(16)
    with pytest.raises(ConnectionError, match=r"no database answers at .*authentication") as caught:
        storage.load(postgres.url.replace(postgres.password, wrong))
    told = "".join([*commands, *capfd.readouterr(), *traceback.format_exception(caught.value)])
    assert "no database answers" in told
    assert wrong not in told
    assert postgres.password not in told


def test_a_worker_says_what_it_lacks(postgres, tmp_path):
    process = start_worker(postgres, "nowhere", tmp_path)
    assert process.wait(30) == 1
    (log,) = tmp_path.glob("*.log")
    assert log.read_text().startswith("worker: study takes the name of one that tune() began")
