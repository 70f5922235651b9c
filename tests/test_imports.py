"""Imports in helpers/ run one way, what computes draws nothing, and files stay readable."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DRAWING = {"matplotlib", "mpl_toolkits", "ipywidgets", "IPython"}
# The only helpers that may draw; every other one, and every new one, computes.
DRAWS = {"style", "ticks", "canvas", "maps", "panels", "plots"}
DRAWS |= {"pump", "instrument", "lab", "questions"}


def draws(name):
    """Whether a helper may draw: one of the above, or a figure of one lesson."""
    return name in DRAWS or name.startswith("figures.")


def imports_of(source):
    """Return what a source imports anywhere in it, also inside functions: full dotted names."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(filter(None, ["helpers" if node.level else "", node.module]))
            names |= {f"{start}.{alias.name}" for alias in node.names}
    return names


def module_name(path):
    """Return a file's name below helpers: "data", "exercises.gradients"."""
    return ".".join(path.relative_to(ROOT / "helpers").with_suffix("").parts)


FILES = {module_name(path): path for path in sorted((ROOT / "helpers").rglob("*.py"))}
IMPORTS = {name: imports_of(path.read_text("utf-8")) for name, path in FILES.items()}


def helpers_in(names):
    """Return which of helpers' files are among dotted names, or hold what is named."""
    found = set()
    for name in names:
        parts = name.removeprefix("helpers.").split(".") if name.startswith("helpers.") else []
        found |= {".".join(parts[: k + 1]) for k in range(len(parts))} & set(FILES)
    return found


def reached(name, path=()):
    """Return all the helpers that a helper imports, directly or not.

    Raises:  AssertionError: if it comes back to one it came from.
    """
    assert name not in path, f"imports go in a circle: {' -> '.join([*path, name])}"
    near = helpers_in(IMPORTS[name])
    return near.union(*(reached(other, (*path, name)) for other in near))


@pytest.mark.parametrize("name", FILES)
def test_imports_run_one_way_and_what_computes_does_not_draw(name):
    below = {name} | reached(name)
    if not draws(name):
        drawing = {n for other in below for n in IMPORTS[other] if n.split(".")[0] in DRAWING}
        assert not drawing, f"{name} computes, yet it reaches {sorted(drawing)}"
        assert not any(map(draws, below)), f"{name} computes, yet it imports what draws"


# tuning's is its door; a test of its own sees that importing it stays light.
PACKAGES = [name for name in FILES if name.endswith("__init__") and name != "tuning.__init__"]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_itself_imports_nothing(name):
    assert IMPORTS[name] == set()  # or `import helpers.data` would load the widgets too


def test_every_package_is_installed():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    packages = {path.parent.relative_to(ROOT) for path in FILES.values()}
    named = ", ".join(sorted(f'"{".".join(package.parts)}"' for package in packages))
    assert f"packages = [{named}]" in text


def test_every_import_is_seen(monkeypatch):
    source = "import a.b\ndef f():\n    from matplotlib import cm\n    from .style import X\n"
    assert imports_of(source) == {"a.b", "matplotlib.cm", "helpers.style.X"}
    assert helpers_in({"helpers.exercises.exercise.Exercise"}) == {"exercises.exercise"}
    assert helpers_in({"helpers.data.load", "helperss.style"}) == {"data"}
    monkeypatch.setitem(IMPORTS, "recipes", {"helpers.shapes.X"})
    monkeypatch.setitem(IMPORTS, "shapes", {"helpers.recipes.Recipe"})
    with pytest.raises(AssertionError, match="circle: recipes -> shapes -> recipes"):
        reached("recipes")


SOURCES = [ROOT / "course.py", *(ROOT / "tools").glob("*.py"), *FILES.values()]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_file_holds_one_idea(path):
    length = len(path.read_text("utf-8").splitlines())
    assert length <= 250, f"{path.name} has {length} lines; split it by idea, not by size"
