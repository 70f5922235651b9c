"""Latency in a real kernel: from the message that moves a control to the pictures that follow.

A press is a dict: first and last, ms from the message to the first and last new picture;
pictures, how many came.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.kernel import Kernel

LABS = """
def _labs():
    from helpers.lab import Lab
    return {lab.title: {
        "inputs": {key: widget.model_id for key, widget in lab.widgets.inputs.items()},
        "image": lab.widgets.image.model_id, "status": lab.widgets.status.model_id,
    } for name, lab in list(globals().items()) if isinstance(lab, Lab) and name[0] != "_"}
"""
# Notes which width each picture of the lab Gradient flow shows, when it is about to be sent.
SPY = """
def _spy(lab, log):
    import time
    update, png, width = lab.plot.update, lab.plot.png, None
    def noted_update(seen):
        nonlocal width
        width = seen[-1].recipes[0].hidden[0]
        return update(seen)
    def noted_png(*size, **options):
        picture = png(*size, **options)
        with open(log, "a") as file:
            print(time.time(), width, file=file)
        return picture
    lab.plot.update, lab.plot.png = noted_update, noted_png
"""
# One thread serves a single small network best; on a busy machine two may be ten times slower.
USUAL = "import torch\n\ntorch.set_num_threads(1)\n"
USUAL += (Path(__file__).parent / "usual_way.py").read_text("utf-8")
CHANGES, APART = 50, 0.02  # of a hand that drags a slider: how many, seconds between two


def code_cells(path: Path) -> list[str]:
    """A notebook's code, cell by cell, the set-up cell first."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def run(kernel: Kernel, cells):
    """Run cells; exit with the traceback of one that fails."""
    for cell in cells:
        kernel.run(cell)
    if kernel.trouble:
        sys.exit("\n".join(kernel.trouble))


def labs(path: Path, presses: int) -> tuple[dict, float]:
    """Press on the first slider of every lab of a notebook, to and fro.

    Returns: presses by the lab's title, and the kernel's resident memory in MB before them.
    """
    with Kernel() as kernel:
        run(kernel, [*code_cells(path), LABS])
        memory = psutil.Process(kernel.ask("__import__('os').getpid()")).memory_info().rss / 2**20
        found = {}
        for title, lab in kernel.ask("_labs()").items():
            model = _first_slider(kernel, lab["inputs"])
            key, here, there = _to_and_fro(kernel, model)
            found[title] = []
            for k in range(presses):
                kernel.frames.clear()
                sent = time.monotonic()
                kernel.move(model, here if k % 2 else there, key)
                try:
                    kernel.until(lambda lab=lab: _settled(kernel, lab), timeout=60)
                except AssertionError as error:
                    sys.exit(f"{title}: a change brought no picture, {error}")
                found[title].append(_press(sent, _pictures(kernel, lab)))
        return found, memory


def usual(setup: str, presses: int) -> list[dict]:
    """Press on the depth slider of the usual way; it draws one picture for each."""
    with Kernel() as kernel:
        run(kernel, [setup, USUAL])
        depth, found = _named(kernel, "depth"), []
        for k in range(presses):
            count = len(kernel.displays)
            sent = time.monotonic()
            kernel.move(depth, 10 if k % 2 else 11)
            found.append(_press(sent, [_when(kernel, count + 1)]))
        return found


def burst(path: Path, repeats: int) -> list[float]:
    """Drag Gradient flow's width, and back; ms from the last change to the first picture that
    shows it, one for each repeat."""
    with Kernel() as kernel, tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "pictures"
        spy = SPY + f"\n_spy(gradient_flow, {str(log)!r})"
        run(kernel, [*code_cells(path), LABS, spy])
        lab = kernel.ask("_labs()")["Gradient flow"]
        width, spans = lab["inputs"]["width"], []
        for k in range(repeats):
            values = _drag(k)
            kernel.move(width, values[0])
            kernel.until(lambda: _settled(kernel, lab))
            log.write_text("")
            kernel.frames.clear()
            sent = _send(kernel, width, values[1:])
            kernel.until(lambda: _settled(kernel, lab), timeout=60)
            wall = time.time() - time.monotonic()  # from this clock to the log's
            drawn = first_shown(log, values[-1]) - wall
            spans.append(1000 * (min(t for t in _pictures(kernel, lab) if t >= drawn) - sent))
        return spans


def usual_burst(setup: str, repeats: int) -> list[float]:
    """The same with the usual way, which draws every change, in turn."""
    with Kernel() as kernel:
        run(kernel, [setup, USUAL])
        width, spans = _named(kernel, "width"), []
        for k in range(repeats):
            values = _drag(k)
            count = len(kernel.displays)
            kernel.move(width, values[0])
            _when(kernel, count + 1)
            sent = _send(kernel, width, values[1:])
            spans.append(1000 * (_when(kernel, count + 1 + CHANGES) - sent))
        return spans


def first_shown(log: Path, width: int) -> float:
    """When the first picture of that width was drawn, seconds of the wall clock."""
    for line in log.read_text().splitlines():
        when, drawn = line.split()
        if drawn == str(width):
            return float(when)
    sys.exit(f"no picture shows the last change, to width {width}")


def _drag(turn: int) -> list[int]:
    """Widths from 4 up by 50 changes, or back."""
    values = list(range(4, 5 + CHANGES))
    return values[::-1] if turn % 2 else values


def _send(kernel: Kernel, model: str, values) -> float:
    """Move a slider through the values; when the last was sent."""
    for value in values:
        sent = time.monotonic()
        kernel.move(model, value)
        kernel.listen(APART)
    return sent


def _first_slider(kernel: Kernel, inputs: dict) -> str:
    """The lab's first slider, or its first control where it has none."""
    sliders = [m for m in inputs.values() if "Slider" in kernel.models[m]["_model_name"]]
    return (sliders or list(inputs.values()))[0]


def _to_and_fro(kernel: Kernel, model: str) -> tuple[str, float, float]:
    """The trait a hand sets, its value now, and the value one press away."""
    key, values = kernel.reach(model)
    here = kernel.models[model][key]
    step = kernel.models[model].get("step", 1) if key == "value" else 1
    return key, here, here + step if here + step <= values[-1] else here - step


def _named(kernel: Kernel, description: str) -> str:
    return next(m for m, state in kernel.models.items() if state.get("description") == description)


def _pictures(kernel: Kernel, lab: dict) -> list[float]:
    return [frame.when for frame in kernel.frames if frame.model == lab["image"]]


def _settled(kernel: Kernel, lab: dict) -> bool:
    """A picture has come, and the line below it is read out: it belongs to no running run."""
    polite = 'aria-live="polite"' in kernel.models[lab["status"]]["value"]
    return bool(_pictures(kernel, lab)) and polite


def _when(kernel: Kernel, count: int) -> float:
    """Wait for the count-th displayed picture; return when it came, to 2 ms."""
    end = time.monotonic() + 120
    while len(kernel.displays) < count:
        kernel.listen(0.002)
        if kernel.trouble or time.monotonic() > end:
            sys.exit(f"the usual way brought no picture; {kernel.trouble}")
    return time.monotonic()


def _press(sent: float, pictures: list[float]) -> dict:
    spans = [1000 * (when - sent) for when in pictures]
    return {"first": spans[0], "last": spans[-1], "pictures": len(spans)}
