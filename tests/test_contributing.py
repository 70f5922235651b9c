"""The page for contributors is a template that runs: its code, in order, in a fresh kernel."""

import re

import nbclient
import nbformat
import pytest

from tests import ROOT
from tools import notebooks

PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
FILE = re.compile(r"# helpers/lessons/(\w+)/exercises\.py\n")
# What a file of the page's own would do: its module is there to be imported.
MODULE = """import types, helpers.lessons
made = types.ModuleType("helpers.lessons.{name}.exercises")
exec({source!r}, vars(made))
lesson = types.ModuleType("helpers.lessons.{name}")
lesson.exercises = made
sys.modules |= {{lesson.__name__: lesson, made.__name__: made}}"""
MISTAKES = """check = exercises.check_layer_size
print(check.verdict(check.solution))
for words, wrong in check.mistakes:
    assert words in check.verdict(wrong), words
print(len(check.mistakes), "mistakes are told")"""


def runnable(block):
    file = FILE.match(block)
    return MODULE.format(name=file[1], source=block) if file else block


@pytest.fixture(scope="module")
def told():
    """All that the page's code says, block by block."""
    cells = nbformat.read(notebooks.found()[0], as_version=4).cells
    set_up = next(cell.source for cell in cells if cell.cell_type == "code")
    sources = [set_up, *map(runnable, BLOCKS), MISTAKES]
    page = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    where = {"metadata": {"path": str(ROOT / "notebooks")}}
    nbclient.NotebookClient(page, timeout=120, kernel_name="python3", resources=where).execute()
    return [notebooks.words(cell | {"source": ""}) for cell in page.cells[1:]]


@pytest.mark.parametrize(
    "words",
    [
        "what do 4 units lose against 32?\n  ○ under 5 points",
        "Width: test accuracy: network ≈",
        "✓ 32 units end higher  [≈",
        "Answer: over 15 (measured ≈",
        "not started yet: layer_size returns nothing so far.",
        "✓ layer_size is right",
        "3 mistakes are told",
    ],
)
def test_the_template_runs_and_says_what_it_should(told, words):
    assert sum(words in text for text in told) == 1, told


def test_the_template_keeps_to_the_rules_it_states():
    for block in BLOCKS:
        lines = [line for line in block.splitlines() if line.strip()]
        assert len(lines) <= (25 if FILE.match(block) else 15), block
    assert len(PAGE.splitlines()) <= 160


@pytest.mark.parametrize("path", notebooks.found(), ids=lambda path: path.stem)
def test_the_lecturers_guide_knows_every_notebook_and_its_minutes(path):
    guide = (ROOT / "notebooks/README.md").read_text("utf-8")
    title = re.search(r"# (\d\d · [^\n\"\\]+)", path.read_text("utf-8"))[1]
    entry = re.search(rf"## {title} \((\d+) minutes\)\n(.*?)(?=\n## |\Z)", guide, re.DOTALL)
    assert entry, f"notebooks/README.md has no entry '## {title} (… minutes)'"
    rows = re.findall(r"(?m)^\| \d+ · [^|]+ \| (\d+) \|", entry[2])
    assert sum(map(int, rows)) == int(entry[1])
