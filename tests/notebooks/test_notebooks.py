"""What every notebook keeps to, and that each runs to the results it shows."""

import ast
import re
import subprocess
import symtable
import sys

import nbclient
import nbformat
import pytest

from tests import ROOT
from tests.notebooks.cells import EVERY, PATHS, SANITIZE, read, sections, set_up
from tools import notebooks


def lines(cell):
    return [line for line in cell.source.splitlines() if line.strip()]


@EVERY
def test_strict_run(path):
    flags = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=120", "-q"]
    flags += [f"--nbval-sanitize-with={SANITIZE}", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *flags, str(path)]
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


def bindings(tree):
    """Return what a cell's statements bind: name → the statement."""
    found = {}
    for statement in tree.body:
        stores = (
            n.id
            for n in ast.walk(statement)
            if isinstance(getattr(n, "ctx", 0), ast.Store) and isinstance(n, ast.Name)
        )
        defines = isinstance(statement, ast.FunctionDef | ast.ClassDef)
        for name in [statement.name] if defines else stores:
            found[name] = ast.unparse(statement)
    return found


def reads(source):
    """Return the globals that the functions of a source read."""
    tables = [symtable.symtable(source, "cell", "exec")]
    for table in tables:
        tables += table.get_children()
    return {s.get_name() for table in tables[1:] for s in table.get_symbols() if s.is_global()}


@EVERY
def test_no_later_cell_changes_what_a_lab_reads(path):
    cells = [cell for cell in read(path) if cell.cell_type == "code"]
    bound = [bindings(ast.parse(cell.source)) for cell in cells]
    for k, lab in enumerate(cells):
        if "@lab(" not in lab.source:
            continue
        before, names = {n: s for known in bound[: k + 1] for n, s in known.items()}, set()
        fresh = reads(lab.source)
        while fresh:  # and what the functions that it calls read
            names |= fresh
            called = [before[name] for name in fresh if before.get(name, "").startswith("def ")]
            fresh = {name for source in called for name in reads(source)} - names
        for cell, later in zip(cells[k + 1 :], bound[k + 1 :], strict=True):
            changed = {
                name for name in names if later.get(name, before.get(name)) != before.get(name)
            }
            assert not changed, f"{lab.id} reads {changed}, which {cell.id} binds anew"


@EVERY
def test_the_set_up_cell_is_the_same_everywhere(path):
    cell = set_up(path)
    assert cell.source == set_up(PATHS[0]).source
    assert len(lines(cell)) <= 8
    assert f'REPOSITORY = "{notebooks.repository()}"' in lines(cell)
    assert "pip" not in cell.source  # Colab's own packages stay what they are


@EVERY
def test_the_badge_opens_this_notebook(path):
    page = f"github/{notebooks.repository()}/blob/main/notebooks/{path.name}"
    text = "\n".join(cell.source for cell in read(path))
    assert re.findall(r"colab\.research\.google\.com/(github/[^)\s\"]+)", text) == [page]


def test_the_readme_names_the_same_repository():
    text = (ROOT / "README.md").read_text("utf-8")
    repository = notebooks.repository()
    assert repository in text
    assert notebooks.stamped(text, repository, repository) == text


@pytest.mark.skipif(sys.platform == "win32", reason="git is played by a shell script")
@pytest.mark.parametrize("path", PATHS[:1], ids=lambda path: path.stem)  # all hold the same cell
def test_on_colab_the_set_up_cell_clones_once(path, tmp_path):
    git, calls = tmp_path / "bin" / "git", tmp_path / "calls"
    git.parent.mkdir()
    git.write_text(f'#!/bin/sh\necho "$@" >> {calls}\neval ln -s "{ROOT}" \\${{$#}}\n')
    git.chmod(0o755)
    colab = "import os, sys\nsys.modules['google.colab'] = os\n"
    colab += f"os.environ['PATH'] = '{git.parent}:' + os.environ['PATH']"
    cell = set_up(path).source.replace("/content/", f"{tmp_path}/")
    cells = [nbformat.v4.new_code_cell(source) for source in (colab, cell, cell)]
    nbclient.NotebookClient(nbformat.v4.new_notebook(cells=cells), kernel_name="python3").execute()
    (call,) = calls.read_text().splitlines()
    assert call.startswith("clone ")
    assert call.endswith(f"https://github.com/{notebooks.repository()} {tmp_path}/course")
