"""What a search keeps: its finished trials, in an Optuna study that only the caller writes.

A call that was killed and is repeated asks for the same trials and repeats those that it finds.
"""

import contextlib
import json
import os
import socket
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from math import isnan

import optuna
from optuna.trial import TrialState
from sqlalchemy import exc, text
from sqlalchemy.engine import make_url

from helpers.tuning.distributions import distributions
from helpers.tuning.results import DONE, FAILED, PRUNED, Result, Trial
from helpers.tuning.space import Space

SEARCH, NUMBER, SECONDS, ERROR = "search", "number", "seconds", "error"  # user attributes
STATES = {DONE: TrialState.COMPLETE, PRUNED: TrialState.PRUNED, FAILED: TrialState.FAIL}


class Archive:
    """The finished trials of one search.

    Args:   identity: what the search is, plain values by name, the same in each call.
    Raises: ValueError: if the study holds another search.
    """

    def __init__(self, study: optuna.Study, space: Space, identity: Mapping):
        self.study, self.space = study, space
        if not study.user_attrs and not study.get_trials(deepcopy=False):
            study.set_user_attr(SEARCH, dict(identity))
        begun = study.user_attrs.get(SEARCH)
        if begun is None:
            raise ValueError(f"study {study.study_name!r} was not begun by tune()")
        differing = [part for part in identity if begun.get(part) != identity[part]]
        if differing:
            raise ValueError(
                f"study {study.study_name!r} exists with another {', '.join(differing)}: give the "
                "same to go on with it, or another name"
            )
        self.trials = {}  # by number
        for stored in study.get_trials(deepcopy=False):  # those of others have no number
            if NUMBER in stored.user_attrs:
                self.trials.setdefault(stored.user_attrs[NUMBER], self._read(stored))

    def _read(self, stored: optuna.trial.FrozenTrial) -> Trial:
        (state,) = [name for name, theirs in STATES.items() if theirs == stored.state]
        return Trial(
            stored.user_attrs[NUMBER],
            {name: stored.params[name] for name in self.space.names},
            state,
            tuple(score for _, score in sorted(stored.intermediate_values.items())),
            stored.user_attrs[SECONDS],
            stored.user_attrs[ERROR],
        )

    def add(self, result: Result) -> None:
        """Keep what has ended since the last call."""
        for trial in result.trials:
            if trial.finished and trial.number not in self.trials:
                self._write(trial)
                self.trials[trial.number] = trial

    def _write(self, trial: Trial) -> None:
        stored = optuna.trial.create_trial(
            state=STATES[trial.state],
            value=None if trial.state == FAILED or isnan(trial.score) else trial.score,
            params=trial.settings,
            distributions=distributions(self.space),
            user_attrs={NUMBER: trial.number, SECONDS: trial.seconds, ERROR: trial.error},
            intermediate_values=dict(enumerate(trial.scores, start=1)),
        )
        stored.datetime_start = datetime.now() - timedelta(seconds=trial.seconds)
        self.study.add_trial(stored)


@contextlib.contextmanager
def archive(storage, study: str, space: Space, identity: Mapping) -> Iterator[Archive]:
    """Begin a study, or go on with one; no other call may use it meanwhile.

    Args:   storage: a journal file's path, a database's URL, or an Optuna storage.
    Raises: ValueError: for a file that is no journal, a study that another call uses, or one that
            holds another search.
            ConnectionError: if a database cannot be used, now or later.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)  # its lines carry times of day
    if isinstance(storage, optuna.storages.BaseStorage):
        opened = contextlib.nullcontext(storage)
    elif "://" in str(storage):
        opened = _database(str(storage), study)
    else:
        opened = _file(str(storage))
    with opened as store:
        begun = optuna.create_study(
            storage=store, study_name=study, direction="maximize", load_if_exists=True
        )
        yield Archive(begun, space, identity)


def journal(path: str) -> optuna.storages.JournalStorage:
    """A search's journal file as an Optuna storage, for optuna.load_study and its plots."""
    backend = optuna.storages.journal.JournalFileBackend(path, _NoLock())
    return optuna.storages.JournalStorage(backend)


class _NoLock:
    """Optuna's lock of a journal: it would outlive a killed process, and there is one writer."""

    def acquire(self) -> bool:
        return True

    def release(self) -> None:
        pass


@contextlib.contextmanager
def _file(path: str) -> Iterator[optuna.storages.JournalStorage]:
    """A journal for this call alone: the operating system lets go when its process ends."""
    if not os.path.isdir(os.path.dirname(os.path.abspath(path))):
        raise ValueError(f"storage takes a path in an existing folder, got {path!r}")
    if os.path.exists(path) and not _is_journal(path):
        raise ValueError(f"storage takes a new file or a journal of tune(), {path!r} is neither")
    with open(f"{path}.caller", "a+", encoding="utf-8") as holder:
        try:
            _lock(holder.fileno())
        except OSError:
            holder.seek(0)
            raise ValueError(
                f"{path} is in use by {holder.read()}: wait until it ends, or name another file"
            ) from None
        holder.truncate(0)
        holder.write(f"process {os.getpid()} on {socket.gethostname()}")
        holder.flush()
        _mend(path)
        yield journal(path)


def _lock(file: int) -> None:
    """Lock an open file, or raise OSError if somebody else has."""
    if os.name == "nt":
        import msvcrt

        os.lseek(file, 2**20, os.SEEK_SET)  # beyond what others read
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_journal(path: str) -> bool:
    """Whether a file is empty or begins as Optuna's journals do."""
    with open(path, "rb") as file:
        first = file.readline(2**20)
    try:
        return not first or "op_code" in json.loads(first)
    except (ValueError, TypeError):
        return False


def _mend(path: str) -> None:
    """Cut off a last line that a killed caller left half, or Optuna would add to it."""
    if os.path.exists(path):
        with open(path, "rb+") as file:
            file.truncate(file.read().rfind(b"\n") + 1)


@contextlib.contextmanager
def _database(storage: str, study: str) -> Iterator[optuna.storages.RDBStorage]:
    """A database, in PostgreSQL with the study kept for this call as long as it is connected."""
    try:
        url = make_url(storage)
    except (exc.ArgumentError, ValueError):
        url = None  # its own message would repeat the URL
    spilt = url is None or "@" in (url.host or "")  # a password with @ would end up in the host
    if spilt or any("password" in key.lower() for key in url.query):
        raise ValueError(
            "storage takes a URL like postgresql+psycopg://user:password@host:5432/database; in a "
            "password write @ as %40, / as %2F, : as %3A, or put it into PGPASSWORD"
        )
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    try:
        store = optuna.storages.RDBStorage(url.render_as_string(hide_password=False))
        try:
            with store.engine.connect() as connection:
                if store.engine.name == "postgresql":
                    _claim(connection, study)
                yield store
        finally:
            store.remove_session()
            store.engine.dispose()
    except ImportError:
        raise ConnectionError(
            'storage on PostgreSQL needs psycopg: pip install "psycopg[binary]"'
        ) from None
    except (exc.SQLAlchemyError, optuna.exceptions.StorageInternalError) as error:
        cause = error.__cause__ if isinstance(error.__cause__, exc.DBAPIError) else error
        reason = " ".join(str(getattr(cause, "orig", None) or cause).split())
        reason = reason.replace(url.password or "\0", "***")
        raise ConnectionError(f"the database at {url!r} cannot be used: {reason}") from None


def _claim(connection, study: str) -> None:
    """Take a study of PostgreSQL; it is free again when the connection ends."""
    connection.execution_options(isolation_level="AUTOCOMMIT")
    claim = text("SELECT pg_try_advisory_lock(hashtext(:study))")
    if not connection.execute(claim, {"study": study}).scalar():
        raise ValueError(f"study {study!r} is in use by another call: wait until that ends")
