"""The cells of the course's notebooks, for the tests that look at them or run them."""

import re

import nbformat
import pytest

from tools import notebooks

PATHS = notebooks.found()
EVERY = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def read(path):
    return nbformat.read(path, as_version=4).cells


def set_up(path):
    """Return a notebook's first code cell."""
    return next(cell for cell in read(path) if cell.cell_type == "code")


def sections(path):
    """Return a notebook's code cells by the `## ` heading they stand under, set-up cell apart."""
    found, title, first = {}, None, set_up(path).id
    for cell in read(path):
        heading = re.search(r"^## +(.+)", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and heading:
            title = heading[1]
        elif cell.cell_type == "code" and cell.source and title and cell.id != first:
            found.setdefault(title, []).append(cell)
    return found
