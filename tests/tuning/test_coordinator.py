"""Searches in a file: several processes, one that dies, a search that goes on, one that waits."""

import subprocess
import sys
import threading
from itertools import islice
from types import SimpleNamespace

import optuna
import pytest
from optuna.trial import TrialState

from helpers.tuning import __main__ as command
from helpers.tuning import coordinator, ledger, search, storage, tune, workers
from helpers.tuning.strategies import STRATEGIES
from tests import ROOT
from tests.tuning.attempts import claim, trial_of
from tests.tuning.tasks import PLANE, hill, quick

SPACE = PLANE | {"units": [16, 32], "layers": (1, 3), "size": (8, 64, "log"), "norm": ["no", None]}
TASK = "tests.tuning.tasks"


def begun(file, objective=quick, **where):
    """The stream of a search of two trials, and its study, before any trial is begun."""
    stream = search(objective, PLANE, 2, storage=file, **where)
    next(stream)
    return stream, storage.load(file)


def test_two_workers_on_a_file_find_what_the_kernel_finds(tmp_path):
    file = str(tmp_path / "study.journal")
    stream = list(search(f"{TASK}:quick", SPACE, 12, seed=2, storage=file, workers=2))
    result = stream[-1]
    assert result == tune(quick, SPACE, 12, seed=2)
    assert (stream[0].step, result.step) == (0, 12)
    study = storage.load(file)  # Optuna's own, for its plots
    assert study.best_params == result.best.settings
    assert {t.user_attrs[ledger.WORKER] for t in study.get_trials()}


@pytest.mark.parametrize("strategy", [name for name in STRATEGIES if name != "bayes"])
def test_every_strategy_works_from_a_storage(tmp_path, strategy):
    result = tune(quick, PLANE, 16, strategy, storage=str(tmp_path / "study"), seed=1)
    assert result.step == result.steps == 16
    assert ("pruned" in {trial.state for trial in result.trials}) is strategy.endswith("halving")
    if strategy in ("grid", "random"):
        assert result == tune(quick, PLANE, 16, strategy, seed=1)


def test_sqlite_takes_one_process(tmp_path):
    url = f"sqlite:///{tmp_path / 'study.db'}"
    assert tune(quick, PLANE, 4, storage=url) == tune(quick, PLANE, 4)
    with pytest.raises(ValueError, match="workers takes 1 on SQLite, got 2: several at once lose"):
        tune(quick, PLANE, 4, storage=url, workers=2)
    command = [sys.executable, "-m", "helpers.tuning", "worker", url, "tuning"]
    told = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (told.returncode, told.stderr.strip()[:35]) == (1, "worker: SQLite takes one process on")


def test_a_killed_worker_s_trial_begins_again(tmp_path, monkeypatch):
    children, popen = [], subprocess.Popen

    def spy(*arguments, **options):
        children.append(popen(*arguments, **options))
        return children[-1]

    monkeypatch.setattr(subprocess, "Popen", spy)
    killed = None
    for result in search(
        f"{TASK}:slow", PLANE, 8, storage=str(tmp_path / "study"), workers=2, seed=1
    ):
        if killed is None and result.trials:
            lost = trial_of(storage.load(str(tmp_path / "study")), children).user_attrs
            names = [workers.process_name(child.pid) for child in children]
            killed = children[names.index(lost[ledger.WORKER])]
            killed.kill()
    assert [child.returncode == 0 for child in children] == [c is not killed for c in children]
    assert {trial.state for trial in result.trials} == {"done"}
    tries = [1 + (task == lost[ledger.TASK]) for task in range(8)]
    assert [trial.tries for trial in result.trials] == tries
    assert [t.scores for t in result.trials] == [
        t.scores for t in tune(quick, PLANE, 8, seed=1).trials
    ]


def test_a_search_goes_on_where_it_stopped(tmp_path):
    file = str(tmp_path / "study")
    begun = []

    def counted(settings):
        begun.append(settings)
        yield from quick(settings)

    stream = search(counted, PLANE, 6, storage=file)
    half = next(result for result in stream if result.step == 3 and len(result.trials) == 4)
    stream.close()  # its fourth trial is handed back
    assert len(half.trials) == len(begun) == 4
    result = tune(counted, PLANE, 6, storage=file)
    assert len(begun) == 7
    assert [trial.tries for trial in result.trials] == [1, 1, 1, 2, 1, 1]
    assert [trial.scores for trial in result.trials] == [
        t.scores for t in tune(quick, PLANE, 6).trials
    ]
    assert tune(counted, PLANE, 6, storage=file) == result
    assert len(begun) == 7
    with pytest.raises(ValueError, match="exists with another trials, seed: give the same"):
        tune(counted, PLANE, 7, seed=1, storage=file)


def test_an_objective_s_error_is_its_trial_s(tmp_path):
    result = tune(f"{TASK}:broken", PLANE, 8, storage=str(tmp_path / "study"), workers=2)
    failed = [trial for trial in result.trials if trial.settings["x"] > 0.5]
    assert failed
    assert {(t.state, t.error, t.tries) for t in failed} == {
        ("failed", "ArithmeticError: too far right", 1)
    }
    assert result.best.score == max(hill(t.settings) for t in result.trials if not t.error)


def test_workers_that_all_die_end_the_search(tmp_path):
    with pytest.raises(RuntimeError, match=r"all 2 workers ended .*exit status 3"):
        tune(f"{TASK}:fatal", PLANE, 8, storage=str(tmp_path / "study"), workers=2)


def test_a_task_that_kills_its_workers_is_given_up(tmp_path):
    given = {"storage": str(tmp_path / "study"), "workers": ledger.TRIES - 1}
    with pytest.raises(RuntimeError, match="call again"):
        tune(f"{TASK}:fatal", PLANE, 1, **given)
    (trial,) = tune(f"{TASK}:fatal", PLANE, 1, **given).trials
    assert (trial.state, trial.tries) == ("failed", ledger.TRIES)
    assert trial.error == f"{ledger.TRIES} workers were lost with it"


def test_a_late_result_is_refused(tmp_path):
    file = str(tmp_path / "study")
    stream = search(quick, PLANE, 2, storage=file)
    while not (result := next(stream)).reports:
        pass
    study = storage.load(file)
    (running,) = study.get_trials(states=(TrialState.RUNNING,))
    study._storage.set_trial_state_values(running._trial_id, TrialState.FAIL)
    *_, result = stream
    assert [trial.tries for trial in result.trials] == [2, 1]
    assert [trial.state for trial in result.trials] == ["done", "done"]


def test_one_process_waits_for_another_s_last_trial(tmp_path):
    file = str(tmp_path / "study")
    stream, study = begun(file, hill)
    end = (claim(study), TrialState.COMPLETE, [1.0])
    timer = threading.Timer(1, study._storage.set_trial_state_values, end)
    timer.start()
    *_, result = stream
    timer.join()
    assert {trial.state for trial in result.trials} == {"done"}


def test_a_file_takes_no_worker_started_by_hand(tmp_path):
    file = str(tmp_path / "study")
    tune(f"{TASK}:quick", PLANE, 1, storage=file)
    with pytest.raises(ValueError, match=r"a file takes only the workers that tune\(\) starts"):
        command.worker(file, "tuning", child=False)
    command.worker(file, "tuning", child=True)


def test_workers_may_end_while_the_database_is_away(tmp_path, monkeypatch):
    tend, looks = coordinator._Coordinator.tend, []

    def away(self, live):
        looks.append(len(live))
        if len(looks) > 1 and looks.count(0) < 2:  # from the second look until both have ended
            raise optuna.exceptions.StorageInternalError("away")
        return tend(self, live)

    monkeypatch.setattr(coordinator._Coordinator, "tend", away)
    assert tune(f"{TASK}:quick", PLANE, 2, storage=str(tmp_path / "study"), workers=2).step == 2


def test_a_function_has_one_name_whoever_works_for_it(tmp_path):
    file = str(tmp_path / "study")
    assert tune(quick, PLANE, 2, storage=file, workers=1).step == 2
    assert ledger.Spec.of(storage.load(file)).objective == "tests.tuning.tasks:quick"
    assert tune("tests.tuning.tasks:quick", PLANE, 2, storage=file, workers=2).step == 2


def test_another_seed_is_another_search_of_tpe(tmp_path):
    zero, one = (
        tune(hill, PLANE, 4, "tpe", seed, storage=str(tmp_path / f"{seed}")) for seed in (0, 1)
    )
    assert not any(trial.settings in [t.settings for t in one.trials] for trial in zero.trials)


def test_halving_takes_more_than_one_score(tmp_path):
    with pytest.raises(ValueError, match="halving takes an objective that yields scores as it go"):
        tune(hill, PLANE, 4, "halving", storage=str(tmp_path / "study"))


def test_a_worker_killed_amid_its_settings_changes_no_plan(tmp_path):
    stream, study = begun(str(tmp_path / "study"))
    identity = claim(study)
    optuna.Trial(study, identity).suggest_float("x", 0.0, 1.0)
    study._storage.set_trial_state_values(identity, TrialState.FAIL)
    *_, result = stream
    assert [trial.tries for trial in result.trials] == [2, 1]
    alone = tune(quick, PLANE, 2)
    assert [trial.settings for trial in result.trials] == [t.settings for t in alone.trials]


def test_an_attempt_too_many_waits_until_those_before_it_are_lost(tmp_path):
    stream, study = begun(str(tmp_path / "study"))
    for task in range(2):
        study.enqueue_trial({"x": 0.5, "y": 0.5}, user_attrs={ledger.TASK: task, ledger.TRY: 1})
    study._storage.set_trial_state_values(claim(study), TrialState.FAIL)
    *_, result = stream
    assert [trial.tries for trial in result.trials] == [2, 1]
    states = [trial.state.name for trial in study.get_trials()]
    assert states == ["FAIL", "COMPLETE", "COMPLETE", "WAITING"]


def test_a_file_s_trial_is_lost_with_a_worker_of_another_call(tmp_path):
    stream, study = begun(str(tmp_path / "study"))
    study._storage.set_trial_user_attr(claim(study), ledger.WORKER, "elsewhere:1")
    *_, result = islice(stream, 50)  # ten seconds, if it waits
    assert [trial.tries for trial in result.trials] == [2, 1]
    assert result.step == 2


def test_silence_is_believed_once_the_database_has_answered_for_grace_seconds(
    tmp_path, monkeypatch
):
    clock, believed = SimpleNamespace(now=0.0), []
    monkeypatch.setattr(coordinator, "time", SimpleNamespace(monotonic=lambda: clock.now))
    monkeypatch.setattr(
        optuna.storages, "fail_stale_trials", lambda study: believed.append(clock.now)
    )
    stream = search(hill, PLANE, 20, storage=str(tmp_path / "study"), grace=6)
    for clock.now in (*range(8), *range(20, 28)):  # no answer from 8 to 19
        next(stream)
    assert believed == [6, 7, 26, 27]
