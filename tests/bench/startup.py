"""What a student waits for before the first cell of a lecture, and why."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from tests.kernel import ROOT, Kernel

# What every notebook of this kind imports; and all of it that helpers draws with.
BESIDE = {
    "torch, matplotlib, ipywidgets": "import torch, matplotlib, ipywidgets",
    "these and matplotlib.figure": "import torch, matplotlib, ipywidgets\n"
    "import matplotlib.backends.backend_agg, matplotlib.figure",
}
TIMED = """import time
began = time.perf_counter()
{}
print(time.perf_counter() - began)"""
REPEATS = 5


def set_up_cell(setup: str) -> list[float]:
    """Seconds that the set-up cell takes in a fresh kernel."""
    spans = []
    for _ in range(REPEATS):
        with Kernel() as kernel:
            kernel.run("1")  # a kernel's first cell pays for IPython's own imports
            began = time.monotonic()
            kernel.run(setup)
            spans.append(time.monotonic() - began)
            if kernel.trouble:
                sys.exit("\n".join(kernel.trouble))
    return spans


def imports(setup: str) -> dict[str, float]:
    """Median seconds that the set-up cell's helpers add to each import of BESIDE."""
    return {
        name: statistics.median(
            float(_python(f"{before}\n{TIMED.format(_helpers(setup))}")) for _ in range(REPEATS)
        )
        for name, before in BESIDE.items()
    }


def heaviest(setup: str, count: int = 6) -> list[tuple[str, float]]:
    """The packages that this import spends its time in: (name, seconds of its own modules).

    matplotlib's parts are told apart; importing under the tracer takes longer than without.
    """
    before, helpers = next(iter(BESIDE.values())), _helpers(setup)
    mark = "print('helpers:', file=sys.stderr, flush=True)"
    source = f"import sys\n{before}\n{mark}\n{helpers}"
    told = _python(source, "-X", "importtime").partition("helpers:")[2]
    spent = Counter()
    for microseconds, name in re.findall(r"import time: +(\d+) \| +\d+ \| +([\w.]+)", told):
        parts = name.split(".")
        spent[".".join(parts[: 2 if parts[0] in ("matplotlib", "helpers") else 1])] += (
            int(microseconds) / 1e6
        )
    return spent.most_common(count)


def _helpers(setup: str) -> str:
    """The set-up cell's import of helpers."""
    return re.search(r"(?m)^from helpers import .*$", setup)[0]


def _python(source: str, *options: str) -> str:
    """What a fresh interpreter says, on either stream."""
    command = [sys.executable, *options, "-c", source]
    done = subprocess.run(
        command, cwd=Path(ROOT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        sys.exit(done.stdout)
    return done.stdout
