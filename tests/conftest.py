"""What several tests share. No import of a browser or a widget here: not every job has them."""

import json
import sys

import pytest
import torch

from tests import ROOT

# An optional part of jsonschema compiles a grammar for 3 s in every process that reads a notebook.
sys.modules.setdefault("rfc3987_syntax", None)
# These run for minutes, so they start first; of two processes none is left with one at the end.
LONG = ["browser/test_labs.py", "notebooks/test_live.py"]
SETUP = """import sys

CLONE = "git clone -q -b main https://github.com/dnn-lectures/course course-main"
print("ready")"""


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups
def pytest_collection_modifyitems(items):
    """What shares a kernel or a server goes to one process: a file, of test_live a page."""

    def place(item):
        file = item.path.relative_to(ROOT / "tests").as_posix()
        page = item.callspec.params.get("page", "") if hasattr(item, "callspec") else ""
        return file, page

    for item in items:
        item.add_marker(pytest.mark.xdist_group(" ".join(place(item))))
    rank = {file: k for k, file in enumerate(LONG)}
    items.sort(key=lambda item: rank.get(place(item)[0], len(LONG)))


@pytest.fixture
def foreign_defaults():
    """PyTorch as a reader may have set it; nothing can be computed on the device meta."""
    torch.set_default_dtype(torch.float64)
    torch.set_default_device("meta")
    yield
    torch.set_default_device(None)
    torch.set_default_dtype(torch.float32)


@pytest.fixture
def write_notebook(tmp_path):
    """Write a small unexecuted notebook, its set-up cell first: write_notebook(*code) -> path."""

    def write(*code, name="00_small.ipynb"):
        sources = ["# A notebook", SETUP, "## A section", *code]
        cells = [
            {"cell_type": kind, "id": f"c{number}", "metadata": {}, "source": source}
            | ({"execution_count": None, "outputs": []} if kind == "code" else {})
            for number, source in enumerate(sources)
            for kind in ["markdown" if source.startswith("#") else "code"]
        ]
        path = tmp_path / "notebooks" / name
        path.parent.mkdir(exist_ok=True)
        saved = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        path.write_text(json.dumps(saved), encoding="utf-8")
        return path

    return write
