"""What every notebook keeps to."""

import re
import subprocess
import sys

import pytest

from tests import ROOT
from tests.notebooks.cells import EVERY, PATHS, read, sections, set_up
from tests.notebooks.names import BUILTINS, CellNames
from tools import notebooks, readings


def lines(cell):
    return [line for line in cell.source.splitlines() if line.strip()]


@pytest.mark.slow
def test_nbval_as_anybody_would_call_it_finds_the_rule_for_measured_numbers():
    command = [sys.executable, "-m", "pytest", "--nbval", str(PATHS[0])]  # test_live runs all
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout[-6000:]


@EVERY
def test_saved_in_normal_form(path):
    assert notebooks.faults(path) == []


@EVERY
def test_cells_are_short(path):
    for cell in read(path):
        if cell.cell_type == "code":
            assert len(lines(cell)) <= (15 if "@lab(" in cell.source else 25), cell.source
        elif "<details" not in cell.source:
            words = [word for word in cell.source.split() if any(map(str.isalnum, word))]
            assert len(words) <= 120, cell.source


@EVERY
def test_readings_repeat_what_the_figures_show(path):
    assert readings.unread(read(path)) == []


@EVERY
def test_every_section_asks_before_it_measures(path):
    for title, cells in sections(path).items():
        code = "\n".join(cell.source for cell in cells)
        if title[0].isdigit():
            asked, answered = code.find("questions.predict("), code.rfind(".answer(")
            assert 0 <= asked < answered, title


@EVERY
def test_no_hidden_state(path):
    code = "\n".join(cell.source for cell in read(path) if cell.cell_type == "code")
    assert not re.search(r"pyplot|import \*|\bplt\.", code)


def by_section(path):
    """Return (section, cell, what it does with names) of a notebook's code cells but set-up."""
    parts = sections(path).items()
    return [(title, cell, CellNames(cell.source)) for title, cells in parts for cell in cells]


@EVERY
def test_what_a_section_needs_it_binds_itself(path):
    known = BUILTINS | set(CellNames(set_up(path).source).bound)
    for title, cells in sections(path).items():
        bound, names = set(known), [CellNames(cell.source) for cell in cells]
        for cell, own in zip(cells, names, strict=True):
            assert own.read <= bound, f"{title}: {cell.id} reads {own.read - bound}"
            bound |= set(own.bound)
        # What a function reads may come in a later cell, before somebody calls it.
        kept = set().union(*(own.kept for own in names))
        assert kept <= bound, f"{title}: its functions read {kept - bound}"


@EVERY
def test_a_name_that_travels_between_cells_means_one_thing(path):
    cells = by_section(path)
    known = set(CellNames(set_up(path).source).bound)
    for name in set().union(*(names.needed for _, _, names in cells)) - known:
        meanings = {tuple(names.bound[name]) for _, _, names in cells if name in names.bound}
        assert len(meanings) == 1, f"{name} means {meanings or 'nothing'}"


@EVERY
def test_nobody_binds_what_the_set_up_cell_gives(path):
    known = CellNames(set_up(path).source).bound
    for _, cell, names in by_section(path):
        assert not set(known) & set(names.bound), cell.id


@EVERY
def test_a_students_function_has_a_name_of_its_own(path):
    cells = by_section(path)
    lesson = {name for title, _, names in cells if title != "Exercises" for name in names.bound}
    exercises = [(cell, names) for title, cell, names in cells if title == "Exercises"]
    assert exercises
    for cell, names in exercises:
        stubs = {name for name, texts in names.bound.items() if texts[0].startswith("def ")}
        assert not stubs & lesson, cell.id


@EVERY
def test_the_set_up_cell_is_the_same_everywhere(path):
    cell = set_up(path)
    assert cell.source == set_up(PATHS[0]).source
    assert len(lines(cell)) <= 8
    repository, tag = notebooks.repository(), notebooks.version()
    clone = f"git clone -q --depth 1 -b {tag} https://github.com/{repository} course-{tag}"
    assert f'CLONE = "{clone}"' in lines(cell)
    assert "pip" not in cell.source  # Colab's own packages stay what they are


@EVERY
def test_the_badge_opens_this_notebook(path):
    page = f"github/{notebooks.repository()}/blob/{notebooks.version()}/notebooks/{path.name}"
    text = "\n".join(cell.source for cell in read(path))
    assert re.findall(r"colab\.research\.google\.com/(github/[^)\s\"]+)", text) == [page]


def test_the_readme_names_the_same_repository():
    text = (ROOT / "README.md").read_text("utf-8")
    repository = notebooks.repository()
    assert repository in text
    assert notebooks.stamped(text, repository, repository, notebooks.version()) == text
