"""The page for contributors is a template that runs: its code, in order, in a fresh kernel."""

import re

import nbclient
import nbformat
import pytest

from tests import ROOT
from tools import notebooks

PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
FILE = re.compile(r"# ((?:helpers|tests)/[\w/]+)\.py\n")
# What the page's files would do: new modules and their packages are there to be imported, and
# what is said of an old one stands in it.
AS_FILE = """import importlib.util, sys, types
name, source = {name!r}, {source!r}
parts = name.split(".")
for k in range(1, len(parts) + 1):
    part = ".".join(parts[:k])
    if part not in sys.modules and not importlib.util.find_spec(part):
        sys.modules[part] = made = types.ModuleType(part)
        made.__path__ = []
        setattr(sys.modules[".".join(parts[: k - 1])], parts[k - 1], made)
module = importlib.import_module(name)
exec(source, vars(module))
vars(module).get("RULES", {{}}).update({{rule: vars(module)[rule] for rule in {rules}}})
print("as a file:", name)"""
NAMED = """from helpers import recipes
recipes._CHOICES["optimizer"] += ("adamax",)"""  # as in OPTIMIZERS
MISTAKES = """check = exercises.check_layer_size
print(check.verdict(check.solution))
for words, wrong in check.mistakes:
    assert words in check.verdict(wrong), words
print(len(check.mistakes), "mistakes are told")"""
ORACLE = """from tests.engine import test_optimizers as rules
for settings in rules.SETTINGS:
    recipe = rules.BASE.but(optimizer="adamax", **settings)
    grads = rules.gradients([recipe], 30)
    torch.testing.assert_close(rules.run([recipe], grads)[0], rules.oracle(recipe, grads[:, 0]))
print("equal to torch's own")"""


def runnable(block):
    file = FILE.match(block)
    if not file:
        return block
    rules = re.findall(r"def (\w+)\(grad, state, step, h\)", block)
    return AS_FILE.format(name=file[1].replace("/", "."), source=block, rules=rules)


@pytest.fixture(scope="module")
def told():
    """All that the page's code says, block by block."""
    cells = nbformat.read(notebooks.found()[0], as_version=4).cells
    set_up = next(cell.source for cell in cells if cell.cell_type == "code")
    sources = [set_up, NAMED, *map(runnable, BLOCKS), MISTAKES, ORACLE]
    page = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    where = {"metadata": {"path": str(ROOT / "notebooks")}}
    nbclient.NotebookClient(page, timeout=120, kernel_name="python3", resources=where).execute()
    return [notebooks.words(cell | {"source": ""}) for cell in page.cells[2:]]


@pytest.mark.parametrize(
    "words",
    [
        "how much more is right?\n  ○ under 5 points",
        "Rungs: test accuracy: network ≈",
        "✓ Five ReLU layers end higher  [≈",
        "Answer: over 50 (measured ≈",
        "as a file: helpers.lessons.rungs.units",
        "Figure: norms from ≈",
        "as a file: helpers.engine.optimizers",
        "test accuracy: adam ≈",
        "equal to torch's own",
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
    assert len(PAGE.splitlines()) <= 280


def test_the_page_shows_the_rooms_there_are():
    rooms = {path.name for path in (ROOT / "helpers").iterdir() if path.is_dir()}
    tree = re.search(r"```\nhelpers/ .*?```", PAGE, re.DOTALL)[0]
    assert rooms - {"__pycache__"} == set(re.findall(r"(?m)^  (\w+)/(?: |<name>)", tree))


@pytest.mark.parametrize("path", notebooks.found(), ids=lambda path: path.stem)
def test_the_lecturers_guide_knows_every_notebook_and_its_minutes(path):
    guide = (ROOT / "notebooks/README.md").read_text("utf-8")
    title = re.search(r"# (\d\d · [^\n\"\\]+)", path.read_text("utf-8"))[1]
    entry = re.search(rf"## {title} \((\d+) minutes\)\n(.*?)(?=\n## |\Z)", guide, re.DOTALL)
    assert entry, f"notebooks/README.md has no entry '## {title} (… minutes)'"
    rows = re.findall(r"(?m)^\| (?:\d+|Opening) · [^|]+ \| (\d+) \|", entry[2])
    assert sum(map(int, rows)) == int(entry[1])
