"""Freed memory goes back to the machine after a cell."""

import re
import sys
from pathlib import Path

import pytest
from IPython.core.events import EventManager, available_events

from helpers.live import memory


def resident():
    """MB of this process that lie in memory."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_freed_memory_is_given_back():
    parts = [bytearray(50_000) for _ in range(4000)]  # 200 MB in pieces of glibc's heap
    end = bytearray(50_000)  # above them: the heap cannot simply end lower
    del parts
    before = resident()
    memory.give_back()
    assert before - resident() > 100 or memory._trim is None
    del end


def test_a_notebook_gives_back_after_each_cell_once_asked(monkeypatch):
    class Shell:
        events = EventManager(None, available_events)

    monkeypatch.setattr(memory, "get_ipython", lambda: None)
    memory.give_back_after_cells()  # no notebook, nothing to do
    monkeypatch.setattr(memory, "get_ipython", Shell)
    memory.give_back_after_cells()
    memory.give_back_after_cells()
    assert Shell.events.callbacks["post_run_cell"] == [memory.give_back]
