"""A search's workers on this machine: started with it, and ended with it, even if it is killed."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from helpers.tuning.address import Address

FAREWELL = 5.0  # seconds for a worker to end by itself


class Children(list):
    """The workers' processes; what they complain of goes to a file each."""

    def __init__(self, folder: Path):
        super().__init__()
        self.folder, self.logs = folder, []

    def start(self, command: list[str], environment: dict) -> None:
        """Start one more, whose standard input ends with this process."""
        self.logs.append(self.folder / f"{len(self)}.log")
        with self.logs[-1].open("wb") as sink:
            self.append(
                subprocess.Popen(
                    command, env=environment, stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL, stderr=sink,
                )
            )  # fmt: skip

    def last_words(self) -> str:
        """The last line that one of them wrote, or how one ended."""
        texts = [log.read_text("utf-8", "replace").strip() for log in self.logs]
        lines = [text.splitlines()[-1] for text in texts if text]
        return lines[-1] if lines else f"nothing (exit status {self[-1].returncode})"

    def end(self) -> None:
        """Wait for them a little; then see to it."""
        until = time.monotonic() + FAREWELL
        for child in self:
            try:
                child.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            child.stdin.close()


@contextlib.contextmanager
def started(place: Address, study: str, processes: int) -> Iterator[Children]:
    """Workers on this machine; they end with the search."""
    command = [sys.executable, "-m", "helpers.tuning", "worker", "--child", place.url, study]
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)
    environment = {**os.environ, **place.environment, "PYTHONPATH": path}
    with tempfile.TemporaryDirectory() as folder:
        children = Children(Path(folder))
        try:
            for _ in range(processes):
                children.start(command, environment)
            yield children
        except BaseException:
            for child in children:
                child.terminate()  # they hand back what they were doing
            raise
        finally:
            children.end()
