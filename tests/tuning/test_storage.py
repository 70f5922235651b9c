"""Where a study lies: addresses, files, what is refused, closed and left alone."""

import math

import optuna
import pytest

from helpers.tuning import ledger, names, search, storage, tune
from helpers.tuning.address import address
from helpers.tuning.space import Space
from tests.tuning.tasks import PLANE, hill, quick

SPACE = PLANE | {"units": [16, 32], "layers": (1, 3), "size": (8, 64, "log"), "norm": ["no", None]}
TASK = "tests.tuning.tasks"


class Fixed:
    """An objective with a state that no other process has."""

    def __init__(self, value):
        self.value = value

    def score(self, settings):
        return self.value

    @classmethod
    def half(cls, settings):
        return 0.5


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


def test_an_unreachable_database_is_named_without_its_password():
    with pytest.raises(ConnectionError, match=r"at .*127\.0\.0\.1:1/base cannot be") as told:
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
    answers = iter([optuna.exceptions.StorageInternalError("no rights")] * 2)
    with pytest.raises(ConnectionError, match="has been away for 0 seconds: no rights"):
        storage.patiently(call)


def test_a_spec_comes_back_from_the_database():
    space = Space.of(SPACE)
    spec = ledger.Spec("a:b", space, 5, "tpe", 3, 60)
    study = optuna.create_study()
    study.set_user_attr(ledger.SEARCH, spec.encoded())
    assert ledger.Spec.of(study) == spec


def test_a_foreign_study_is_left_alone(tmp_path):
    file = str(tmp_path / "study")
    store = storage.connect(address(file), 60, create=True)
    study = optuna.create_study(storage=store, study_name="theirs")
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=1)
    with pytest.raises(ValueError, match="study 'theirs' was not begun by tune"):
        tune(quick, PLANE, 2, storage=file, study="theirs")
    with pytest.raises(ValueError, match="has no 'mine'"):
        storage.load(file, "mine")


def test_names_of_functions():
    assert names.load(names.name_of(quick)) is not None
    with pytest.raises(ValueError, match=r"put .*<locals>.*inner into a \.py file"):

        def inner(settings):
            return 0.0

        names.name_of(inner)


def test_a_bound_method_has_no_name():
    assert names.name_of(Fixed.half) == f"{__name__}:Fixed.half"
    with pytest.raises(ValueError, match=r"put Fixed\.score into a \.py file"):
        names.name_of(Fixed(7.0).score)


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}"])
def test_a_file_is_made_by_tune_alone_and_in_a_folder(tmp_path, form):
    where = form.format(tmp_path / "typo")
    with pytest.raises(ValueError, match=r"storage takes a file that tune\(\) began, got .*typo"):
        storage.load(where)
    assert not list(tmp_path.iterdir())
    with pytest.raises(ValueError, match="storage takes a path in an existing folder, got"):
        tune(hill, PLANE, 1, storage=form.format(tmp_path / "no" / "deep"))


def test_sqlite_in_memory_is_no_file():
    assert tune(hill, PLANE, 2, storage="sqlite://").step == 2


def test_trials_of_others_are_left_alone(tmp_path):
    file = str(tmp_path / "study")
    stream = search(hill, PLANE, 2, storage=file)
    next(stream)
    storage.load(file).enqueue_trial({"x": 0.5, "y": 0.5})
    *_, result = stream
    assert result == tune(hill, PLANE, 2)
    assert [trial.state.name for trial in storage.load(file).trials][2:] == ["WAITING"]


@pytest.fixture
def open_storages(monkeypatch):
    """The storages that were connected to and are not open_storages yet."""
    opened, connect, close = [], storage.connect, storage.close

    def opening(*arguments, **options):
        opened.append(connect(*arguments, **options))
        return opened[-1]

    def closing(store):
        opened.remove(store)
        close(store)

    monkeypatch.setattr(storage, "connect", opening)
    monkeypatch.setattr(storage, "close", closing)
    return opened


def test_a_search_closes_what_it_opens(tmp_path, open_storages):
    url = f"sqlite:///{tmp_path / 'study.db'}"
    tune(hill, PLANE, 2, storage=url)
    with pytest.raises(ValueError, match="exists with another trials"):
        tune(hill, PLANE, 3, storage=url)
    with pytest.raises(ValueError, match="has no 'mine'"):
        storage.load(url, "mine")
    search(hill, PLANE, 2, storage=url)  # nobody listens
    assert open_storages == []


def test_nan_is_no_value_of_a_cut_trial(tmp_path):
    def falls(settings):
        yield settings["x"]
        for _ in range(3):
            yield math.nan

    url = f"sqlite:///{tmp_path / 'study.db'}"
    states = {trial.state for trial in tune(falls, PLANE, 2, "halving", storage=url).trials}
    assert states == {"pruned"}
