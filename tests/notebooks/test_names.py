"""The reader of names: what a cell binds, what it needs, what its functions go on reading."""

import pytest

from tests.notebooks.names import CellNames, behind


@pytest.mark.parametrize(
    ("source", "bound", "read", "kept"),
    [
        ("x = y + z", "x", "y z", ""),
        ("x = 1\nprint(x)", "x", "print", ""),
        ("x = x + 1", "x", "x", ""),
        ("x += 1", "x", "x", ""),
        ("x: int = y", "x", "int y", ""),
        ("x, (y, *z) = w", "x y z", "w", ""),
        ("x[0] = y", "", "x y", ""),
        ("x.y = z", "", "x z", ""),
        ("for k in range(n):\n    total = k", "k total", "range n", ""),
        ("with open(path) as file:\n    file.read()", "file", "open path", ""),
        ("try:\n    x\nexcept E as error:\n    error", "error", "x E", ""),
        ("if (n := count()) > 1:\n    n", "n", "count", ""),
        ("[k + a for k in ks if k > b]", "", "ks a b", ""),
        ("{k: v for k, v in pairs for w in v}", "", "pairs", ""),
        ("k = 1\nx = [k for k in ks]", "k x", "ks", ""),
        ("import a.b, c as d", "a d", "", ""),
        ("from a import b as c", "c", "", ""),
        ("def f(x, y=z):\n    return x + y + w", "f", "z", "w"),
        ("def f():\n    x = 1\n    def g():\n        return x + y\n    return g", "f", "", "y"),
        ("@deco(a)\ndef f(): pass", "f", "deco a", ""),
        ("g = lambda x, y=a: x + b", "g", "a", "b"),
        ("[lambda: k + b for k in ks]", "", "ks", "b"),
        ("class C(B):\n    def m(self):\n        return a", "C", "B", "a"),
        ("f'{x:{width}}'", "", "x width", ""),
    ],
)
def test_names_are_read_as_python_reads_them(source, bound, read, kept):
    names = CellNames(source)
    assert set(names.bound) == set(bound.split())
    assert names.read == set(read.split())
    assert names.kept == set(kept.split())


def test_what_a_name_means_is_what_it_is_bound_to():
    one, other = CellNames("from a import x, y\nz = 1"), CellNames("from a import y\nz = 2")
    assert one.bound["y"] == other.bound["y"]
    assert one.bound["z"] != other.bound["z"]
    assert CellNames("from a import y").bound["y"] != CellNames("from b import y").bound["y"]


def test_behind_a_cell_stand_those_that_bind_what_it_needs():
    cells = ["import a", "b = a", "c = 3", "def f(): return b", "print(c)", "f()"]
    assert behind(cells, {5}) == [0, 1, 3, 5]
    assert behind(cells, {4}) == [2, 4]
    assert behind(["x = 1", "x = 1", "x", "x = 1"], {2}) == [1, 2]
