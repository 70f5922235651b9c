"""Call a function in a process of its own: nothing that it does can hang or flood the notebook."""

import concurrent.futures
import contextlib
import io
from collections.abc import Callable, Iterator

import cloudpickle
import torch
from joblib.externals.loky import get_reusable_executor
from joblib.externals.loky.process_executor import TerminatedWorkerError

from helpers.engine.tensors import usual_defaults

START, IDLE = 60, 600  # seconds that the process may take to start, and that it waits for work
PAPER = 2_000  # characters that are kept of what one call prints


class _Paper(io.StringIO):
    """Keeps the beginning of what is printed."""

    def write(self, text: str) -> int:
        super().write(text[: PAPER - self.tell()])
        return len(text)


class NotApart(Exception):
    """The call cannot be made in another process."""


def _start(arguments: bytes) -> None:
    torch.set_num_threads(1)
    cloudpickle.loads(arguments)  # imports what the function needs, before the time runs


def _call(function: bytes, arguments: bytes) -> tuple[object, str]:
    function, arguments = cloudpickle.loads(function), cloudpickle.loads(arguments)
    with contextlib.redirect_stdout(_Paper()) as paper, usual_defaults():
        return function(*arguments), paper.getvalue()


def calls(function: Callable, groups: list[tuple], limit: float) -> Iterator[tuple[object, str]]:
    """Call a function with each of some arguments, one call after the other.

    Args:    function: one that cloudpickle can send, as nearly all are that a cell defines.
             groups: the arguments of each call; limit: seconds that one call may take.
    Yields:  the call's result, and the beginning of what it printed.
    Raises:  NotApart: if function or arguments cannot be sent, or no process starts.
             TimeoutError: for a call that takes longer.
             ConnectionError: for one that ends its process.
             What the function raises. No later call is then made.
    """
    try:
        work = [[cloudpickle.dumps(part) for part in (function, group)] for group in groups]
    except Exception as error:  # whatever a student's object raises when it is written down
        raise NotApart(str(error)) from error
    executor, futures = get_reusable_executor(max_workers=1, timeout=IDLE), []
    try:
        executor.submit(_start, work[0][1]).result(START)
    except Exception as error:  # or when it is read
        executor.shutdown(kill_workers=True)
        raise NotApart(str(error)) from error
    try:
        futures = [executor.submit(_call, *pair) for pair in work]
        for future in futures:
            yield future.result(limit)
    except concurrent.futures.TimeoutError:  # Python 3.10's is not TimeoutError
        raise TimeoutError(f"not done after {limit:g} seconds") from None
    except TerminatedWorkerError as error:
        raise ConnectionError("the call ended its process") from error
    finally:
        if not all(future.done() for future in futures):
            executor.shutdown(kill_workers=True)
