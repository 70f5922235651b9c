"""What several tests share. No import of a browser or a widget here: not every job has them."""

import json
import sys
from pathlib import Path

import pytest
import torch

# An optional part of jsonschema compiles a grammar for 3 s in every process that reads a notebook.
sys.modules.setdefault("rfc3987_syntax", None)
# These run for minutes, so they start first; of two processes none is left with one at the end.
LONG = ["browser/test_labs.py", "notebooks/test_live.py"]
# What `course.py test --fast` leaves out beside single tests that are marked slow: other programs
# (browsers, kernels, clusters, databases, git, pip) and what a change in helpers does not touch.
SLOW = ["browser/", "tools/", "notebooks/test_live.py", "notebooks/test_set_up.py"]
SLOW += ["tuning/test_on_cluster.py", "tuning/test_postgres.py", "tuning/test_keras.py"]
SLOW += ["tuning/test_storage.py", "test_cluster.py", "test_contributing.py", "test_bench.py"]
TESTS = Path(__file__).parent
SETUP = """import sys

CLONE = "git clone -q -b main https://github.com/dnn-lectures/course course-main"
print("ready")"""


def place(nodeid):
    """Return what shares a kernel or a server, so that one process runs it: the file of a test; of
    test_live the file with a notebook's name."""
    file, _, name = nodeid.partition("::")
    return (file, name.partition("[")[2]) if file.endswith("test_live.py") else (file, "")


@pytest.hookimpl(optionalhook=True)  # pytest-xdist's
def pytest_xdist_make_scheduler(config, log):
    """As --dist loadfile, by place."""
    from xdist.scheduler import LoadFileScheduling

    class Places(LoadFileScheduling):
        def _split_scope(self, nodeid):
            return " ".join(place(nodeid))

    return Places(config, log)


@pytest.hookimpl(tryfirst=True)  # before pytest itself leaves out what is marked
def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.relative_to(TESTS).as_posix().startswith(tuple(SLOW)):
            item.add_marker(pytest.mark.slow)

    def rank(item):
        return next((k for k, file in enumerate(LONG) if file in item.nodeid), len(LONG))

    items.sort(key=rank)


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
