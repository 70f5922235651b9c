"""Searches of many processes on a real PostgreSQL: none lost, none twice, whatever happens."""

import gc
import secrets
import signal
import subprocess
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

import optuna
import psycopg
import pytest
from optuna.trial import TrialState

from helpers.tuning import ledger, search, storage, tune, workers
from helpers.tuning.address import address
from tests.tuning.attempts import start_worker, trial_of, tries_at
from tests.tuning.postgres import postgres
from tests.tuning.tasks import PLANE

__all__ = ["postgres"]  # a fixture
GRACE = 3  # seconds
HANGS = 120  # seconds; a quiet machine needs twenty
END_HOLD = """SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"""


def test_sixty_trials_survive_a_kill_a_stop_and_a_restart(postgres, tmp_path):
    began = time.monotonic()
    where = {"storage": postgres.url, "study": "lecture", "grace": GRACE}
    stream = search("tests.tuning.tasks:slow", PLANE, 60, seed=3, workers=0, **where)
    first = next(stream)
    assert (first.step, first.steps, first.trials) == (0, 60, ())
    team = [start_worker(postgres, "lecture", tmp_path) for _ in range(4)]
    killed, stopped, *others = team
    study = storage.load(postgres.url, "lecture")
    victims, awake, restart = (
        [],
        False,
        threading.Thread(target=lambda: (postgres.stop(), postgres.start())),
    )
    try:
        for result in stream:
            assert time.monotonic() - began < HANGS
            if not victims and result.step >= 5:
                fresh = trial_of(study, [killed], trial_of(study, [killed]).number)
                killed.kill()
                victims.append(fresh)
            elif len(victims) == 1 and result.step >= 10:
                fresh = trial_of(study, [stopped], trial_of(study, [stopped]).number)
                stopped.send_signal(signal.SIGSTOP)
                victims.append(fresh)
            elif len(victims) == 2 and not awake and tries_at(result, victims[1]) > 1:
                stopped.send_signal(signal.SIGCONT)  # its late result is refused
                awake = True
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
    alone = tune("tests.tuning.tasks:quick", PLANE, 60, seed=3)
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
        "tests.tuning.tasks:quick", PLANE, 12, "tpe+halving", storage=postgres.url, workers=2,
        study="two", grace=GRACE,
    )  # fmt: skip
    assert result.step == 12
    assert {trial.state for trial in result.trials} == {"done", "pruned"}
    assert storage.load(postgres.url, "two").best_value == result.best.score


def test_one_process_takes_over_what_was_lost(postgres):
    where = {"storage": postgres.url, "study": "left", "grace": GRACE}
    stream = search("tests.tuning.tasks:quick", PLANE, 2, **where)
    next(stream)
    place = address(postgres.url)
    store = storage.connect(place, GRACE, create=False)
    study = storage.find(store, "left", place)
    assert workers._claim(study, store, ledger.Spec.of(study))  # its last sign of life
    storage.close(store)
    *_, result = stream
    assert sorted(trial.tries for trial in result.trials) == [1, 2]
    assert {trial.state for trial in result.trials} == {"done"}


def test_several_coordinators_double_no_trial(postgres):
    where = {"storage": postgres.url, "study": "shared", "workers": 0, "grace": GRACE}
    begun = threading.Barrier(4)

    def look(_):
        stream = search("tests.tuning.tasks:quick", PLANE, 30, **where)
        begun.wait()
        for _ in range(2):
            next(stream)
        stream.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(look, range(4)))
    assert len(storage.load(postgres.url, "shared").get_trials()) == 30


@pytest.mark.parametrize("ends", ["held too long", "connection broken"])
def test_a_coordinator_that_loses_hold_of_the_study_doubles_no_trial(postgres, monkeypatch, ends):
    monkeypatch.setattr(storage, "HELD", 1 if ends == "held too long" else 60)
    where = {"storage": postgres.url, "study": ends, "workers": 0, "grace": GRACE}
    enqueue, others = optuna.Study.enqueue_trial, []

    def slowly(study, *arguments, **options):
        if not others:  # the first one sleeps after its last look at the lock
            others.append(search("tests.tuning.tasks:quick", PLANE, 4, **where))
            if ends == "held too long":
                time.sleep(2)
            else:
                with psycopg.connect(postgres.url.replace("+psycopg", "")) as mine:
                    mine.execute(END_HOLD)
                time.sleep(0.2)
            next(others[0])
        enqueue(study, *arguments, **options)

    monkeypatch.setattr(optuna.Study, "enqueue_trial", slowly)
    stream = search("tests.tuning.tasks:quick", PLANE, 4, **where)
    next(stream)
    for coordinator in (stream, *others):
        coordinator.close()
    result = tune("tests.tuning.tasks:quick", PLANE, 4, **{**where, "workers": 1})
    assert [trial.tries for trial in result.trials] == [1] * 4
    trials = storage.load(postgres.url, ends).get_trials()
    assert sorted(t.user_attrs[ledger.TASK] for t in trials if t.state.is_finished()) == [*range(4)]
    assert len(trials) == 5  # it went on for one trial, and nobody ran that


def test_of_several_first_calls_one_begins(postgres):
    with psycopg.connect(postgres.url.replace("+psycopg", ""), autocommit=True) as mine:
        mine.execute("CREATE DATABASE empty")
    where = {"storage": postgres.url.replace("/postgres", "/empty"), "workers": 0}
    together = threading.Barrier(4)

    def begin(trials):
        stream = search("tests.tuning.tasks:quick", PLANE, trials, **where)
        together.wait()
        try:
            return next(stream).steps
        except ValueError as error:
            return str(error)
        finally:
            stream.close()

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(begin, (2, 2, 3, 3)))
    accepted = {steps for steps in told if isinstance(steps, int)}
    assert len(accepted) == 1
    assert [t for t in told if t not in accepted] == [told[0 if accepted == {3} else 2]] * 2
    assert any("exists with another trials" in str(t) for t in told)


def test_a_connection_that_is_cut_is_given_up(postgres):
    store = storage.connect(address(postgres.url), GRACE, create=True)
    with store.engine.connect() as connection:
        found = connection.connection.driver_connection.info.get_parameters()
    storage.close(store)
    assert found["tcp_user_timeout"] == "30000"
    assert found["keepalives_idle"] == "10"


def open_connections(cluster):
    """How many the server counts, this one apart."""
    with psycopg.connect(cluster.url.replace("+psycopg", "")) as mine:
        where = "datname = 'postgres' AND pid <> pg_backend_pid()"
        return mine.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {where}").fetchone()[0]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_search_leaves_no_connection_open(postgres, processes):
    gc.collect()  # what earlier tests looked at
    before = open_connections(postgres)
    result = tune(
        "tests.tuning.tasks:quick", PLANE, 3, storage=postgres.url, workers=processes,
        study=f"closed {processes}", grace=GRACE,
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
    tune("tests.tuning.tasks:quick", PLANE, 2, storage=postgres.url, workers=2, study="spied")
    assert len(commands) == 2
    wrong = secrets.token_hex(16)
    with pytest.raises(ConnectionError, match=r"cannot be used: .*authentication") as caught:
        storage.load(postgres.url.replace(postgres.password, wrong))
    told = "".join([*commands, *capfd.readouterr(), *traceback.format_exception(caught.value)])
    assert "cannot be used" in told
    assert wrong not in told
    assert postgres.password not in told


def test_a_worker_says_what_it_lacks(postgres, tmp_path):
    process = start_worker(postgres, "nowhere", tmp_path)
    assert process.wait(30) == 1
    (log,) = tmp_path.glob("*.log")
    assert log.read_text().startswith("worker: study takes the name of one that tune() began")
