"""A notebook in JupyterLab as a student works it: run all, scroll to a lab, move its slider."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import nbformat

from tests import ROOT
from tests.notebooks.cells import PATHS, sections, set_up
from tests.notebooks.names import behind
from tools.notebooks import METADATA

# Times of pictures and key presses are taken in the page itself, on one clock.
WATCH = """lab => {
    const image = lab.querySelector("img");
    lab.times = {keys: [], pictures: []};
    lab.addEventListener("keydown", () => lab.times.keys.push(performance.now()), true);
    new MutationObserver(() => lab.times.pictures.push(performance.now()))
        .observe(image, {attributes: true, attributeFilter: ["src"]});
}"""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]
SHOW_SAVED = """def show_saved(place):
    import json
    from IPython.display import publish_display_data

    for output in json.load(open({path!r}, encoding="utf-8"))["cells"][place]["outputs"]:
        data = output.get("data") or {{"text/plain": output["text"]}}
        publish_display_data({{kind: "".join(part) for kind, part in data.items()}})"""
QUIET = 1200  # ms without a new picture: the lab has settled


def copy_course(folder: Path) -> Path:
    """Copy what a student gets into a folder: JupyterLab saves what is opened in it."""
    for name in ("course.py", "requirements.txt"):
        shutil.copy(ROOT / name, folder)
    for name in ("tools", "helpers", "data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


def first_lab():
    """The set-up cell and the cells of the first section of notebook 01, which has a lab."""
    path = next(path for path in PATHS if path.name.startswith("01"))
    first = next(cells for title, cells in sections(path).items() if title.startswith("1 "))
    cells = [set_up(path), *first]
    sources = [nbformat.v4.new_code_cell(cell.source) for cell in cells]
    return nbformat.v4.new_notebook(cells=sources, metadata=METADATA)


def labs_alive(path: Path):
    """A notebook in which only the labs' cells run, and what they need; the others show again
    what the notebook was saved with, for test_live runs them all."""
    cells = nbformat.read(path, as_version=4).cells
    code = [place for place, cell in enumerate(cells) if cell.cell_type == "code" and cell.source]
    sources = [cells[place].source for place in code]
    labs = [k for k, source in enumerate(sources) if "@lab(" in source or k == 0]
    run = {code[k] for k in behind(sources, labs)}
    for place in set(code) - run:
        cells[place].source = f"show_saved({place})"
    cells.insert(code[0], nbformat.v4.new_code_cell(SHOW_SAVED.format(path=str(path))))
    for cell in cells:
        cell.metadata.clear()
        cell.update({"execution_count": None, "outputs": []} if cell.cell_type == "code" else {})
    return nbformat.v4.new_notebook(cells=cells, metadata=METADATA)


@contextlib.contextmanager
def open_door(course: Path, *before: str, **variables: str):
    """Run `course.py lab` of a checkout; the value is the address of a notebook, by its name.

    Args: before: a command that runs it; variables: of its environment.
    The value's attribute told: what the door said before it was open.
    """
    with socket.socket() as probe:  # a port that no other test takes at the same moment
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*before, sys.executable, str(course / "course.py")]
    command += ["lab", "--no-browser", f"--port={port}"]
    environment = {**os.environ, **variables}
    door = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        told = ""
        while not (address := re.search(r"(http://\S+)/lab/tree/notebooks(\?token=\S+)", told)):
            line = door.stdout.readline()
            assert line, f"course.py lab ended: {told}"
            told += line
        base, token = address.groups()

        # reset: no tabs from an earlier page
        def page(name=""):
            return f"{base}/lab/tree/notebooks/{name}{token}&reset"

        page.told = told
        yield page
    finally:
        door.terminate()
        door.wait()


class NotebookPage:
    """One open notebook. Attributes: page, playwright's; errors, what its console complained of."""

    def __init__(self, browser, address: str, width: int = 1280, height: int = 800):
        self.page = browser.new_page(viewport={"width": width, "height": height})
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._heard)
        self.page.goto(address)
        self.page.get_by_text("| Idle").wait_for()

    def _heard(self, message):
        # Colab's badge comes from its own host; a page without a network goes without it.
        if message.type == "error" and "colab" not in message.location["url"]:
            self.errors.append(message.text)

    def run_all(self, timeout: float = 180_000):
        """Run every cell and wait for the last."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name=re.compile("^Run All Cells")).click()
        self.page.get_by_text("| Busy").wait_for()
        while not self._stays_idle():
            self.page.get_by_text("| Idle").wait_for(timeout=timeout)
        self.page.locator(".jp-Notebook:visible").hover()
        self.page.mouse.wheel(0, -100_000)

    def _stays_idle(self) -> bool:
        """Between two cells the kernel is idle for a moment; at the end it stays so."""
        for _ in range(40):
            self.page.wait_for_timeout(100)
            if not self.page.get_by_text("| Idle").count():
                return False
        return True

    @staticmethod
    def titles(path) -> list[str]:
        """The titles of a notebook's labs, read from its file."""
        return re.findall(r'@lab\(\\"([^"\\]+)', path.read_text("utf-8"))

    def lab(self, title: str):
        """Scroll to the lab of that title; JupyterLab draws only the cells in sight."""
        found = self.page.locator(".course-lab").filter(
            has=self.page.locator("b", has_text=re.compile(f"^{re.escape(title)}$"))
        )
        for _ in range(200):
            if found.count():
                break
            self.page.mouse.wheel(0, 400)
            self.page.wait_for_timeout(50)
        found.scroll_into_view_if_needed()
        self.page.wait_for_timeout(300)
        return found

    def watch(self, lab):
        """Begin to note when keys are pressed and pictures change."""
        lab.evaluate(WATCH)

    def press(self, lab, key: str = "ArrowRight", slider: int = 0) -> dict:
        """Press a key on a slider and wait until the lab has settled. In a lab without one, choose
        the last option of its first menu, or with ArrowLeft the first: a treatment next to "as it
        is" may well be what a patient has already, and change nothing.

        Returns: first, last: ms from the key to the first and last new picture (None without
            one); pictures: how many came.
        """
        lab.evaluate("lab => { lab.times.keys = []; lab.times.pictures = [] }")
        if lab.locator(".noUi-handle").count():
            lab.locator(".noUi-handle").nth(slider).press(key)
        else:
            menu = lab.locator("select").first
            last = menu.evaluate("menu => menu.options.length") - 1
            lab.evaluate("lab => lab.times.keys.push(performance.now())")
            menu.select_option(index=0 if key == "ArrowLeft" else last)
        settled = f"""lab => lab.times.pictures.length
            && performance.now() - lab.times.pictures.at(-1) > {QUIET}
            || performance.now() - lab.times.keys.at(-1) > 15000"""
        handle = lab.element_handle()
        self.page.wait_for_function(settled, arg=handle, timeout=20_000)
        times = lab.evaluate("lab => lab.times")
        spans = [picture - times["keys"][-1] for picture in times["pictures"]]
        first, last = (spans[0], spans[-1]) if spans else (None, None)
        return {"first": first, "last": last, "pictures": len(spans)}
