"""The set-up cell finds the course: beside the notebook, above it, or by git, at one version."""

import os
import shutil
import subprocess
import sys

import pytest

from tests import ROOT
from tests.notebooks.cells import PATHS, set_up
from tests.repositories import git
from tools import notebooks

CELL = set_up(PATHS[0]).source
WHERE = "\nprint(helpers.__file__, data.__file__, sep='\\n')"
HOST = "https://github.com/"


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    """A folder that plays GitHub: the course, its branch main beyond its tag v1."""
    there = tmp_path_factory.mktemp("github") / notebooks.repository()
    for name in ("helpers", "data"):
        leave = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, there / name, ignore=leave)
    git(there, "init", "-q", "-b", "main")
    for sentence, command in [("one", ["tag", "v1"]), ("two", ["status"])]:
        (there / "helpers/__init__.py").write_text(f"VERSION = {sentence!r}\n")
        git(there, "add", ".")
        git(there, "commit", "-q", "-m", sentence)
        git(there, *command)
    return there.parent.parent


def run(source, folder, host=None, **variables):
    """Run Python in a folder whose git finds `host` in GitHub's place (None: no network)."""
    place = f"url.{host.as_uri() if host else 'file:///nowhere'}/.insteadOf"
    config = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": place, "GIT_CONFIG_VALUE_0": HOST}
    command = [sys.executable, "-c", source]
    environ = os.environ | config | variables
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True)


def homes(source, folder, host=None):
    """The folders that helpers and helpers.data come from."""
    done = run("import sys; sys.path.pop(0)\n" + source + "\nimport helpers" + WHERE, folder, host)
    assert done.returncode == 0, done.stderr
    return [str(os.path.dirname(line)) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("folder", ["notebooks", "", "tests/notebooks"])
def test_the_course_is_found_here_and_above(folder):
    assert homes(CELL, ROOT / folder) == [str(ROOT / "helpers")] * 2


def test_a_notebook_alone_fetches_the_course_once(host, tmp_path):
    own = [str(tmp_path / "course-main/helpers")] * 2
    assert homes(CELL, tmp_path, host) == own
    assert homes(CELL, tmp_path, None) == own


def test_a_stamped_notebook_meets_the_helpers_of_its_own_version(host, tmp_path):
    assert homes(CELL, tmp_path, host) == [str(tmp_path / "course-main/helpers")] * 2
    repository = notebooks.repository()
    stamped = notebooks.stamped(CELL, repository, repository, "v1")
    assert homes(stamped, tmp_path, host) == [str(tmp_path / "course-v1/helpers")] * 2
    assert "one" in (tmp_path / "course-v1/helpers/__init__.py").read_text()


def test_somebody_elses_helpers_make_way(tmp_path):
    theirs = tmp_path / "helpers"
    theirs.mkdir()
    (theirs / "__init__.py").touch()
    (theirs / "data.py").touch()
    before = f"import os; sys.path.insert(0, {str(tmp_path)!r}); import helpers.data\n"
    found = homes(before + f"os.chdir({str(ROOT)!r})\n" + CELL, tmp_path)
    assert found == [str(ROOT / "helpers")] * 2


def test_the_cell_may_run_again():
    again = f"{CELL}\nfirst = data.Split\n{CELL}\nassert data.Split is first\n"
    again += "import helpers.engine.layers\nassert helpers.data is data and helpers.engine.layers"
    assert homes(again, ROOT / "notebooks") == [str(ROOT / "helpers")] * 2


@pytest.mark.parametrize("trouble", ["no network", "no git", "half a copy"])
def test_a_course_that_cannot_be_fetched_is_one_sentence(trouble, host, tmp_path):
    (tmp_path / "torch.py").touch()  # the cell imports it first, and need not wait here
    if trouble == "half a copy":
        (tmp_path / "course-main/helpers").mkdir(parents=True)
        (tmp_path / "course-main/helpers/claims.py").touch()
    bare = {"PATH": str(tmp_path)} if trouble == "no git" else {}
    done = run(CELL, tmp_path, None if trouble == "no network" else host, **bare)
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    url = f"{HOST}{notebooks.repository()}"
    assert last.startswith("The course is not in or above this folder") and url in last
    assert "Traceback" not in done.stderr


def test_the_file_that_is_looked_for_is_the_last_one_that_git_writes():
    files = [path for name in ("data", "helpers") for path in (ROOT / name).rglob("*.*")]
    names = [path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".pyc"]
    assert max(names) == "helpers/words.py"  # git writes in the order of names
