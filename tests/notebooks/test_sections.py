"""The late-comer's rule: a section needs the set-up cell alone. And any cell may run twice."""

import re

import nbclient
import nbformat
import pytest

from tests.notebooks.cells import PATHS, SANITIZE, sections, set_up
from tools import notebooks


def measured(text):
    """Replace measured numbers by one token, as nbval does."""
    pattern, token = re.search(r"regex: (.*)\nreplace: (.*)", SANITIZE.read_text()).groups()
    return re.sub(pattern, token, text)


@pytest.mark.parametrize(
    ("path", "title"),
    [pytest.param(p, title, id=f"{p.stem}: {title}") for p in PATHS for title in sections(p)],
)
def test_a_section_runs_alone_and_its_cells_run_twice(path, title):
    sources = [cell.source for cell in sections(path)[title] for _ in range(2)]
    cells = [nbformat.v4.new_code_cell(source) for source in [set_up(path).source, *sources]]
    alone = nbformat.v4.new_notebook(cells=cells)
    where = {"metadata": {"path": str(path.parent)}}
    nbclient.NotebookClient(alone, timeout=120, kernel_name="python3", resources=where).execute()
    cells = notebooks.normal(alone)["cells"]  # a slow cell's prints come in pieces: join them
    for once, again in zip(cells[1::2], cells[2::2], strict=True):
        assert measured(notebooks.words(again)) == measured(notebooks.words(once))
