"""What a search keeps: interrupted and repeated, refused and left alone, one caller at a time."""

import math
import os
import signal
import sqlite3
import subprocess
import sys
import time
import traceback

import optuna
import pytest

from helpers.tuning import search, tune
from helpers.tuning.storage import journal
from helpers.tuning.strategies import STRATEGIES
from tests import ROOT
from tests.tuning.tasks import PLANE, broken, hill, noted, quick

SPACE = PLANE | {"units": [16, 32], "layers": (1, 3), "size": (8, 64, "log"), "norm": ["no", None]}
CALLER = (
    "import sys; from tests.tuning.tasks import PLANE, noted; from helpers.tuning import tune\n"
)
CALLER += "tune(noted(sys.argv[1]), PLANE, 40, seed=4, storage=sys.argv[2])"


def loaded(file, study="tuning"):
    """The Optuna study in a journal."""
    return optuna.load_study(study_name=study, storage=journal(str(file)))


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_search_goes_on_where_it_stopped(tmp_path, strategy):
    begun = []

    def counted(settings):
        begun.append(settings)
        yield from quick(settings)

    where = {"seed": 2, "storage": tmp_path / "study"}
    stream = search(counted, SPACE, 40, strategy, **where)
    finished = next(result.step for result in stream if result.step >= 20)
    stream.close()
    before = len(begun)
    result = tune(counted, SPACE, 40, strategy, **where)
    assert result == tune(quick, SPACE, 40, strategy, seed=2)
    assert len(begun) - before == result.steps - finished
    assert tune(counted, SPACE, 40, strategy, **where) == result
    study = loaded(tmp_path / "study")  # Optuna's own, for its plots
    assert study.best_params == result.best.settings
    assert len(study.trials) == result.steps
    with pytest.raises(ValueError, match=r"exists with another .*seed.*: give the same to go on"):
        tune(counted, SPACE, 41, strategy, seed=1, storage=where["storage"])


def test_a_stack_goes_on_with_those_of_its_trials_that_are_not_finished(tmp_path):
    sizes = []

    class Together:
        def __call__(self, settings):
            raise AssertionError("one by one")

        def together(self, batch):
            sizes.append(len(batch))
            yield from zip(*map(quick, batch), strict=True)

    stream = search(Together(), PLANE, 16, "halving", storage=tmp_path / "study")
    assert next(stream).step == 8  # the worse half is cut at once
    stream.close()
    sizes.clear()
    result = tune(Together(), PLANE, 16, "halving", storage=tmp_path / "study")
    assert result == tune(quick, PLANE, 16, "halving")
    assert sizes == [8, 4]


def test_a_caller_is_killed_and_called_again(tmp_path):
    begun, file = tmp_path / "begun", str(tmp_path / "study")
    command = [sys.executable, "-c", CALLER, str(begun), file]
    caller = subprocess.Popen(command, cwd=ROOT)
    try:
        until = time.monotonic() + 60
        while not begun.exists() or len(begun.read_text().splitlines()) < 5:
            assert time.monotonic() < until
            time.sleep(0.05)
        with pytest.raises(ValueError, match=f"is in use by process {caller.pid} on .*: wait"):
            tune(noted(begun), PLANE, 40, seed=4, storage=file)
    finally:
        caller.send_signal(signal.SIGKILL)
        caller.wait()
    with open(file, "a") as sink:
        sink.write('{"op_code": 4, "half')  # as if it had been writing
    result = tune(noted(begun), PLANE, 40, seed=4, storage=file)
    assert result == tune(quick, PLANE, 40, seed=4)
    assert len(begun.read_text().splitlines()) <= 41  # one at most ran twice


def sqlite(path):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE scores (score REAL)")
    connection.close()


@pytest.mark.parametrize(
    "make",
    [
        sqlite,
        lambda path: path.write_text("lr,score\n0.1,0.9\n"),
        lambda path: path.write_text('{"lr": 0.1}'),
        lambda path: path.write_text("7"),
        lambda path: path.write_bytes(bytes(range(256)) * 9),
    ],
)
def test_a_foreign_file_is_refused_and_left_alone(tmp_path, make):
    file = tmp_path / "file"
    make(file)
    before = file.read_bytes()
    with pytest.raises(ValueError, match="storage takes a new file or a journal of tune"):
        tune(hill, PLANE, 2, storage=file)
    assert file.read_bytes() == before
    assert os.listdir(tmp_path) == ["file"]


def test_a_folder_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(ValueError, match="storage takes a path in an existing folder, got"):
        tune(hill, PLANE, 1, storage=tmp_path / "no/deep")


def test_any_storage_of_optuna_will_do(tmp_path):
    url = f"sqlite:///{tmp_path / 'study.db'}"
    for storage in (url, optuna.storages.InMemoryStorage()):
        assert tune(quick, SPACE, 4, storage=storage) == tune(quick, SPACE, 4)
        assert tune(quick, SPACE, 4, storage=storage) == tune(quick, SPACE, 4)


def test_studies_of_others_are_left_alone(tmp_path):
    store = journal(str(tmp_path / "study"))
    theirs = optuna.create_study(storage=store, study_name="theirs")
    theirs.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=1)
    with pytest.raises(ValueError, match="study 'theirs' was not begun by tune"):
        tune(quick, PLANE, 2, storage=tmp_path / "study", study="theirs")
    assert tune(quick, PLANE, 2, storage=store, study="ours").step == 2
    loaded(tmp_path / "study", "ours").enqueue_trial({"x": 0.5, "y": 0.5})
    assert tune(quick, PLANE, 2, storage=store, study="ours") == tune(quick, PLANE, 2)


def test_what_is_not_a_number_comes_back(tmp_path):
    def falls(settings):
        yield settings["x"]
        for _ in range(3):
            yield math.nan

    url = f"sqlite:///{tmp_path / 'study.db'}"
    for strategy in ("halving", "random"):
        where = {"storage": url, "study": strategy}
        first, again = (tune(falls, PLANE, 4, strategy, **where) for _ in range(2))
        assert [(t.state, t.error, len(t.scores)) for t in first.trials] == [
            (t.state, t.error, len(t.scores)) for t in again.trials
        ]
    assert {trial.error for trial in again.trials} == {"its score is not a number"}


def test_an_objective_s_error_loses_no_finished_trial(tmp_path):
    with pytest.raises(ArithmeticError, match="too far right"):
        tune(broken, PLANE, 20, seed=1, storage=tmp_path / "study")
    before = len(loaded(tmp_path / "study").trials)
    with pytest.raises(ArithmeticError):
        tune(broken, PLANE, 20, seed=1, storage=tmp_path / "study")
    assert len(loaded(tmp_path / "study").trials) == before > 0


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://me:secret@secret@host/base",
        "postgresql://me:secret@host:port/base",
        "postgresql://me@host/base?password=secret",
        "postgresql://me@host/base?sslPassword=secret",
    ],
)
def test_a_password_is_not_repeated(url):
    with pytest.raises(ValueError, match="storage takes a URL like") as caught:
        tune(quick, PLANE, 2, storage=url)
    assert "secret" not in "".join(traceback.format_exception(caught.value))  # nor in its causes


def test_an_unreachable_database_is_named_without_its_password():
    with pytest.raises(ConnectionError, match=r"at .*127\.0\.0\.1:1/base cannot be") as caught:
        tune(quick, PLANE, 2, storage="postgresql://me:secret@127.0.0.1:1/base")
    assert "secret" not in str(caught.value)
