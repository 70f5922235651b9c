"""The house by lessons: imports run one way, what computes draws nothing, lessons stand alone."""

import ast

import pytest

from tests import ROOT
from tools import notebooks

DRAWING = {"matplotlib", "mpl_toolkits", "ipywidgets", "IPython"}
# What may draw is seen in its path: these rooms, a lesson's figures, four words of the vocabulary.
DRAWS = {"drawing", "live", "figures", "plots", "panels", "lab", "questions"}


def draws(name):
    return bool(DRAWS & set(name.split(".")))


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
    """Return a file's name below helpers: "data", "lessons.dropout.thinned"."""
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


# What a room may import of the others, besides the course's vocabulary; a lesson: all of them.
BELOW = {"engine": (), "drawing": ("engine",), "live": ("drawing",), "tuning": ("engine",)}


def room(name):
    """Return the room a helper stands in: "engine", "lessons.dropout", "" for the vocabulary."""
    parts = name.split(".")[:-1]
    return ".".join(parts[: 2 if parts[:1] == ["lessons"] else 1])


@pytest.mark.parametrize("name", FILES)
def test_no_lesson_imports_another_and_nothing_below_imports_a_lesson(name):
    here, rooms = room(name), {room(other) for other in helpers_in(IMPORTS[name])} - {""}
    lessons = {other for other in rooms if other.startswith("lessons.")}
    if here.startswith("lessons."):
        assert lessons <= {here, "lessons.shared"}, f"{name} imports another lesson: {lessons}"
    else:
        allowed = {here, *BELOW.get(here, ("engine", "drawing", "live"))}
        assert rooms <= allowed, f"{name} imports what stands above it: {rooms - allowed}"


def test_a_lesson_is_named_as_its_notebook():
    folders = {path.name for path in (ROOT / "helpers/lessons").iterdir() if path.is_dir()}
    assert folders - {"shared", "__pycache__"} == {path.stem[3:] for path in notebooks.found()}


def public(path):
    """The classes and functions that a file defines for others."""
    nodes = ast.parse(path.read_text("utf-8")).body
    named = [node for node in nodes if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    return {node.name for node in named if not node.name.startswith("_")}


def test_one_name_means_one_thing():
    owners = {}
    for name, path in FILES.items():
        for thing in public(path):
            owners.setdefault(thing, []).append(name)
    assert {thing: names for thing, names in owners.items() if len(names) > 1} == {}


# Variables are named by nouns of the field; these say that something happened, not what it is.
PARTICIPLES = {"found", "came", "kept", "made", "seen", "told"}


@pytest.mark.parametrize("name", FILES)
def test_variables_are_called_what_they_are(name):
    source = FILES[name].read_text("utf-8")
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
    bound = {node.id for node in nodes if isinstance(node.ctx, ast.Store)}
    assert not bound & PARTICIPLES
    assert "fmt: skip" not in source  # lines fit without it


# tuning's is its door; a test of its own sees that importing it stays light.
PACKAGES = [name for name in FILES if name.endswith("__init__") and name != "tuning.__init__"]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_itself_imports_nothing(name):
    assert IMPORTS[name] <= {"sys"}  # or `import helpers.data` would load the widgets too


def test_every_folder_is_a_package():
    folders = {path.parent for path in FILES.values()}
    assert all((folder / "__init__.py").exists() for folder in folders)  # or it is not installed


def test_every_import_is_seen(monkeypatch):
    source = "import a.b\ndef f():\n    from matplotlib import cm\n    from .style import X\n"
    assert imports_of(source) == {"a.b", "matplotlib.cm", "helpers.style.X"}
    assert helpers_in({"helpers.lessons.shared.exercise.Exercise"}) == {"lessons.shared.exercise"}
    assert helpers_in({"helpers.data.load", "helperss.style"}) == {"data"}
    assert room("lessons.dropout.figures.doubts") == "lessons.dropout" and room("data") == ""
    monkeypatch.setitem(IMPORTS, "recipes", {"helpers.shapes.X"})
    monkeypatch.setitem(IMPORTS, "shapes", {"helpers.recipes.Recipe"})
    with pytest.raises(AssertionError, match="circle: recipes -> shapes -> recipes"):
        reached("recipes")
