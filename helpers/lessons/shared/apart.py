"""Call a function in a process of its own: nothing that it does can hang or flood the notebook."""

import concurrent.futures
import contextlib
import io
from collections.abc import Callable, Iterator

import cloudpickle
import torch
from joblib.externals.loky import get_reusable_executor
from joblib.externals.loky.process_executor import TerminatedWorkerError

START, IDLE = 60, 600  # seconds that the process may take to start, and that it waits for work
PAPER = 2_000  # characters that are kept of what one call prints


class _Paper(io.StringIO):
    """Keeps the beginning of what is printed."""

    def write(self, text: str) -> int:
        super().write(text[: PAPER - self.tell()])
        return len(text)


def _start() -> None:
    torch.set_num_threads(1)


def _call(function: bytes, arguments: bytes) -> tuple[object, str]:
    function, arguments = cloudpickle.loads(function), cloudpickle.loads(arguments)
    with contextlib.redirect_stdout(_Paper()) as paper:
        return function(*arguments), paper.getvalue()


def calls(function: Callable, groups: list[tuple], limit: float) -> Iterator[tuple[object, str]]:
    """Call a function with each of some arguments, one call after the other.

    Args:    function: one that cloudpickle can send, as nearly all are that a cell defines.
             groups: the arguments of each call; limit: seconds that one call may take.
    Yields:  the call's result, and the beginning of what it printed.
    Raises:  TimeoutError: for a call that takes longer.
             ConnectionError: for one that ends its process.
             PicklingError, TypeError: for a function that cannot be sent.
             What the function raises. No later call is then made.
    """
    work = [[cloudpickle.dumps(part) for part in (function, group)] for group in groups]
    executor, futures = get_reusable_executor(max_workers=1, timeout=IDLE), []
    try:
        executor.submit(_start).result(START)
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
