"""What several tests share. No import of a browser or a widget here: not every job has them."""

import json

import pytest
import torch

SETUP = """import sys

CLONE = "git clone -q -b main https://github.com/dnn-lectures/course course-main"
print("ready")"""


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
