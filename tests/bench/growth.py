"""How the engine's cost grows: time and peak memory against networks, depth, width, batch, epochs.

    python course.py bench growth [--repeats 3] [--out growth.png]

One setting at a time leaves BASE; every point runs in a process of its own, so that its peak of
memory is its own. Time is all that a lab waits for: building the stack and training it. Prints a
table, the path of a plot, and as its last line one JSON object with the exponents, slopes on
log-log axes: of time and memory over a range's last three points, where the fixed cost of a step
no longer hides the growth, and of time over the `whole` range. About two minutes.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np
import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT)]
from helpers import data, scaling  # noqa: E402
from helpers.recipes import Recipe  # noqa: E402
from helpers.training import fit  # noqa: E402

BASE = {"networks": 16, "depth": 2, "width": 32, "batch": 64, "epochs": 2}
RANGES = {
    "networks": [2**k for k in range(10)],
    "depth": [1, 2, 5, 10, 20, 50],
    "width": [8, 16, 32, 64, 128, 256],
    "batch": [8, 16, 32, 64, 128, 256, 512, 1024],
    "epochs": [1, 2, 4, 8, 16, 32],
}
LABELS = {"time": "seconds", "memory": "MB at the peak"}


def measure(settings: dict, repeats: int) -> dict:
    """Train on the digits; time: median of the repeats in s, memory: peak in MB beyond what the
    process held before."""
    split = scaling.scale(data.split(data.load("digits")), "standard")
    train_once({**BASE, "networks": 1, "epochs": 1}, split)  # the first run of a process is slow
    before = psutil.Process().memory_info().rss / 2**20
    times = [train_once(settings, split) for _ in range(repeats)]
    return {"time": statistics.median(times), "memory": peak_memory() - before}


def train_once(settings: dict, split) -> float:
    """Seconds from recipes to the last record."""
    hidden = [settings["width"]] * settings["depth"]
    recipes = [Recipe(hidden, optimizer="adam", seed=s) for s in range(settings["networks"])]
    options = {"batch_size": settings["batch"], "epochs": settings["epochs"]}
    began = perf_counter()
    fit(recipes, split, evaluate=False, **options)
    return perf_counter() - began


def peak_memory() -> float:
    """The most memory that this process has held so far, MB."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux; its ru_maxrss would count the parent's memory too
        return int(re.search(r"VmHWM:\s*(\d+) kB", status.read_text())[1]) / 1024
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset / 2**20
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def exponents(rows: dict) -> dict:
    """Slopes of log cost against log size: time's over all points and over the last three,
    memory's over the last three (small stacks take less memory than a process wobbles)."""

    def slope(cost, points):
        size, value = zip(*[(size, row[cost]) for size, row in points], strict=True)
        return round(float(np.polyfit(np.log(size), np.log(value), 1)[0]), 2)

    points = list(rows.items())
    end = points[-3:]
    return {
        "whole": slope("time", points),
        "time": slope("time", end),
        "memory": slope("memory", end),
    }


def draw(found: dict, slopes: dict, path: Path):
    """One column per setting: time above, memory below, both on log-log axes."""
    from matplotlib.figure import Figure

    from helpers.drawing import style

    with style.context():
        figure = Figure(figsize=(18, 7), layout="constrained")
        grid = figure.subplots(len(LABELS), len(RANGES), sharey="row")
        for column, (setting, rows) in enumerate(found.items()):
            for axis, (cost, label) in zip(grid[:, column], LABELS.items(), strict=True):
                costs = [row[cost] for row in rows.values()]
                axis.loglog(list(rows), costs, "o-", color=style.BLUE)
                axis.axvline(BASE[setting], color=style.GREY, linestyle=":")
                axis.set_title(f"exponent {slopes[setting][cost]} at the end")
                axis.set(xlabel=setting, ylabel="" if column else label)
        figure.savefig(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeats", type=int, default=3, help="timed runs of each point (3)")
    parser.add_argument("--out", type=Path, help="where to write the plot (a temporary folder)")
    given = parser.parse_args()
    path = given.out or Path(tempfile.mkdtemp()) / "growth.png"
    found, slopes = {}, {}
    # spawn: a fork would inherit our memory; one task: the peak would be of an earlier point
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for setting, sizes in RANGES.items():
            base = ", ".join(f"{n} {name}" for name, n in BASE.items() if name != setting)
            print(f"\n{setting:>8}   seconds   peak MB   ({base})")
            found[setting] = rows = {}
            for size in sizes:
                point = {**BASE, setting: size}
                rows[size] = row = pool.apply(measure, (point, given.repeats))
                print(f"{size:8} {row['time']:9.3f} {row['memory']:9.1f}", flush=True)
            slopes[setting] = exponents(rows)
    draw(found, slopes, path)
    print(f"\nplot: {path}")
    print(json.dumps(slopes))


if __name__ == "__main__":
    main()
