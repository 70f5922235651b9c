"""A headless Chromium, and a JupyterLab opened through the course's own door."""

import os
import shutil
from types import SimpleNamespace

import pytest

from tests.browser.notebook_page import FLAGS, copy_course, open_door


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
    course = copy_course(tmp_path_factory.mktemp("course"))
    home = {f"JUPYTER_{kind}_DIR": str(course / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    with open_door(course, IPYTHONDIR=str(course / "IPYTHON"), **home) as page:
        yield SimpleNamespace(notebooks=course / "notebooks", page=page)
