"""The lab on a running loop: streams, other threads, Stop, and the blocking mode."""

import asyncio
import threading
import time

import pytest

from helpers.controls import choice, slider
from helpers.lab import Lab
from helpers.live import frames
from tests.tiny import Item, TinyPlot, look

RAN = []  # the settings of all runs


def run(depth=slider(1, 50, 20), mode=choice("plain", "slow", "bad"), seed=0):
    RAN.append((depth, mode, seed))
    for step in range(4 if mode == "plain" else 100):
        if mode == "slow":
            time.sleep(0.01)
        if mode == "bad":
            raise ValueError("bad is not good")
        yield Item(depth + seed, step, 3 if mode == "plain" else 99)


@pytest.fixture(autouse=True)
def fresh():
    frames.use_mode("streaming")
    RAN.clear()
    yield
    frames.use_mode("streaming")


def live(drive):
    """Run a test's coroutine with a lab made on the running loop."""

    async def with_lab():
        await drive(Lab("Gradient flow", TinyPlot(), run, [("It is deep", {"depth": 40})]))

    asyncio.run(with_lab())


def test_latest_wins_and_the_last_value_ends_on_the_screen():
    async def drive(made):
        for depth in range(1, 51):
            made.widgets.inputs["depth"].value = depth
            await asyncio.sleep(0.002)
        await made.settled()
        assert look(made.image.value) == ((120, 80), (50, 3, 0))
        assert len(RAN) < 50 and RAN[-1][0] == 50

    live(drive)


def test_stop_says_how_far_the_run_came():
    async def drive(made):
        made.set(mode="slow")
        while made.frames < 3:
            await asyncio.sleep(0.01)
        made.widgets.stop.click()
        await made.settled()
        assert "stopped at step" in made.status and "/99" in made.status
        made.set(mode="slow")
        made.stop()
        await made.settled()
        earlier = "stopped before the first result · the figure is of earlier settings"
        assert made.status == earlier

    live(drive)


def test_observers_on_another_thread_change_nothing_but_the_thread():
    async def drive(made):
        def elsewhere():
            made.widgets.inputs["depth"].value = 8
            made.widgets.code.value = "gf:9,plain,s1"
            made.widgets.forth.click()

        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        assert RAN == [(20, "plain", 0)]  # nothing ran over there
        await made.settled()
        assert RAN[-1] == (40, "plain", 0) and look(made.image.value)[1] == (40, 3, 0)

    live(drive)


def test_settled_raises_what_the_run_raised():
    async def drive(made):
        made.set(mode="bad")
        with pytest.raises(ValueError, match="bad is not good"):
            await made.settled()

    live(drive)


def test_blocking_shows_how_far_half_a_second_went(monkeypatch):
    async def drive(made):
        frames.use_mode("blocking")
        monkeypatch.setattr(frames, "BUDGET", 0.02)
        made.set(mode="slow", depth=5)
        assert "half a second went to step" in made.status
        assert look(made.image.value)[1][0] == 5

    live(drive)
