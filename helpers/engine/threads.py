"""One thread or two: chosen by measurement while a stack trains.

The numbers do not depend on it (tested): two threads take different networks of one stack.
Measured on two quiet cores, time with two over time with one: 0.95 at 3 million multiplications
a step, 0.7 at 9 million, 0.6 at 20 million. On a busy machine (a browser beside the kernel) a
step may take 15 times as long with two, waiting for the thread that has no processor.
"""

import os
from collections.abc import Callable
from math import inf
from time import perf_counter as clock

import numpy  # noqa: F401  (its library of matrix products is loaded here, and limited below)
import threadpoolctl
import torch

# Multiplications in a step, networks · examples · weights; NumPy takes smaller ones, see arrays.
TRY_FROM = 6e6
TRIES = (1, 1, 2, 2)  # threads of the first steps; the first with each number is a warm-up
CREDIT = 4.0  # steps of one thread that two may lose, all in all, before they are given up
RESTS = 1.0, 16.0  # seconds in which nobody tries two again; twice as many after each failure
_rest, _rests_until = RESTS[0], -inf

torch.set_num_threads(1)  # for everything else, the notebooks' own small loops too
threadpoolctl.threadpool_limits(1, "blas")  # a product of 64 by 64 numbers is too small for two


class Threads:
    """Runs the steps of one stack, each on as many threads as proved faster.

    Args: work: multiplications in a step.
    """

    def __init__(self, work: float):
        large = work >= TRY_FROM and (os.cpu_count() or 1) > 1 and clock() >= _rests_until
        self._tries = list(TRIES) if large else []
        self._best = {1: inf, 2: inf}  # seconds of the fastest step
        self._credit = CREDIT

    def run(self, step: Callable[[], None]) -> None:
        """Run one step and learn from how long it took."""
        faster = min(self._best, key=self._best.get)
        count = self._tries.pop(0) if self._tries else faster
        began = clock()
        if count > 1:
            torch.set_num_threads(count)
        try:
            step()
        finally:
            torch.set_num_threads(1)
        spent = clock() - began
        self._best[count] = min(self._best[count], spent)
        if count > 1 and not self._tries:
            self._settle(spent / self._best[1])

    def _settle(self, share: float) -> None:
        """What a step on two threads took, as a share of one thread's, and what follows from it:
        a single slow step is nothing, but a busy machine uses the credit up at once."""
        global _rest, _rests_until
        self._credit = min(CREDIT, self._credit + 1 - share)
        if self._credit < 0:
            self._best[2], _rests_until = inf, clock() + _rest
            _rest = min(2 * _rest, RESTS[1])
        elif self._credit == CREDIT:
            _rest = RESTS[0]
