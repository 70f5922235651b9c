"""The pump: latest wins, nothing is lost, nothing is drawn on another thread."""

import asyncio
import sys
import threading
import time
import types

import pytest

from helpers.live import frames
from helpers.live.frames import CUT, DONE, RUNNING, STOPPED, FramePump


class Stage:
    """Runs of `count` numbers, 10 ms each, and a note of all that happens to them."""

    def __init__(self, count=5):
        self.count = count
        self.started, self.closed, self.frames, self.errors, self.times = [], [], [], [], []
        self.threads, self.runs = set(), []
        self.pump = FramePump(self.start, self.show, self.fail)

    def start(self, value):
        if isinstance(value, Exception):
            raise value
        self.started.append(value)
        self.runs.append(self.numbers(value))  # kept, or its end would close it anyway
        return self.runs[-1]

    def numbers(self, value):
        try:
            for number in range(self.count):
                time.sleep(0.01)
                yield value, number
        finally:
            self.closed.append(value)

    def show(self, seen, state):
        self.frames.append((seen[-1][0] if seen else None, len(seen), state))
        self.times.append(self.pump._drawn)
        self.threads.add(threading.get_ident())

    def fail(self, error, seen):
        self.errors.append((error, len(seen)))

    async def framed(self, value):
        """Wait until a frame of the value is shown."""
        while value not in [frame[0] for frame in self.frames]:
            await asyncio.sleep(0.001)


@pytest.fixture(autouse=True)
def streaming():
    frames.use_mode("streaming")
    yield
    frames.use_mode("streaming")


def test_without_a_loop_a_request_runs_to_its_end_at_once():
    stage = Stage()
    stage.pump.request("a")
    assert stage.frames == [("a", 5, DONE)]
    asyncio.run(stage.pump.settled())


def test_a_stream_of_frames_ends_with_the_last_state():
    async def drive():
        stage = Stage(count=20)
        stage.pump.request("a")
        assert not stage.started  # not inside the callback
        await stage.pump.settled()
        return stage

    stage = asyncio.run(drive())
    counts = [count for _, count, _ in stage.frames]
    assert stage.frames[0][2] == RUNNING and counts[0] < 20
    assert stage.frames[-1] == ("a", 20, DONE)
    assert {state for *_, state in stage.frames[:-1]} == {RUNNING}
    assert counts == sorted(counts) and len(counts) > 3
    gaps = [b - a for a, b in zip(stage.times, stage.times[1:], strict=False)]
    assert min(gaps) > frames.GAP - 0.016  # less the grain of the coarsest clock


def test_the_newest_request_wins_and_the_stale_run_is_closed():
    async def drive():
        stage = Stage(count=100)
        for value in "abc":
            stage.pump.request(value)
        await stage.framed("c")
        for value in "de":
            stage.pump.request(value)
        await stage.framed("e")
        assert stage.started == ["c", "e"] and stage.closed == ["c"]
        await stage.pump.settled()
        return stage

    stage = asyncio.run(drive())
    assert stage.frames[-1] == ("e", 100, DONE)
    assert ("c", 100, DONE) not in stage.frames


def test_what_has_started_shows_a_frame_however_fast_requests_come():
    async def drive():
        stage = Stage(count=10)
        for value in range(30):
            stage.pump.request(value)
            await asyncio.sleep(0.01)
        await stage.pump.settled()
        return stage

    stage = asyncio.run(drive())
    shown = list(dict.fromkeys(value for value, _, _ in stage.frames))
    assert shown == stage.started and len(shown) > 1
    assert stage.frames[-1] == (29, 10, DONE)
    assert [state for _, _, state in stage.frames].count(DONE) == 1


def test_stop_drops_the_run_and_what_waits():
    async def drive():
        stage = Stage(count=1000)
        stage.pump.request("a")
        await stage.framed("a")
        stage.pump.request("b")
        stage.pump.stop()
        await stage.pump.settled()
        return stage

    stage = asyncio.run(drive())
    value, count, state = stage.frames[-1]
    assert (value, state) == ("a", STOPPED) and count < 1000
    assert stage.started == stage.closed == ["a"]


def test_stop_before_the_run_began_says_so_and_later_requests_run():
    async def drive():
        stage = Stage(count=20)
        stage.pump.request("a")
        stage.pump.stop()
        await stage.pump.settled()
        assert stage.frames == [(None, 0, STOPPED)]
        stage.pump.stop()  # nothing to stop
        stage.pump.request("b")
        await stage.framed("b")
        stage.pump.stop()
        stage.pump.request("c")  # after the stop: it counts
        await stage.pump.settled()
        assert stage.frames[-1] == ("c", 20, DONE)

    asyncio.run(drive())


@pytest.mark.parametrize("mode", frames.MODES)
def test_an_error_is_told_and_the_next_request_runs(mode):
    async def drive():
        stage = Stage()
        frames.use_mode(mode)
        stage.pump.request(ValueError("no such depth"))
        with pytest.raises(ValueError, match="no such depth"):
            await stage.pump.settled()
        stage.pump.request("a")
        await stage.pump.settled()
        assert [str(error) for error, _ in stage.errors] == ["no such depth"]
        assert stage.frames[-1] == ("a", 5, DONE)

    asyncio.run(drive())


def test_a_run_that_breaks_hands_over_what_it_had_yielded():
    def breaks(value):
        yield 1
        yield 2
        raise ZeroDivisionError

    failed = []
    broken = FramePump(
        breaks, lambda *frame: None, lambda error, seen: failed.append((error, seen))
    )
    broken.request("a")
    ((error, seen),) = failed
    assert isinstance(error, ZeroDivisionError) and seen == [1, 2]


def test_a_run_that_yields_nothing_is_an_error():
    stage = Stage(count=0)
    stage.pump.request("a")
    assert str(stage.errors[0][0]) == "the run yielded nothing to show" and not stage.frames


def test_what_other_threads_ask_for_is_done_on_the_loops_thread():
    async def drive():
        stage, calls = Stage(), []

        def elsewhere():
            stage.pump.call(lambda: calls.append(threading.get_ident()))
            stage.pump.request("a")

        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        assert not calls
        await stage.pump.settled()
        assert stage.threads == set(calls) == {threading.get_ident()}
        assert stage.frames[-1] == ("a", 5, DONE)

    asyncio.run(drive())


def test_a_closed_pump_shows_nothing_more():
    async def drive():
        stage = Stage(count=1000)
        stage.pump.request("a")
        await stage.framed("a")
        shown = len(stage.frames)
        stage.pump.close()
        stage.pump.request("b")
        await stage.pump.settled()
        assert len(stage.frames) == shown and stage.closed == ["a"]

    asyncio.run(drive())


def test_blocking_works_inside_the_callback_within_a_budget(monkeypatch):
    async def drive():
        stage = Stage(count=1000)
        frames.use_mode("blocking")
        monkeypatch.setattr(frames, "BUDGET", 0.03)
        stage.pump.request("a")
        ((value, count, state),) = stage.frames
        assert (value, state) == ("a", CUT) and 1 <= count < 1000
        stage.count = 1
        stage.pump.request("b")
        assert stage.frames[-1] == ("b", 1, DONE)

    asyncio.run(drive())


def test_blocking_runs_the_newest_of_what_another_thread_asked_for():
    async def drive():
        stage = Stage(count=1)
        frames.use_mode("blocking")
        thread = threading.Thread(target=lambda: list(map(stage.pump.request, range(20))))
        thread.start()
        thread.join()
        await stage.pump.settled()
        assert stage.started == [19]

    asyncio.run(drive())


def test_closing_during_the_wait_for_the_last_frame_shows_nothing_more(monkeypatch):
    async def drive():
        stage = Stage(count=1)
        stage.pump.request("a")
        await stage.pump.settled()
        shown = len(stage.frames)
        stage.pump.request("b")
        while "b" not in stage.started:
            await asyncio.sleep(0.001)
        stage.pump.close()
        await stage.pump.settled()
        assert len(stage.frames) == shown

    asyncio.run(drive())


def test_the_mode_follows_the_place(monkeypatch):
    monkeypatch.delenv("COURSE_LAB", raising=False)
    assert frames.choose_mode() == "streaming"
    colab = types.ModuleType("google.colab")
    colab.__spec__ = types.SimpleNamespace()
    monkeypatch.setitem(sys.modules, "google", types.ModuleType("google"))
    monkeypatch.setitem(sys.modules, "google.colab", colab)
    assert frames.choose_mode() == "blocking"
    monkeypatch.setenv("COURSE_LAB", "Streaming")
    assert frames.choose_mode() == "streaming"
    monkeypatch.setenv("COURSE_LAB", "colab")
    with pytest.raises(ValueError, match="streaming or blocking, got 'colab'"):
        frames.choose_mode()
    with pytest.raises(ValueError, match="got 'fast'"):
        frames.use_mode("fast")
