"""What readers set as PyTorch's defaults changes no number of the course."""

import ast

import pytest
import torch

from helpers import data, probes, scaling
from helpers.engine.tensors import usual_defaults
from helpers.recipes import ACTIVATIONS, INITS, NORMS, OPTIMIZERS, Recipe
from helpers.shapes import SHAPES
from helpers.training import fit
from tests import ROOT

MAKERS = "zeros ones full empty eye rand randn randint randperm linspace arange tensor as_tensor"
# Whole numbers and truth values have their type whatever the default; floats() makes the others.
WHOLE = {"arange", "randint", "randperm", "tensor", "full"}
DATA = ("digits", "wine", "breast_cancer", "diabetes")
PROBES = ("activation_spread", "error_norms", "gradient_norms", "dead_units", "stuck_shares")


def unnamed(source, checked_under_usual_defaults):
    """Yield the lines that make a tensor of no named type or device.

    Args:    checked_under_usual_defaults: whether functions are left out.
    """
    tree = ast.parse(source)
    skipped = set()
    if checked_under_usual_defaults:
        functions = [n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.Lambda))]
        skipped = {inner for function in functions for inner in ast.walk(function)}
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call) and n not in skipped):
        if isinstance(call.func, ast.Attribute) and call.func.attr in MAKERS.split():
            if ast.unparse(call.func.value) != "torch":
                continue
            named = {keyword.arg for keyword in call.keywords}
            needed = {"device"} if call.func.attr in WHOLE else {"dtype", "device"}
            if not (None in named or needed <= named):  # None: **FLOATS
                yield f"{call.lineno}: {ast.unparse(call)}"


@pytest.mark.parametrize("path", sorted((ROOT / "helpers").rglob("*.py")), ids=str)
def test_what_makes_a_tensor_names_its_type_and_its_device(path):
    source = path.read_text("utf-8")
    assert list(unnamed(source, path.name == "exercises.py")) == []


def test_a_maker_without_a_name_is_found():
    assert list(unnamed("x = torch.zeros(3)", False)) == ["1: torch.zeros(3)"]
    assert list(unnamed("x = torch.rand(3, dtype=d)", False)) == ["1: torch.rand(3, dtype=d)"]
    assert list(unnamed("x = torch.randperm(3, device=d)", False)) == []
    assert list(unnamed("def f(): torch.zeros(3)", True)) == []


def course():
    """Numbers of all the course's parts that draw or compute."""
    sets = [data.load.__wrapped__(name) for name in DATA] + [data.salaries(40)]
    sets += [data.make(name, 40) for name in SHAPES]
    yield from (part for dataset in sets for part in (dataset.x, dataset.y))
    split = data.split(data.noisy_labels(data.make("moons", 60), 0.1))
    for how in scaling.SCALERS:
        yield scaling.scale(split, how).test.x
    recipes = [Recipe(hidden=(4, 4), init=init) for init in INITS]
    recipes += [Recipe(hidden=(4, 4), optimizer=rule, schedule="cosine") for rule in OPTIMIZERS]
    recipes += [Recipe(hidden=(4, 4), norm=norm, dropout=0.5, l1=0.1) for norm in NORMS]
    recipes += [Recipe(hidden=(4, 4), activation=activation) for activation in ACTIVATIONS]
    looks = [getattr(probes, name) for name in PROBES]
    history = fit(recipes, split, epochs=2, probes=looks)
    yield from (history[name] for name in ["loss", "test_loss", "test_accuracy", *PROBES])
    yield history.epochs


def test_the_courses_numbers_are_the_same_under_any_defaults(request):
    expected = list(course())
    request.getfixturevalue("foreign_defaults")
    for ours, theirs in zip(course(), expected, strict=True):
        assert (ours.dtype, ours.device) == (theirs.dtype, theirs.device)
        assert torch.equal(ours.nan_to_num(), theirs.nan_to_num())


@pytest.mark.usefixtures("foreign_defaults")
def test_usual_defaults_leave_a_readers_own_as_they_are():
    with usual_defaults():
        number = torch.tensor([1.0]) / 3
    assert (number.dtype, number.device.type) == (torch.float32, "cpu")
    assert torch.get_default_dtype() == torch.float64
    assert torch.get_default_device().type == "meta"
