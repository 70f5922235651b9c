"""Any cell, any time: after Run All every cell runs again alone and gives what it gave."""

import nbclient
import nbformat

from tests.notebooks.cells import EVERY, read
from tools import notebooks


def gave(cell):
    """What a cell shows, without the number of its run."""
    return [{**output, "execution_count": None} for output in cell["outputs"]]


@EVERY
def test_every_cell_gives_what_it_gave_when_it_runs_again(path):
    """In reverse, so that a cell meets what all later ones have left; and in order. One kernel
    runs all three passes: a cell that changes what it started from is found by the next pass."""
    sources = [cell.source for cell in read(path) if cell.cell_type == "code" and cell.source]
    passes = sources, sources[::-1], sources
    cells = [nbformat.v4.new_code_cell(source) for part in passes for source in part]
    again = nbformat.v4.new_notebook(cells=cells)
    where = {"metadata": {"path": str(path.parent)}}
    nbclient.NotebookClient(again, timeout=120, kernel_name="python3", resources=where).execute()
    outputs = [gave(cell) for cell in notebooks.normal(again)["cells"]]
    count = len(sources)
    first, reverse, order = outputs[:count], outputs[count : 2 * count][::-1], outputs[2 * count :]
    others = [sources[k] for k in range(count) if not first[k] == reverse[k] == order[k]]
    assert not others, "these give something else:\n\n" + "\n\n".join(others)
