"""A lab that runs again frees what it replaces: a kernel that a student works in does not swell."""

import sys

import pytest

from tests.kernel import Kernel
from tests.notebooks.cells import PATHS, read

PATH = next(path for path in PATHS if path.name.startswith("01"))
HELD = """
import ctypes, gc, re, pathlib, ipywidgets
gc.collect()
ctypes.CDLL(None).malloc_trim(0)  # what is free may still be counted
print(re.search(r"VmRSS:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
print(len(ipywidgets.widgets.widget._instances))
"""


def held(kernel):
    """Return what a kernel holds: MB of memory, and widgets."""
    kilobytes, widgets = map(int, kernel.run(HELD).split())
    return kilobytes / 1024, widgets


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_twenty_runs_of_a_lab_and_a_second_run_all_leave_nothing_behind():
    sources = [cell.source for cell in read(PATH) if cell.cell_type == "code" and cell.source]
    (lab,) = (source for source in sources if '@lab("Gradient flow"' in source)
    with Kernel() as kernel:
        for source in sources * 2:  # a first replacement leaves a note where it stood
            kernel.run(source)
        before, widgets = held(kernel)
        for _ in range(20):
            kernel.run(lab)
        after, now = held(kernel)
        assert now == widgets and after - before <= 20
        for source in sources:
            kernel.run(source)
        again, now = held(kernel)
        assert now == widgets and again - after <= 20
        assert not kernel.trouble
