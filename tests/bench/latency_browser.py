"""Latency in JupyterLab: from a key on a slider to the pictures that the page then shows.

A headless Chromium, the server and the kernel share the machine's processors. A press is what
latency_kernel calls one.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench.latency_kernel import APART, CHANGES, SPY, USUAL, code_cells, first_shown
from tests.browser.notebook_page import FLAGS, NotebookPage, copy_course, open_door
from tools import notebooks

# As NotebookPage.watch, for an output that gets a new image for each picture.
WATCH_OUTPUT = """output => {
    output.times = {keys: [], pictures: []};
    output.addEventListener("keydown", () => output.times.keys.push(performance.now()), true);
    const image = node => node.nodeName == "IMG" || node.querySelector && node.querySelector("img");
    new MutationObserver(changes => {
        if (changes.some(change => [...change.addedNodes].some(image)
                || change.type == "attributes" && change.target.nodeName == "IMG"))
            output.times.pictures.push(performance.now());
    }).observe(output, {childList: true, subtree: true, attributeFilter: ["src"]});
}"""
LAB, WIDTH = "Gradient flow", 1  # the lab of SPY and USUAL, and the place of its width slider
STILL = 3000  # ms without a new picture: also the usual way has settled


class JupyterLab:
    """JupyterLab on a copy of the course, and a browser; as a context manager."""

    def __enter__(self):
        program = shutil.which("chromium") or shutil.which("google-chrome")
        if not program:
            sys.exit("bench latency --browser needs chromium or google-chrome")
        with contextlib.ExitStack() as stack:
            self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            self._address = stack.enter_context(open_door(copy_course(self.folder)))
            playwright = stack.enter_context(sync_playwright())
            self._browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
            stack.callback(self._browser.close)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error):
        self._stack.__exit__(*error)

    def open(self, name: str) -> NotebookPage:
        """Open a notebook and run all its cells."""
        page = NotebookPage(self._browser, self._address(name))
        page.run_all()
        return page

    def write(self, name: str, *sources: str):
        """Put a notebook of these cells beside the others."""
        empty = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
        cells = [{**empty, "id": f"c{k}", "source": source} for k, source in enumerate(sources)]
        text = notebooks.text_of(notebooks.normal({"cells": cells}))
        (self.folder / "notebooks" / name).write_text(text, encoding="utf-8")


def labs(lab: JupyterLab, path: Path, presses: int) -> dict:
    """Press on the first slider (or menu) of every lab of a notebook, right and left; by title."""
    page, found = lab.open(path.name), {}
    for title in page.titles(path):
        panel = page.lab(title)
        page.watch(panel)
        found[title] = _presses(page, panel, presses, title)
    page.page.close()
    return found


def usual(lab: JupyterLab, setup: str, presses: int, repeats: int) -> tuple[list, list]:
    """The same with the usual way: presses on its depth, and drags of its width, in ms from the
    last key to the last picture."""
    lab.write("usual_way.ipynb", setup, USUAL)
    page = lab.open("usual_way.ipynb")
    output = page.page.locator(".jp-CodeCell").filter(has=page.page.locator(".noUi-handle"))
    output.evaluate(WATCH_OUTPUT)
    pressed = _presses(page, output, presses, "the usual way")
    spans = []
    for _ in range(repeats):
        last_key, pictures, _ = _drag(page, output)
        spans.append(pictures[-1] - last_key)
    page.page.close()
    return pressed, spans


def burst(lab: JupyterLab, path: Path, repeats: int) -> list[float]:
    """Drag Gradient flow's width: ms from the last key to the first picture that shows it."""
    log = lab.folder / "pictures"
    spy = SPY + f"\n_spy(gradient_flow, {str(log)!r})"
    lab.write("burst.ipynb", *code_cells(path), spy)
    page = lab.open("burst.ipynb")
    panel = page.lab(LAB)
    page.watch(panel)
    spans = []
    for _ in range(repeats):
        last_key, pictures, width = _drag(page, panel, lambda: log.write_text(""))
        drawn = 1000 * first_shown(log, width)
        origin = page.page.evaluate("performance.timeOrigin")
        spans.append(next(t for t in pictures if t + origin >= drawn) - last_key)
    page.page.close()
    return spans


def _presses(page: NotebookPage, panel, presses: int, title: str) -> list[dict]:
    """To and fro, so that the lab stays near its defaults."""
    found = [page.press(panel, ("ArrowRight", "ArrowLeft")[k % 2]) for k in range(presses)]
    if any(press["first"] is None for press in found):
        sys.exit(f"{title}: a key press brought no picture")
    return found


def _drag(page: NotebookPage, panel, begin=lambda: None) -> tuple[float, list[float], int]:
    """Press on the width slider fifty times, 20 ms apart, from its low end.

    Returns: when the last key went down and when pictures came after the first, ms of the page's
    clock; and the width that the slider has come to.
    """
    handle = panel.locator(".noUi-handle").nth(WIDTH)
    handle.press("Home")
    _wait_until_still(page, panel)
    begin()
    panel.evaluate("panel => { panel.times.keys = []; panel.times.pictures = [] }")
    handle.focus()
    page.page.evaluate("window.begun = performance.now()")
    for k in range(CHANGES):
        page.page.keyboard.press("ArrowRight")
        page.page.evaluate(
            "due => new Promise(go => setTimeout(go, window.begun + due - performance.now()))",
            1000 * APART * (k + 1),
        )
    _wait_until_still(page, panel)
    times = panel.evaluate("panel => panel.times")
    width = round(float(handle.get_attribute("aria-valuenow")))
    return times["keys"][-1], times["pictures"], width


def _wait_until_still(page: NotebookPage, panel):
    still = f"""panel => performance.now()
        - Math.max(...panel.times.keys, ...panel.times.pictures) > {STILL}"""
    page.page.wait_for_function(still, arg=panel.element_handle(), timeout=120_000)
