"""Searches that are kept in a real PostgreSQL: resumed, one caller at a time, no password told."""

import secrets
import traceback

import optuna
import pytest

from helpers.tuning import search, tune
from tests.tuning.postgres import postgres
from tests.tuning.tasks import PLANE, quick

__all__ = ["postgres"]  # a fixture


@pytest.mark.parametrize("strategy", ["random", "tpe+halving"])
def test_a_search_is_resumed_and_one_caller_at_a_time_has_it(postgres, strategy):
    where = {"strategy": strategy, "seed": 3, "storage": postgres.url, "study": strategy}
    stream = search(quick, PLANE, 20, **where)
    finished = next(result.step for result in stream if result.step >= 5)
    with pytest.raises(ValueError, match="is in use by another call: wait until that ends"):
        tune(quick, PLANE, 20, **where)
    stream.close()
    result = tune(quick, PLANE, 20, **where)
    assert result == tune(quick, PLANE, 20, strategy, 3)
    kept = optuna.load_study(study_name=strategy, storage=postgres.url)
    assert len(kept.trials) == 20 > finished
    assert kept.best_value == result.best.score
    kept._storage.remove_session()
    kept._storage._backend.engine.dispose()


def test_a_password_is_in_no_message(postgres):
    wrong = secrets.token_hex(16)
    with pytest.raises(ConnectionError, match=r"cannot be used: .*authentication") as caught:
        tune(quick, PLANE, 2, storage=postgres.url.replace(postgres.password, wrong))
    told = "".join(traceback.format_exception(caught.value))
    assert wrong not in told and postgres.password not in told


def test_a_database_that_goes_away_ends_the_search_which_goes_on_later(postgres):
    where = {"seed": 1, "storage": postgres.url, "study": "away"}
    stream = search(quick, PLANE, 20, **where)
    next(result for result in stream if result.step >= 5)
    postgres.stop()
    try:
        with pytest.raises(ConnectionError, match="cannot be used: ") as caught:
            list(stream)
        assert postgres.password not in "".join(traceback.format_exception(caught.value))
    finally:
        postgres.start()
    assert tune(quick, PLANE, 20, **where) == tune(quick, PLANE, 20, seed=1)
