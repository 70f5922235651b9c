"""Notebooks are saved in one form and stamped with one repository: tools/notebooks.py."""

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import course
from helpers.live.saving import VIEW, keep_readable
from tests import ROOT
from tools import notebooks

SANITIZE = ROOT / "tests/notebooks/sanitize.cfg"


def raw():
    """Return a notebook as a front end may leave it."""
    view = {"model_id": "1f", "version_major": 2}
    outputs = [
        {"name": "stdout", "output_type": "stream", "text": "a\nb"},
        {"name": "stdout", "output_type": "stream", "text": ["c\n"]},
        {"name": "stderr", "output_type": "stream", "text": "d\n"},
        {"data": {VIEW: view}, "metadata": {}, "output_type": "display_data"},
        {
            "data": {VIEW: view, "image/png": "iVBOR\n", "text/plain": "Lab: words"},
            "metadata": {"image/png": {"width": 800, "height": 360}},
            "output_type": "display_data",
        },
    ]
    timing = {"execution": {"iopub.execute_input": "12:00"}, "collapsed": True, "tags": ["lab"]}
    code = {"cell_type": "code", "execution_count": 1, "id": "b", "source": "x = 1\nx"}
    markdown = {"cell_type": "markdown", "metadata": {"trusted": True}, "source": ["# Title"]}
    return {
        "cells": [markdown, {**code, "metadata": timing, "outputs": outputs}],
        "metadata": {"widgets": {"state": 1}, "language_info": {"version": "3.11.7"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }


def test_normal_form_keeps_what_is_seen_and_drops_the_rest():
    form = notebooks.normal(raw())
    assert form["metadata"] == notebooks.METADATA
    markdown, code = form["cells"]
    assert re.fullmatch("[0-9a-f]{8}", markdown["id"])
    assert markdown["metadata"] == {}
    assert (code["id"], code["execution_count"]) == ("b", 1)
    assert code["source"] == ["x = 1\n", "x"]
    assert code["metadata"] == {"tags": ["lab"]}
    joined, error, picture = code["outputs"]
    assert joined["text"] == ["a\n", "bc\n"]
    assert error["name"] == "stderr"
    assert picture["data"] == {"image/png": "iVBOR", "text/plain": ["Lab: words"]}
    assert picture["metadata"] == {"image/png": {"width": 800, "height": 360}}


def test_normal_form_is_final_and_leaves_its_argument_alone():
    given = raw()
    form = notebooks.normal(given)
    assert given == raw()
    assert notebooks.normal(json.loads(notebooks.text_of(form))) == form


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda cell: None, None),
        (lambda cell: cell["metadata"].update(execution={}), "is not in normal form"),
        (lambda cell: cell.update(execution_count=2), "was not run once from top to bottom"),
        (lambda cell: cell.update(execution_count=None), "was not run once from top to bottom"),
        (lambda cell: cell["source"].insert(0, "# /home/ann/x\n"), "in cell 2: /home/"),
        (lambda cell: cell["outputs"][0]["text"].append("C:\\Users\\ann\n"), r"2: C:\\Users"),
        (lambda cell: cell["outputs"][2]["data"].update({"image/png": "A" * 1_500_000}), "larger"),
    ],
)
def test_faults_are_found(tmp_path, change, fault):
    notebook = notebooks.normal(raw())
    change(notebook["cells"][1])
    path = tmp_path / "00.ipynb"
    path.write_text(notebooks.text_of(notebook), encoding="utf-8")
    faults = notebooks.faults(path)
    assert len(faults) == (fault is not None)
    assert fault is None or re.search(fault, faults[0])


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The course's tools work on tmp_path, with the python of this test."""
    monkeypatch.setattr(notebooks, "ROOT", tmp_path)
    monkeypatch.setattr(course, "environment", lambda *_: Path(sys.executable))
    return tmp_path


def test_run_twice_gives_the_same_bytes_and_nbval_agrees(here, write_notebook, capsys):
    path = write_notebook("print('≈ 0.93 and 7')", "import math\nmath.pi")
    assert course.main(["run", "--check"]) == 1
    assert course.main(["run", "00"]) == 0
    once = path.read_bytes()
    assert course.main(["run"]) == 0
    assert path.read_bytes() == once
    assert course.main(["run", "--check"]) == 0
    assert "00_small.ipynb ran in" in capsys.readouterr().out
    edit(path, "≈ 0.93", "≈ 2.1·10⁻⁷")  # a measured number may differ ...
    assert nbval(path).returncode == 0
    edit(path, "and 7", "and 8")  # ... nothing else may
    assert nbval(path).returncode == 1


def edit(path, old, new):
    """Change what a notebook's outputs say, not its sources."""
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            if "text" in output:
                output["text"] = [line.replace(old, new) for line in output["text"]]
    path.write_text(notebooks.text_of(notebook), encoding="utf-8")


def nbval(path):
    """Run nbval on a notebook as tests/notebooks/test_notebooks.py does."""
    flags = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=120"]
    flags += [f"--nbval-sanitize-with={SANITIZE}", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-q", *flags, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_cell_that_fails_leaves_the_file_as_it_was(here, write_notebook, capsys):
    path = write_notebook("1 / 0")
    before = path.read_bytes()
    assert course.main(["run"]) == 1
    assert path.read_bytes() == before
    told = capsys.readouterr().out
    assert "00_small.ipynb stopped, and the file is as it was." in told
    assert "ZeroDivisionError" in told


def test_measured_numbers_are_one_token():
    (pattern, token), *rest = re.findall(
        r"^regex: (.*)$\n^replace: (.*)$", SANITIZE.read_text("ascii"), re.MULTILINE
    )
    assert rest == []
    for number in ["0.93", "-3", "−3.5", "2.1·10⁻⁷", "10·10⁰", "1e-05", "12 %", "12%", "1,200.5"]:
        assert re.sub(pattern, token, f"is ≈ {number}. So") == "is MEASURED. So", number
    for text in ["≈ nan", "= 0.93", "0.93", "≈", "≈ x"]:
        assert re.sub(pattern, token, text) == text


PYPROJECT = """[project]
version = "0.1.0"

[tool.course]
repository = "dnn-lectures/course"
version = "main" # a tag or branch
"""


def test_stamp_writes_one_repository_everywhere(here, write_notebook, capsys):
    badge = "# [Colab](https://colab.research.google.com/github/{}/blob/main/notebooks/00.ipynb)"
    stale = write_notebook(badge.format("someone/else"))
    (here / "pyproject.toml").write_text(PYPROJECT)
    readme = "git clone https://github.com/dnn-lectures/course.git\nhttps://github.com/a/dnn\n"
    (here / "README.md").write_text(readme + badge.format("dnn-lectures/course"))
    assert course.main(["stamp", "ann/lectures"]) == 0
    told = capsys.readouterr().out
    assert "ann/lectures main: pyproject.toml, README.md, 00_small.ipynb" in told
    assert notebooks.repository() == "ann/lectures"
    assert "-b main https://github.com/ann/lectures course-main" in words_of(stale)
    assert badge.format("ann/lectures") in words_of(stale)
    stamped = (here / "README.md").read_text()
    assert stamped == readme.replace("dnn-lectures/course", "ann/lectures") + badge.format(
        "ann/lectures"
    )
    assert course.main(["stamp"]) == 0
    assert "nothing to change" in capsys.readouterr().out


def test_stamp_writes_one_version_everywhere(here, write_notebook):
    badge = "# [Colab](https://colab.research.google.com/github/ann/dnn/blob/{}/notebooks/00.ipynb)"
    path = write_notebook(badge.format("main"))
    (here / "pyproject.toml").write_text(PYPROJECT)
    (here / "README.md").write_text(badge.format("main"))
    assert course.main(["stamp", "ann/dnn", "--version", "v1.2"]) == 0
    assert (notebooks.repository(), notebooks.version()) == ("ann/dnn", "v1.2")
    assert 'version = "0.1.0"' in (here / "pyproject.toml").read_text()
    assert "-b v1.2 https://github.com/ann/dnn course-v1.2" in words_of(path)
    assert badge.format("v1.2") in words_of(path)
    assert (here / "README.md").read_text() == badge.format("v1.2")


def words_of(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return "\n".join(notebooks.words(cell) for cell in cells)


def test_the_packages_metadata_pins_no_version():
    tomllib = pytest.importorskip("tomllib", reason="Python 3.10 cannot read TOML")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["dependencies"]
    assert not any("==" in need for need in project["dependencies"])


@pytest.mark.parametrize("path", notebooks.found(), ids=lambda path: path.stem)
def test_every_picture_of_a_notebook_has_its_words_as_alt_text(path):
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            if "image/png" in output.get("data", {}):
                words = "".join(output["data"]["text/plain"])
                assert output["metadata"]["image/png"]["alt"] == words != ""


def exported(path, *options):
    """A notebook as nbconvert exports it."""
    command = [sys.executable, "-m", "nbconvert", *options, "--stdout", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_notebook_exports_as_a_python_script():
    text = exported(notebooks.found()[0], "--to", "script")
    assert text.startswith("#!/usr/bin/env python\n")
    assert "import os, pathlib, sys, torch\n" in text


def test_a_notebook_exports_as_a_page_whose_labs_need_no_network(tmp_path):
    live = json.loads(notebooks.found()[0].read_text("utf-8"))
    outputs = [out for cell in live["cells"] for out in cell.get("outputs", ())]
    pictures = [out["data"] for out in outputs if "image/png" in out.get("data", {})]
    for data in pictures:
        data[VIEW] = {"model_id": "gone", "version_major": 2, "version_minor": 0}
    keep_readable({"type": "notebook", "content": live})
    path = tmp_path / "saved.ipynb"
    path.write_text(json.dumps(live), encoding="utf-8")
    page = exported(path, "--to", "html", "--template", "classic")
    told = re.findall(r'<img alt="([^"]*)"[^>]*data:image/png;base64,', page)
    words = ["".join(data["text/plain"]) for data in pictures]
    assert [html.unescape(alt) for alt in told] == words
    assert "widget-view" not in page and "embed-amd" not in page
