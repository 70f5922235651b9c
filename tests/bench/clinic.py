"""How long a patient takes: drawn, trained and shown; a treatment judged.

    python course.py bench clinic [--rounds 5]

Every illness at its severest, the fastest of some rounds. Prints a table, and as its last line one
JSON object: the slowest illness's seconds, `shown` (bar 1) and `judged` (bar 2). Meant for a quiet
machine; a minute.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT)]

from helpers import panels  # noqa: E402
from helpers.lessons.clinic.illnesses import ILLNESSES, SEVERITIES  # noqa: E402
from helpers.lessons.clinic.patients import admit  # noqa: E402
from helpers.lessons.clinic.symptoms import examine  # noqa: E402


def show(name: str) -> None:
    """Draw a patient, train it once, and make the panel's picture."""
    examine.cache_clear()  # the same patient was here before
    patient = admit(9, name, SEVERITIES[-1])
    panels.Diagnostics().show(patient.examine().records).picture(2)


def judge(name: str) -> None:
    """Judge the treatment that cures it."""
    admit(9, name, SEVERITIES[-1]).judge(name, ILLNESSES[name].cure)


def fastest(call, name: str, rounds: int) -> float:
    """Seconds of the fastest of some calls."""
    spans = []
    for _ in range(rounds):
        began = perf_counter()
        call(name)
        spans.append(perf_counter() - began)
    return min(spans)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=5)
    rounds = options.parse_args().rounds
    print(f"{'illness':28} {'shown':>7} {'judged':>7}  seconds")
    rows = []
    for name in ILLNESSES:
        rows.append((fastest(show, name, rounds), fastest(judge, name, rounds)))
        print(f"{name:28} {rows[-1][0]:7.2f} {rows[-1][1]:7.2f}", flush=True)
    shown, judged = map(max, zip(*rows, strict=True))
    print(json.dumps({"shown": round(shown, 2), "judged": round(judged, 2)}))
