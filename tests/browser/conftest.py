"""A headless Chromium, and a JupyterLab opened through the course's own door."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def browser_program():
    """The path of a Chromium; where there is none the tests skip, or fail if one is required."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = os.environ.get("COURSE_CHROMIUM") or next(filter(None, map(shutil.which, names)), "")
    if not program:
        reason = "no Chromium: install chromium or google-chrome, or set COURSE_CHROMIUM"
        (pytest.fail if os.environ.get("COURSE_REQUIRE_BROWSER") == "1" else pytest.skip)(reason)
    return program


@pytest.fixture(scope="module")  # not longer: playwright's event loop runs as long as it lives
def chromium(browser_program):
    """A headless Chromium, driven by playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def jupyterlab(browser_program, tmp_path_factory):
    """JupyterLab as a new student gets it from `course.py lab`, on a copy of the course.

    Its attributes: notebooks, the copy's folder of notebooks, to write to;
    page(name), the address of one of them.
    """
    course = tmp_path_factory.mktemp("course")
    for name in ("course.py", "requirements.txt"):
        shutil.copy(ROOT / name, course)
    for name in ("tools", "helpers", "data", "notebooks"):
        shutil.copytree(ROOT / name, course / name)
    (course / ".venv").symlink_to(sys.prefix)
    home = {f"JUPYTER_{kind}_DIR": str(course / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    door = subprocess.Popen(
        [sys.executable, str(course / "course.py"), "lab", "--no-browser"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **home, "IPYTHONDIR": str(course / "IPYTHON")},
    )
    told = ""
    while not (address := re.search(r"(http://\S+)/lab/tree/notebooks(\?token=\S+)", told)):
        line = door.stdout.readline()
        assert line, f"course.py lab ended: {told}"
        told += line
    base, token = address.groups()
    yield SimpleNamespace(
        notebooks=course / "notebooks",
        page=lambda name="": f"{base}/lab/tree/notebooks/{name}{token}",
    )
    door.terminate()
    door.wait()
