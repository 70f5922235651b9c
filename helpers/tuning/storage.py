"""Where several processes meet: an Optuna study in a journal file, SQLite or PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import time
import warnings
from collections.abc import Callable, Iterator

import optuna
from sqlalchemy import create_engine, exc, text
from sqlalchemy.pool import NullPool

from helpers.tuning.address import Address, address

PATIENCE = 300.0  # seconds for which a database may be away
BETWEEN = 0.5  # seconds between two attempts to reach it
# What a database that went away looks like. Optuna 5 trips over its own unbound variable when a
# connection breaks while it reads a trial.
AWAY = (
    optuna.exceptions.StorageInternalError,
    exc.OperationalError,
    exc.InterfaceError,
    exc.InternalError,  # among them the end of whoever held a study for too long
    UnboundLocalError,
)
HELD = 60  # seconds for which a process that was put to sleep holds a study
HOLD = (
    "SELECT pg_{}advisory_xact_lock(hashtext(:study)), "
    "set_config('idle_in_transaction_session_timeout', :held, true)"
)
# A connection that is cut without a word is given up in half a minute, and PATIENCE begins.
CONNECTION = {
    "connect_timeout": 5, "tcp_user_timeout": 30_000,  # seconds, milliseconds
    "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4,
}  # fmt: skip


def connect(place: Address, grace: int, create: bool) -> optuna.storages.BaseStorage:
    """Open a storage.

    Args:    grace: seconds of silence after which a worker counts as lost.
             create: make the file or the tables, which one process alone must do.
    Raises:  ConnectionError: if nothing answers, without the password.
             ValueError: for a file in no folder; if create is False and there is no file, or there
             are no tables.
    """
    if place.path and create and not os.path.isdir(os.path.dirname(place.path)):
        raise ValueError(f"storage takes a path in an existing folder, got {place.path!r}")
    if place.path and not create and not os.path.isfile(place.path):
        raise ValueError(
            f"storage takes a file that tune() began, got {place.path!r}: there is none"
        )
    optuna.logging.set_verbosity(optuna.logging.WARNING)  # its lines carry times of day
    if place.kind == "file":
        journal = optuna.storages.journal
        lock = journal.JournalFileOpenLock(place.url)  # symbolic links need rights on Windows
        return optuna.storages.JournalStorage(journal.JournalFileBackend(place.url, lock))
    options = {"skip_table_creation": not create}
    if place.kind == "postgresql":
        options["engine_kwargs"] = {"pool_pre_ping": True, "connect_args": CONNECTION}
        options |= {"heartbeat_interval": max(1, grace // 3), "grace_period": grace}
    with _explained(place), warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        return optuna.storages.RDBStorage(place.secret_url, **options)


@contextlib.contextmanager
def _explained(place: Address) -> Iterator[None]:
    """Say on one line, without the password, why a database cannot be used."""
    try:
        yield
    except ImportError:
        raise ConnectionError(
            'storage on PostgreSQL needs psycopg: pip install "psycopg[binary]"'
        ) from None
    except (exc.SQLAlchemyError, optuna.exceptions.StorageInternalError) as error:
        if getattr(_driver_s(error), "sqlstate", "") == "42P01":  # PostgreSQL's undefined_table
            raise ValueError(
                f"study takes the name of one that tune() began; {place.url} has none"
            ) from None
        reason = reason_of(error, place.password)
        raise ConnectionError(f"the database at {place.url} cannot be used: {reason}") from None


def _driver_s(error: BaseException) -> BaseException:
    """What the database's driver raised, below what SQLAlchemy and Optuna made of it."""
    cause = error.__cause__ if isinstance(error.__cause__, exc.DBAPIError) else error
    return getattr(cause, "orig", None) or cause


def reason_of(error: BaseException, password: str = "") -> str:
    """The database's own words, on one line, without the password."""
    words = " ".join(str(_driver_s(error)).split())
    return words.replace(password, "***") if password else words


def patiently(call: Callable, *arguments):
    """Call something that reads or writes the storage, again and again while it is away.

    A call may have been carried out although its answer was lost: it must bear repeating.

    Raises: ConnectionError: if the database stays away for PATIENCE seconds.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return call(*arguments)
        except AWAY as error:
            reason = reason_of(error)
        if time.monotonic() > until:
            raise ConnectionError(
                f"the database has been away for {PATIENCE:.0f} seconds: {reason}"
            )
        time.sleep(BETWEEN)


@contextlib.contextmanager
def beginning(place: Address) -> Iterator[None]:
    """Wait for one's turn, so that of several first calls one makes the tables and the study.

    Raises: ConnectionError: if the database cannot be used, before or during the turn.
    """
    if place.kind != "postgresql":  # one coordinator only
        yield
        return
    with _explained(place):
        engine = create_engine(place.secret_url, poolclass=NullPool, connect_args=CONNECTION)
        with engine.begin() as connection:
            connection.execute(text(HOLD.format("")), {"study": "", "held": f"{HELD}s"})
            yield


@contextlib.contextmanager
def exclusive(store: optuna.storages.BaseStorage, study: str) -> Iterator[Callable | None]:
    """Hold a study, so that of several coordinators one at a time adds what is missing.

    Yields: None if another one holds it, else a call that keeps hold of it, and raises one of AWAY
            if it was lost; elsewhere than in PostgreSQL there is one coordinator only.
    """
    if not isinstance(store, optuna.storages.RDBStorage) or store.engine.name != "postgresql":
        yield lambda: None
        return
    with store.engine.begin() as connection:
        held = {"study": study, "held": f"{HELD}s"}
        if connection.execute(text(HOLD.format("try_")), held).scalar():
            yield lambda: connection.execute(text("SELECT 1"))
        else:
            yield None


def close(store: optuna.storages.BaseStorage) -> None:
    """Give a database's connections back; whoever uses the storage again opens new ones."""
    if isinstance(store, optuna.storages.RDBStorage):
        store.remove_session()
        store.engine.dispose()


def load(storage: str, study: str = "tuning") -> optuna.Study:
    """The Optuna study that a search left in a storage, for Optuna's own plots and importances.

    Raises: ValueError: if there is none of that name.
    """
    place = address(storage)
    store = connect(place, grace=60, create=False)
    try:
        return find(store, study, place)
    except BaseException:
        close(store)
        raise


def find(store, study: str, place: Address) -> optuna.Study:
    """The study of a name.

    Raises: ValueError: if there is none.
    """
    try:
        return optuna.load_study(study_name=study, storage=store)
    except (KeyError, exc.ProgrammingError):
        pass
    raise ValueError(f"study takes the name of one that tune() began; {place.url} has no {study!r}")
