"""The command that each machine of a search starts: python -m helpers.tuning worker URL STUDY."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading

DESCRIPTION = """Work for a search that tune(..., storage=URL, study=STUDY) began, until all its
trials are finished. A password may stand in the URL, or better in PGPASSWORD, where no list of
processes shows it."""


def worker(url: str, name: str, child: bool) -> None:
    """Work until all trials of a study are finished; say what came of each.

    Args: child: whether the tune() that watches over the study started this process.
    """
    from helpers.tuning import ledger, names, storage, workers
    from helpers.tuning.address import address

    place = address(url)
    if place.kind == "sqlite":
        raise ValueError("SQLite takes one process only, the one that calls tune()")
    if place.kind == "file" and not child:  # it keeps no signs of life
        raise ValueError(
            "a file takes only the workers that tune() starts, for nobody would notice that one "
            "started by hand was lost; for those take postgresql+psycopg://…"
        )
    store = storage.connect(place, grace=60, create=False)
    study = storage.find(store, name, place)
    spec = ledger.Spec.of(study)
    if not spec.objective:
        raise ValueError(f"study {name!r} has an objective that no other process can import")
    objective = names.load(spec.objective)
    for trial in workers.work(study, store, spec, objective):
        if trial and trial.finished:
            said = trial.error or f"{trial.score:.6g}"
            print(f"trial {trial.number}, {trial.state}: {said}", flush=True)


def end_with_parent() -> None:
    """Wait for the end of standard input, that of whoever started this process; then end it."""
    os.read(sys.stdin.fileno(), 1)  # sys.stdin.read() would hold a lock that Python's end needs
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> int:
    """Carry out the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m helpers.tuning")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("worker", help="work for a search", description=DESCRIPTION)
    command.add_argument("url", metavar="URL", help="the search's storage")
    command.add_argument("study", metavar="STUDY", help="its name there")
    command.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if given.child:
        threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        worker(given.url, given.study, given.child)
    except KeyboardInterrupt:
        return 130
    except (ValueError, ConnectionError) as error:
        print(f"worker: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
