"""Searches in a file: several processes, one that dies, a search that goes on, what is refused."""

import subprocess
import sys
from pathlib import Path

import optuna
import pytest
from optuna.trial import TrialState
from tuning_tasks import PLANE, hill, quick

from helpers.tuning import ledger, names, search, storage, tune, workers
from helpers.tuning.space import Space
from helpers.tuning.strategies import STRATEGIES

ROOT = Path(__file__).resolve().parent.parent
SPACE = PLANE | {"units": [16, 32], "layers": (1, 3), "size": (8, 64, "log"), "norm": ["no", None]}
TASK = "tests.tuning_tasks"


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
        running = [trial for trial in result.trials if trial.state == "running" and trial.scores]
        if killed is None and running:
            study = storage.load(str(tmp_path / "study"))
            (mine,) = (
                trial.user_attrs[ledger.TASK]
                for trial in study.get_trials(states=(TrialState.RUNNING,))
                if trial.user_attrs[ledger.WORKER] == workers.process_name(children[0].pid)
            )
            children[0].kill()
            killed = mine
    assert children[0].returncode != 0
    assert children[1].returncode == 0
    assert {trial.state for trial in result.trials} == {"done"}
    assert [trial.tries for trial in result.trials] == [1 + (n == killed) for n in range(8)]
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


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"storage": "mysql://host/base"}, "storage takes a file's path, sqlite:///"),
        ({"storage": ""}, "storage takes a file's path"),
        ({"workers": 0}, "workers takes 1 or more on a file"),
        ({"strategy": "bayes"}, "'bayes' runs without a storage"),
        ({"grace": 1}, "grace takes a whole number of seconds, 3 or more"),
        ({"study": ""}, "study takes a name"),
        ({"objective": lambda s: 1.0, "workers": 2}, "that other processes can import"),
        ({"objective": f"{TASK}:nothing"}, "has no nothing"),
        ({"objective": 7}, "objective takes a function of settings"),
    ],
)
def test_a_storage_refuses_by_name(tmp_path, changes, told):
    given = {"objective": quick, "space": PLANE, "trials": 2, "storage": str(tmp_path / "study")}
    with pytest.raises(ValueError, match=told):
        search(**{**given, **changes})


def test_a_foreign_study_is_left_alone(tmp_path):
    file = str(tmp_path / "study")
    store = storage.connect(storage.address(file), 60, create=True)
    study = optuna.create_study(storage=store, study_name="theirs")
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=1)
    with pytest.raises(ValueError, match="study 'theirs' was not begun by tune"):
        tune(quick, PLANE, 2, storage=file, study="theirs")
    with pytest.raises(ValueError, match="has no 'mine'"):
        storage.load(file, "mine")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://me:sec@ret@host/base",
        "postgresql://me:secret@host:port/base",
        "postgresql://me@host/base?password=secret",
    ],
)
def test_a_password_is_not_repeated(url):
    with pytest.raises(ValueError, match="storage takes a URL like") as caught:
        storage.address(url)
    assert "sec" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_an_address_keeps_its_password_apart():
    place = storage.address("postgresql://me:se%40cret@host:5433/base?sslmode=require")
    assert place.url == "postgresql+psycopg://me@host:5433/base?sslmode=require"
    assert place.environment == {"PGPASSWORD": "se@cret"}
    assert "cret" not in repr(place)
    assert storage.address("postgresql://host/base").environment == {}


def test_an_unreachable_database_is_named_without_its_password():
    with pytest.raises(ConnectionError, match=r"answers at .*127\.0\.0\.1:1/base") as told:
        tune(quick, PLANE, 2, storage="postgresql://me:secret@127.0.0.1:1/base")
    assert "secret" not in str(told.value)


def test_patience_has_an_end(monkeypatch):
    monkeypatch.setattr(storage, "BETWEEN", 0.01)
    answers = iter([optuna.exceptions.StorageInternalError("away"), UnboundLocalError("optuna"), 7])

    def call():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert storage.patiently(call) == 7
    monkeypatch.setattr(storage, "PATIENCE", 0.0)
    answers = iter([optuna.exceptions.StorageInternalError("away")] * 2)
    with pytest.raises(ConnectionError, match="the database has been away"):
        storage.patiently(call)


def test_a_spec_comes_back_from_the_database():
    space = Space.of(SPACE)
    spec = ledger.Spec("a:b", space, 5, "tpe", 3, 60)
    study = optuna.create_study()
    study.set_user_attr(ledger.SEARCH, spec.encoded())
    assert ledger.Spec.of(study) == spec


def test_names_of_functions():
    assert names.load(names.name_of(quick)) is not None
    with pytest.raises(ValueError, match=r"put .*<locals>.*inner into a \.py file"):

        def inner(settings):
            return 0.0

        names.name_of(inner)


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
