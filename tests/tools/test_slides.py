"""Slides: sorted by Jupyter's slide types, complete in themselves, made of every notebook."""

import json
import re
import sys
from pathlib import Path

import pytest

import course
from tools import notebooks
from tools.deck import deck

PICTURE = {"image/png": "iVBORw0KGgo=", "text/plain": ["Figure: a < b."]}


def cell(source, kind=None, outputs=None, tags=()):
    """A cell with a slide type; with outputs it is code."""
    metadata = {"tags": list(tags)} | ({"slideshow": {"slide_type": kind}} if kind else {})
    kind = "markdown" if outputs is None else "code"
    return {"cell_type": kind, "source": [source], "metadata": metadata, "outputs": outputs or []}


def shown(data):
    return {"output_type": "display_data", "data": data}


def printed(text):
    return {"output_type": "stream", "name": "stdout", "text": [text]}


def test_cells_become_columns_of_sheets():
    cells = [
        cell("import torch", "skip", []),
        cell("# Title", "slide"),
        cell("More"),
        cell("Say this", "notes"),
        cell("## 1 · First\n\nText", "slide"),
        cell("Below", "subslide"),
        cell("Then", "fragment"),
    ]
    first, second = deck.sheets_of(cells)
    (title,) = first
    assert title["html"].count('class="text"') == 2 and "import torch" not in title["html"]
    assert "Say this" in title["notes"] and "Say this" not in title["html"]
    top, below = second
    assert (title["section"], top["section"], below["section"]) == ("", "", "1 · First")
    assert '<div class="fragment"><div class="text"><p>Then' in below["html"]


@pytest.mark.parametrize(
    "cells", [[], [cell("x", "skip")], [cell("Text")], [cell("Text", "subslide")]]
)
def test_slides_without_a_first_one_are_told(cells):
    with pytest.raises(ValueError, match=r"must be of type slide, see CONTRIBUTING\.md"):
        deck.sheets_of(cells)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (cell("x = 1", "slide", []), True),  # nothing else to show
        (cell("x = 1", "slide", [printed("1\n")]), False),
        (cell("x = 1", "slide", [printed("1\n")], ["show-code"]), True),
        (cell("x = 1", "slide", [shown(PICTURE)]), False),
    ],
)
def test_code_is_shown_where_it_is_the_lesson(made, code):
    assert ('class="code"' in deck.shown(made)) == code


def test_a_picture_carries_its_words_and_a_lab_is_named():
    made = deck.shown(cell("plot", outputs=[shown(PICTURE)]))
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in made
    assert 'alt="a &lt; b."' in made and "<figcaption>a &lt; b.<" in made
    lab = deck.shown(cell('@lab("The product", picture)', outputs=[shown(PICTURE)]))
    assert "<figcaption><b>Lab</b> · a &lt; b.<" in lab


def test_printed_claims_and_answers_are_told_from_type():
    text = "x = 1\n✓ All < 2  [measured ≈ 1]\nAnswer: one (≈ 1).\nIt is < 2.\ny = 2\n"
    assert deck.printed(text) == (
        "<pre>x = 1\n</pre>"
        '<p class="claim">✓ All &lt; 2<small>measured ≈ 1</small></p>'
        "<p><b>Answer: one (≈ 1).</b><br>It is &lt; 2.</p><pre>y = 2\n</pre>"
    )


def test_nothing_comes_from_the_network():
    badge = (
        "[![Open](https://colab.example/badge.svg)](https://colab.example/x) [link](https://x.y)"
    )
    made = deck.shown(cell(badge))
    assert "img" not in made and 'href="https://x.y"' in made


def test_formulas_become_mathml_or_are_told():
    made = deck.shown(cell("So $\\sqrt{n}$ and\n\n$$\\frac{a}{b}$$"))
    assert "<msqrt>" in made and "<mfrac>" in made and 'display="block"' in made
    with pytest.raises(ValueError, match=r"this formula has no MathML: \\nonsense x"):
        deck.markdown(r"$\nonsense x$")


@pytest.mark.parametrize("path", notebooks.found(), ids=lambda path: path.stem)
def test_every_notebook_makes_slides_section_by_section(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    columns = deck.sheets_of(cells)
    headings = [cell for cell in cells if re.match("## [0-9]", "".join(cell["source"]))]
    for heading in headings:
        assert heading["metadata"].get("slideshow") == {"slide_type": "slide"}, heading["source"]
    html = "".join(sheet["html"] for column in columns for sheet in column)
    labs = sum("@lab(" in "".join(cell["source"]) for cell in cells)
    assert html.count("<b>Lab</b>") == labs  # each lab's picture is on a slide
    assert "import pathlib" not in html and "✓" in html


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The command works on tmp_path, with the python of this test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(notebooks, "ROOT", tmp_path)
    monkeypatch.setattr(course, "environment", lambda *_: Path(sys.executable))
    return tmp_path


def test_the_command_writes_one_file(here, write_notebook, capsys):
    path = write_notebook()
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"][0]["metadata"]["slideshow"] = {"slide_type": "slide"}
    path.write_text(json.dumps(notebook))
    assert course.main(["slides", "00"]) == 0
    html = (here / "00_small.slides.html").read_text("utf-8")
    assert "A notebook</h1>" in html and "reveal.js 5" in html
    assert not re.search(r'(src|href)="https?:', html)
    assert "00_small.slides.html: open it in a browser" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            ["slides", "00"],
            "00_small.ipynb: the first cell that is not skipped must be of type slide",
        ),
        (["slides", "0"], "Slides are made of one notebook; with '0' begin 00_small, 01_other."),
        (["slides", "7"], "No notebook begins with '7'"),
        (["slides", "00", "--out", "no/folder.html"], "There is no folder"),
    ],
)
def test_what_makes_no_slides_is_told(here, write_notebook, line, told, capsys):
    write_notebook()
    write_notebook(name="01_other.ipynb")
    assert course.main(line) == 1
    assert told in capsys.readouterr().out
    assert not list(here.glob("*.html"))
