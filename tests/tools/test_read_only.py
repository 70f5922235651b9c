"""A course that its users may only read, as a computing room has it: nothing is a traceback."""

import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.browser.notebook_page import copy_course, open_door

# The superuser may write everywhere, unless that right is taken from the process.
AS_OTHERS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"]
IS_ROOT = getattr(os, "geteuid", lambda: 1)() == 0


def can_be_others():
    """Whether this process can do without the right to write everywhere."""
    if sys.platform != "linux" or not IS_ROOT:
        return sys.platform == "linux"
    return shutil.which("setpriv") and not subprocess.run([*AS_OTHERS, "true"]).returncode


pytestmark = pytest.mark.skipif(
    not can_be_others() or not (Path(sys.prefix) / "course.json").exists(),
    reason="needs Linux, course.py's environment and, for the superuser, setpriv",
)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course, with an environment, where nobody may write."""
    folder = copy_course(tmp_path_factory.mktemp("course"))
    (folder / ".venv").unlink()
    (folder / ".venv").mkdir()
    for part in Path(sys.prefix).iterdir():
        (folder / ".venv" / part.name).symlink_to(part)
    (folder / ".venv/course.json").unlink()
    shutil.copy(Path(sys.prefix) / "course.json", folder / ".venv")
    subprocess.run(["chmod", "-R", "a-w", folder], check=True)
    yield folder
    subprocess.run(["chmod", "-R", "u+w", folder], check=True)


def door(course, *arguments, cwd):
    """Call course.py as somebody who may not write there: exit status, last line."""
    command = [*AS_OTHERS * IS_ROOT, sys.executable, str(course / "course.py"), *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    return done.returncode, (done.stdout + done.stderr).splitlines()[-1]


def test_a_notebook_cannot_be_run_in_its_place_and_one_sentence_says_so_at_once(course, tmp_path):
    status, told = door(course, "run", "05", cwd=tmp_path)
    assert status == 1 and f"You may not use {course}/notebooks/05_" in told
    assert "copy the course to a folder of your own" in told


def test_slides_are_written_where_one_may_write(course, tmp_path):
    assert door(course, "slides", "05", cwd=tmp_path)[0] == 0
    assert (tmp_path / "05_regularization.slides.html").stat().st_size > 100_000
    status, told = door(course, "slides", "05", cwd=course)
    assert status == 1 and told.endswith("say where with --out FILE.")


def test_an_environment_that_is_not_complete_is_left_to_its_owner(course, tmp_path):
    subprocess.run(["chmod", "u+w", course / ".venv/course.json"], check=True)
    (course / ".venv/course.json").write_text("{}")
    try:
        status, told = door(course, "setup", cwd=tmp_path)
    finally:
        shutil.copy(Path(sys.prefix) / "course.json", course / ".venv")
    assert status == 1 and f"You may not use {course}/.venv; " in told


def test_a_students_own_jupyter_configuration_does_not_hide_the_door(course, tmp_path):
    settings = "c.ServerApp.base_url = '/theirs/'\nc.ServerApp.certfile = 'theirs.pem'\n"
    (tmp_path / "jupyter_server_config.py").write_text(settings)
    with open_door(course, JUPYTER_CONFIG_DIR=str(tmp_path)) as page:
        assert urllib.request.urlopen(page(), timeout=30).status == 200


def test_jupyterlab_starts_and_says_that_nothing_is_kept(course):
    before = sorted(course.rglob("*"))
    with open_door(course, *AS_OTHERS * IS_ROOT) as page:
        assert "This folder may only be read" in page.told
    assert sorted(course.rglob("*")) == before
