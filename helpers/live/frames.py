"""The frame pump: runs the newest request and nothing else, a slice at a time.

A run is any iterator. The pump takes items from it for at most 25 ms, lets the kernel breathe
for 5 ms, and so on; a newer request ends the present run between two slices. Everything happens
on one event loop, so that no lock is needed and figures meet one thread only.

Where frames that follow a callback may not arrive (Colab), `blocking` does all of a run's work
inside the callback, within half a second.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import math
import os
import threading
from collections.abc import Callable, Iterable
from time import perf_counter as clock

SLICE = 0.025  # seconds of work before the kernel may answer somebody else
PAUSE = 0.005  # seconds in which it may
GAP = 0.05  # seconds between two frames: at most 20 a second
DRAWING = 1 / 3  # share of a run's time that may go into frames, where they are slow
QUIET = 0.06  # seconds after a request before a crisp frame: not while a slider moves
BUDGET = 0.5  # seconds a callback may take in blocking mode
MODES = ("streaming", "blocking")

# What a frame shows: a run under way, at its end, stopped by hand, or out of time.
RUNNING, DONE, STOPPED, CUT = "running", "done", "stopped", "cut"


def choose_mode() -> str:
    """The mode this place calls for: COURSE_LAB if set, blocking on Colab, else streaming.

    Raises: ValueError: for a COURSE_LAB that is neither.
    """
    mode = os.environ.get("COURSE_LAB")
    if mode:
        return _checked(mode.strip().lower())
    try:
        colab = importlib.util.find_spec("google.colab") is not None
    except (ImportError, ValueError):  # no package `google`; a module without a spec
        colab = False
    return "blocking" if colab else "streaming"


def use_mode(mode: str) -> None:
    """Switch every lab, also those that exist: "streaming" or "blocking"."""
    global _mode
    _mode = _checked(mode)


def _checked(mode: str) -> str:
    if mode not in MODES:
        raise ValueError(f"a lab's mode is streaming or blocking, got {mode!r}")
    return mode


_mode = choose_mode()


class FramePump:
    """Runs the newest request on the event loop that is running now; with none, at once.

    Args:
        start: start(value) returns the run: an iterable of items.
        show: show(items, state) draws a frame of all items so far; state is RUNNING, DONE,
            STOPPED or CUT. Only RUNNING frames have a successor.
        fail: fail(error, items) says what went wrong in start, in the run or in show.
    """

    def __init__(
        self,
        start: Callable[[object], Iterable],
        show: Callable[[list, str], None],
        fail: Callable[[Exception, list], None],
    ):
        self._start, self._show, self._fail = start, show, fail
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:  # plain Python
            self._loop = None
        self._thread = threading.get_ident()
        self._next = self._task = None
        self._newest = []  # the newest request, until the loop takes it
        self._halted = self._closed = False
        self._drawn, self._cost = -math.inf, 0.0  # when the last frame was, how long it took
        self.error: Exception | None = None

    @property
    def busy(self) -> bool:
        """Something is running or waiting."""
        return self._task is not None and not self._task.done()

    def call(self, function: Callable, *args) -> None:
        """Call on the loop's thread: here and now if this is it (or no loop runs), else soon."""
        here = threading.get_ident() == self._thread
        if here or self._loop is None or not self._loop.is_running():
            function(*args)
        else:
            self._loop.call_soon_threadsafe(function, *args)

    def request(self, value) -> None:
        """Run for this value; whatever runs or waits gives way. From any thread."""
        self._newest = [value]  # in the place of one that the loop has not taken yet
        self.call(self._accept)

    def stop(self) -> None:
        """Drop the run and the request that waits, show how far it came. From any thread."""
        self.call(self._halt)

    def close(self) -> None:
        """Drop everything, show nothing, take no more requests. From any thread."""
        self._closed = True
        self.call(self._halt)

    async def settled(self) -> None:
        """Return when nothing runs or waits; raise the last run's error, if it had one."""
        await asyncio.sleep(0)  # lets in what other threads have handed over
        while self.busy:
            await asyncio.sleep(PAUSE)  # polled: the caller may sit on another loop
        if self.error is not None:
            raise self.error

    def run(self, value, budget: float = math.inf) -> None:
        """Run here and now, to the end or for `budget` seconds, and show the last state."""
        with self._running(value) as run:
            run.advance(budget)
            self._draw(run, DONE if run.ended else CUT)

    def _accept(self) -> None:
        newest, self._newest = self._newest, []
        if self._closed or not newest:
            return
        (value,) = newest
        if self.busy:
            self._next = value
        elif self._loop is None or not self._loop.is_running():
            self.run(value)
        elif _mode == "blocking":
            self.run(value, BUDGET)
        else:
            self._next = value
            self._task = self._loop.create_task(self._drain())

    def _halt(self) -> None:
        self._halted, self._next = self.busy, None

    async def _drain(self) -> None:
        while self._next is not None:
            value, self._next = self._next, None
            await self._stream(value)
        if self._halted and not self._closed:  # stopped before it began
            self._show([], STOPPED)

    async def _stream(self, value) -> None:
        with self._running(value) as run:
            shown, begun = False, clock()
            while not self._halted and not (shown and self._next is not None):
                gap = max(GAP, self._cost / DRAWING) if shown else GAP
                # The first frame comes as soon as there is an item and a frame is due.
                run.advance(SLICE if shown else min(SLICE, self._wait(gap)))
                if run.ended:
                    await asyncio.sleep(self._wait(GAP))
                    if shown and clock() - begun >= QUIET:
                        break  # straight to the crisp frame
                if run.ended or not self._wait(gap):
                    self._draw(run, RUNNING)
                    shown = True
                if run.ended:
                    break
                await asyncio.sleep(PAUSE)
            while run.ended and self._next is None and not self._halted and clock() - begun < QUIET:
                await asyncio.sleep(PAUSE)
            if self._next is None:
                self._draw(run, DONE if run.ended else STOPPED)

    @contextlib.contextmanager
    def _running(self, value):
        """A run for this value: its errors go to `fail`, and in the end it is closed."""
        self._halted, self.error = False, None
        run = _Run(self._start, value)
        try:
            yield run
        except Exception as error:
            self.error = error
            self._fail(error, run.items)
        finally:
            run.close()
            self._halted = False

    def _wait(self, seconds: float) -> float:
        """What is left of these seconds since the last frame."""
        return max(0.0, self._drawn + seconds - clock())

    def _draw(self, run: _Run, state: str) -> None:
        if self._closed:
            return
        if not run.items and state != STOPPED:
            raise ValueError("the run yielded nothing to show")
        self._drawn = clock()
        self._show(run.items, state)
        self._cost = clock() - self._drawn


class _Run:
    """An iterator that is made when it is first asked, and what it has yielded so far."""

    def __init__(self, start: Callable[[object], Iterable], value):
        self._start, self._value, self._items = start, value, None
        self.items, self.ended = [], False

    def advance(self, seconds: float) -> None:
        """Take items until the time is over, at least one if there is one."""
        end = clock() + seconds
        if self._items is None:
            self._items = iter(self._start(self._value))
        for item in self._items:
            self.items.append(item)
            if clock() >= end:
                return
        self.ended = True

    def close(self) -> None:
        # A run that was dropped has nobody left to tell what goes wrong as it closes.
        with contextlib.suppress(Exception):
            getattr(self._items, "close", lambda: None)()
