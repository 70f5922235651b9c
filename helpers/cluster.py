"""Work on a Dask cluster: processes of this machine or of others carry it out.

All of them must run the same helpers; the cluster, its size and its faults are Dask's.
"""

import pickle
import zlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import uuid4


@dataclass(frozen=True)
class Answer:
    """What came of a task: its result, or the error that it raised or that its workers met."""

    name: Hashable
    result: object = None
    error: Exception | None = None


class Tasks:
    """Tasks under way on a cluster.

    Args: client: a distributed.Client, or what has its interface.
    """

    def __init__(self, client):
        from distributed import as_completed

        self.client, self.names = client, {}  # what each future was submitted as
        self.done = as_completed(loop=client.loop)

    def __len__(self) -> int:
        return len(self.names)

    def submit(self, name: Hashable, work: Callable, *arguments) -> None:
        """Have a worker call `work`, a function that it can import; see answers for what comes."""
        # Unpickling makes the call. So pickle.loads is all that a scheduler must be able to import.
        errand = pickle.dumps(_Errand(work, *arguments))
        key = f"{getattr(work, 'func', work).__name__}-{uuid4().hex}"  # a partial's function
        future = self.client.submit(pickle.loads, errand, key=key, pure=False)
        self.names[future] = name
        self.done.add(future)

    def answers(self) -> list[Answer]:
        """Wait for the tasks that end next.

        Raises: ConnectionError: if the scheduler was lost.
                RuntimeError: for a worker that runs other helpers than this process.
        """
        futures = self.done.next_batch()
        states = {future: future.status for future in futures}
        if "cancelled" in states.values():
            raise ConnectionError(
                "the cluster's scheduler was lost: call again with a client of a new one"
            )
        well = [future for future in futures if states[future] == "finished"]
        results = dict(zip(well, self.client.gather(well), strict=True))
        answers = []
        for future in futures:
            if states[future] not in ("finished", "error"):
                self.done.add(future)  # its worker was lost with the result: it runs again
                continue
            result, error = results.get(future) or (None, future.exception())
            if future not in results and isinstance(error, ImportError | AttributeError):
                error = _OtherHelpers("a worker")  # it has not even this file
            if isinstance(error, _OtherHelpers):
                raise RuntimeError(
                    f"{error} runs other helpers than this process: give every machine the same "
                    "version of the course, and start its workers again"
                )
            answers.append(Answer(self.names.pop(future), result, error))
        return answers

    def cancel(self) -> None:
        """Give up what is still under way."""
        if self.names and self.client.status == "running":
            self.client.cancel(list(self.names))


class _OtherHelpers(Exception):
    """Says which worker has them."""


class _Errand:
    """A call that is made where this is unpickled: a pair of its result and its error."""

    def __init__(self, *call):
        import cloudpickle

        self.call = cloudpickle.dumps((call[0], call[1:]))

    def __reduce__(self):
        return carry_out, (version(), self.call)


def carry_out(expected: str, call: bytes) -> tuple:
    """What a worker does: call a function and return its result and None, or None and its error.

    Args: expected: version() of the process that asks; call: the function and its arguments.
    """
    if version() != expected:
        from distributed import get_worker

        return None, _OtherHelpers(f"the worker at {get_worker().address}")
    work, arguments = pickle.loads(call)
    try:
        return work(*arguments), None
    except Exception as error:
        return None, error


@cache
def version() -> str:
    """What tells these helpers from others: a CRC-32 of all their files."""
    root, crc = Path(__file__).parent, 0
    for path in sorted(root.rglob("*.py")):
        crc = zlib.crc32(path.read_bytes(), zlib.crc32(str(path.relative_to(root)).encode(), crc))
    return f"{crc:08x}"
