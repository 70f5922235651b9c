"""How fast labs answer: control change → first and last new picture, in ms; and the start-up.

    python course.py bench latency [--browser] [--presses 20] [--notebook NN]

Every lab of every notebook is moved in a real kernel by the messages a page sends; with
--browser also in JupyterLab, by keys in a headless Chromium. Beside the lab *Gradient flow*
stands the same experiment written the usual way (usual_way.py), for single changes and for 50
changes in a second. Then the start-up. Prints tables, and as its last line one JSON object;
`ratio` is the usual way's time over the lab's. Meant for a quiet machine. A notebook takes about a
minute, with --browser three; the usual way and the start-up take two more.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT)]
from tests.bench import latency_kernel, startup  # noqa: E402
from tools import notebooks  # noqa: E402

WITH_USUAL_WAY = "01"  # the notebook whose lab usual_way.py writes the usual way
LAB = "Gradient flow"
DRAGS = 5  # drags of a slider, 50 changes each; of the usual way, which takes long: one


def summary(spans) -> dict:
    """Median and worst, in whole ms."""
    return {"median": round(statistics.median(spans)), "worst": round(max(spans))}


def row(title: str, presses: list[dict]) -> dict:
    """Print and return one line of the table."""
    first, last = (summary([press[name] for press in presses]) for name in ("first", "last"))
    pictures = statistics.median(press["pictures"] for press in presses)
    print(
        f"{title:28} first {first['median']:5} (worst {first['worst']:5})   "
        f"last {last['median']:5} (worst {last['worst']:5})   {pictures:g} pictures",
        flush=True,
    )
    return {"first": first, "last": last, "pictures": pictures}


def against(usual: dict, lab: dict) -> dict:
    """The usual way's medians over the lab's."""
    return {name: round(usual[name]["median"] / lab[name]["median"], 2) for name in usual}


def compare(where: str, usual: list[dict], lab: dict, bursts: tuple) -> dict:
    """Print and return the lab beside the usual way, in single changes and in a drag."""
    found = {"change": row(f"{LAB}, the usual way", usual)}
    del found["change"]["pictures"]  # always one
    drags = {"lab": summary(bursts[0]), "usual": summary(bursts[1])}
    found["change"]["ratio"] = against(found["change"], lab)
    ratio = round(drags["usual"]["median"] / drags["lab"]["median"], 2)
    found["burst"] = {**drags, "ratio": ratio}
    print(
        f"50 changes in a second, {where}, the last one → the first picture that shows it: "
        f"{drags['lab']['median']} ms (worst {drags['lab']['worst']}), "
        f"the usual way {drags['usual']['median']} ms: {ratio} times as long",
        flush=True,
    )
    return found


def in_kernel(paths: list[Path], presses: int) -> dict:
    """All labs of these notebooks, and the usual way."""
    found = {"labs": {}, "memory_mb": {}}
    print("\nin a kernel, ms", flush=True)
    for path in paths:
        labs, memory = latency_kernel.labs(path, presses)
        number = path.name[:2]
        found["labs"][number] = {title: row(title, spans) for title, spans in labs.items()}
        found["memory_mb"][number] = round(memory)
        print(f"{'':28} the kernel holds {memory:.0f} MB after notebook {number}")
        if path.name.startswith(WITH_USUAL_WAY):
            setup = latency_kernel.code_cells(path)[0]
            usual = latency_kernel.usual(setup, presses)
            bursts = latency_kernel.burst(path, DRAGS), latency_kernel.usual_burst(setup, 1)
            lab = found["labs"][number][LAB]
            found["usual_way"] = compare("in a kernel", usual, lab, bursts)
    return found


def in_browser(paths: list[Path], presses: int) -> dict:
    """The same in JupyterLab."""
    from tests.bench import (
        latency_browser,  # playwright and Chromium, only where they are asked for
    )

    found = {"labs": {}}
    print("\nin JupyterLab, ms", flush=True)
    with latency_browser.JupyterLab() as opened:
        for path in paths:
            labs = latency_browser.labs(opened, path, presses)
            number = path.name[:2]
            found["labs"][number] = {title: row(title, spans) for title, spans in labs.items()}
            if path.name.startswith(WITH_USUAL_WAY):
                setup = latency_kernel.code_cells(path)[0]
                usual, drags = latency_browser.usual(opened, setup, presses, DRAGS)
                bursts = latency_browser.burst(opened, path, DRAGS), drags
                lab = found["labs"][number][LAB]
                found["usual_way"] = compare("in JupyterLab", usual, lab, bursts)
    return found


def at_the_start(setup: str) -> dict:
    """The set-up cell, and what importing helpers adds."""
    cell = statistics.median(startup.set_up_cell(setup))
    adds = startup.imports(setup)
    print(f"\nset-up cell in a fresh kernel: {cell:.2f} s")
    for name, seconds in adds.items():
        print(f"helpers add {seconds:.2f} s to importing {name}")
    heavy = ", ".join(f"{name} {seconds:.3f}" for name, seconds in startup.heaviest(setup))
    print(f"of that, as a tracer sees it, s: {heavy}", flush=True)
    first, *rest = (round(seconds, 3) for seconds in adds.values())
    return {"set_up_cell_s": round(cell, 2), "helpers_add_s": first, "beside_figure_s": rest[0]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--browser", action="store_true", help="also in JupyterLab")
    parser.add_argument("--presses", type=int, default=20, help="changes of each lab (20)")
    parser.add_argument("--notebook", metavar="NN", help="only this one")
    given = parser.parse_args()
    paths = notebooks.found([given.notebook] if given.notebook else [])
    found = {"kernel": in_kernel(paths, given.presses)}
    if given.browser:
        found["browser"] = in_browser(paths, given.presses)
    found["start"] = at_the_start(latency_kernel.code_cells(paths[0])[0])
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
