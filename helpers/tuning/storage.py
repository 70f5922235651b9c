"""Where several processes meet: an Optuna study in a journal file, SQLite or PostgreSQL.

A password comes in the URL or in PGPASSWORD, and appears in nothing that is printed or raised.
"""

from __future__ import annotations

import contextlib
import os
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import optuna
from sqlalchemy import exc, text
from sqlalchemy.engine import URL, make_url

from helpers.tuning.space import Choices, Space

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
HOLD = text(
    "SELECT pg_try_advisory_xact_lock(hashtext(:study)), "
    "set_config('idle_in_transaction_session_timeout', :held, true)"
)


@dataclass(frozen=True, repr=False)
class Address:
    """Where a study lies.

    Args: kind: "file", "sqlite" or "postgresql"; url: without the password, to print and to
        hand to a worker's command line; password: its own, "" if there is none.
    """

    kind: str
    url: str
    password: str = ""

    def __repr__(self) -> str:
        return f"Address({self.url})"

    @property
    def path(self) -> str:
        """The file it lies in, "" for a server or for SQLite's memory."""
        if self.kind == "file":
            return self.url
        path = make_url(self.url).database if self.kind == "sqlite" else ""
        return os.path.abspath(path) if path and path != ":memory:" else ""

    @property
    def environment(self) -> dict[str, str]:
        """What a worker's process needs beside the url."""
        return {"PGPASSWORD": self.password} if self.password else {}


def address(storage: str) -> Address:
    """Read a file's path or a URL.

    Raises: ValueError: for another kind of database, or a URL that cannot be read.
    """
    if not isinstance(storage, str) or not storage:
        raise ValueError(
            "storage takes a file's path, sqlite:///… or postgresql+psycopg://user@host/database, "
            f"got {storage!r}"
        )
    if "://" not in storage:
        return Address("file", os.path.abspath(storage))
    scheme, _, rest = storage.partition("://")
    if scheme not in ("sqlite", "postgresql", "postgresql+psycopg"):
        raise ValueError(
            "storage takes a file's path, sqlite:///… or postgresql+psycopg://…, "
            f"got one that begins with {scheme}://"
        )
    try:
        url = make_url(storage)
    except (exc.ArgumentError, ValueError):
        url = None  # its own message would repeat the URL
    if url is None or rest.count("@") > 1 or _has_password(url):
        raise ValueError(
            "storage takes a URL like postgresql+psycopg://user:password@host:5432/database; in a "
            "password write @ as %40, / as %2F, : as %3A (or put it into PGPASSWORD)"
        ) from None
    if scheme == "sqlite":
        return Address("sqlite", storage)
    bare = URL.create(
        "postgresql+psycopg", url.username, None, url.host, url.port, url.database, url.query
    )
    return Address("postgresql", bare.render_as_string(), str(url.password or ""))


def _has_password(url: URL) -> bool:
    """Whether a query holds one, which would be printed: password, sslpassword."""
    return any("password" in key.lower() for key in url.query)


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
    url = place.url
    if place.kind == "postgresql":
        url = make_url(place.url).set(password=place.password or None)
        url = url.render_as_string(hide_password=False)
        options["engine_kwargs"] = {"pool_pre_ping": True, "connect_args": {"connect_timeout": 5}}
        options |= {"heartbeat_interval": max(1, grace // 3), "grace_period": grace}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            return optuna.storages.RDBStorage(url, **options)
    except ImportError:
        raise ConnectionError(
            'storage on PostgreSQL needs psycopg: pip install "psycopg[binary]"'
        ) from None
    except (exc.SQLAlchemyError, optuna.exceptions.StorageInternalError) as error:
        reason, missing = reason_of(error, place), _has_no_tables(error)
    if missing:
        raise ValueError(f"study takes the name of one that tune() began; {place.url} has none")
    raise ConnectionError(f"no database answers at {place.url}: {reason}")


def _driver_s(error: BaseException) -> BaseException:
    """What the database's driver raised, below what SQLAlchemy and Optuna made of it."""
    cause = error.__cause__ if isinstance(error.__cause__, exc.DBAPIError) else error
    return getattr(cause, "orig", None) or cause


def _has_no_tables(error: BaseException) -> bool:
    return getattr(_driver_s(error), "sqlstate", "") == "42P01"  # PostgreSQL's undefined_table


def reason_of(error: BaseException, place: Address) -> str:
    """The database's own words, on one line, without the password."""
    words = " ".join(str(_driver_s(error)).split())
    return words.replace(place.password, "***") if place.password else words


def patiently(call: Callable, *arguments):
    """Call something that reads or writes the storage, again and again while it is away.

    A call may have been carried out although its answer was lost: it must bear repeating.

    Raises: ConnectionError: if the database stays away for PATIENCE seconds.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return call(*arguments)
        except AWAY:
            if time.monotonic() > until:
                break
        time.sleep(BETWEEN)
    raise ConnectionError(f"the database has been away for {PATIENCE:.0f} seconds")


@contextlib.contextmanager
def exclusive(store: optuna.storages.BaseStorage, study: str) -> Iterator[bool]:
    """Hold a study, so that of several coordinators one at a time adds what is missing.

    Yields: whether it is held, False if another one does; elsewhere than in PostgreSQL there is
            one coordinator only.
    """
    if not isinstance(store, optuna.storages.RDBStorage) or store.engine.name != "postgresql":
        yield True
        return
    with store.engine.begin() as connection:
        yield connection.execute(HOLD, {"study": study, "held": f"{HELD}s"}).scalar()


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
    return find(connect(place, grace=60, create=False), study, place)


def find(store, study: str, place: Address) -> optuna.Study:
    """The study of a name.

    Raises: ValueError: if there is none.
    """
    try:
        return optuna.load_study(study_name=study, storage=store)
    except (KeyError, exc.ProgrammingError):
        pass
    raise ValueError(f"study takes the name of one that tune() began; {place.url} has no {study!r}")


def distributions(space: Space) -> dict[str, optuna.distributions.BaseDistribution]:
    """A space in Optuna's words."""
    made = {}
    for name, axis in space.axes:
        if isinstance(axis, Choices):
            made[name] = optuna.distributions.CategoricalDistribution(axis.values)
        elif axis.whole:
            made[name] = optuna.distributions.IntDistribution(axis.low, axis.high, log=axis.log)
        else:
            made[name] = optuna.distributions.FloatDistribution(axis.low, axis.high, log=axis.log)
    return made


def suggest(trial: optuna.Trial, space: Space) -> dict:
    """A trial's settings: the ones it was planned with, or what the study's sampler proposes."""
    settings = {}
    for name, axis in space.axes:
        if isinstance(axis, Choices):
            settings[name] = trial.suggest_categorical(name, axis.values)
        elif axis.whole:
            settings[name] = trial.suggest_int(name, axis.low, axis.high, log=axis.log)
        else:
            settings[name] = trial.suggest_float(name, axis.low, axis.high, log=axis.log)
    return settings
