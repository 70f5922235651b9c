"""Each exercise's solution, as it stands in the notebook, passes the notebook's own check."""

import math
import re
from importlib import import_module

import nbformat
import pytest
import torch

from tools import notebooks

FENCE = re.compile(r"<details><summary>Solution.*?```python\n(.*?)```.*?</details>", re.DOTALL)


def solutions():
    """(notebook, function's name, source) of every solution that is code."""
    for path in notebooks.found():
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                for source in FENCE.findall(cell.source):
                    yield pytest.param(path, source, id=re.search(r"def (\w+)", source)[1])


@pytest.mark.parametrize(("path", "source"), list(solutions()))
def test_the_solution_passes_its_check(path, source):
    name = re.search(r"def (\w+)", source)[1]
    names = {"torch": torch, "math": math}
    exec(source, names)
    calls = re.findall(rf"exercises\.check_{name}\({name}\)", path.read_text("utf-8"))
    assert len(calls) == 1, f"{path.name} should check {name} once"
    exercises = import_module(f"helpers.lessons.{path.stem[3:]}.exercises")
    assert getattr(exercises, f"check_{name}").verdict(names[name]).startswith("✓")


def test_every_notebook_has_four_exercises_or_more():
    for path in notebooks.found():
        text = path.read_text("utf-8")
        checks = set(re.findall(r"\w\.check_(\w+)\(", text))
        assert len(checks) >= 4, path.name
        assert checks <= {parameter.id for parameter in solutions()}
