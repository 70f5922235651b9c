"""`course.py readings`: a number that prose repeats from a figure is still the figure's."""

import json

import pytest

import course
from tools import notebooks, readings


def code(source="", written=""):
    outputs = [{"output_type": "stream", "name": "stdout", "text": [written]}] if written else []
    return {"cell_type": "code", "source": [source], "outputs": outputs}


def prose(text):
    return {"cell_type": "markdown", "source": [text]}


def unread(text, *above):
    """The numbers of a reading that the cells above it do not show."""
    cells = [prose("## 1 · Section"), *above, prose(f"**Read the figure.** {text}")]
    return [number for _, number, _ in readings.unread(cells)]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("A loss of 1.24.", "loss ≈ 1.236"),
        ("1,024 steps and −0.5", "at step 1024: ≈ −0.48"),
        ("It gains 13 points, from 12 to 25 %.", "≈ 12.6 points; ≈ 0.12, ≈ 25.3 %"),
        ("Thirteen points more", "accuracy ≈ 0.126"),
        ("3 times as long, four times as wide", "measured ≈ 2.9 times, ≈ 4 times"),
        ("Only 3·10⁻⁵ is left, or 10⁻⁷", "≈ 3.2·10⁻⁵ and 2.2e-7"),
        ("More than 10⁴, at most 1/4 of it", "≈ 1.2·10⁴"),
        ("about 80 % are right", "≈ 78 %"),
        ("more than 20 times, less than 5 points", "≈ 22 times; ≈ 4.1 points"),
    ],
)
def test_a_number_that_an_output_shows_is_read_rightly(text, written):
    assert unread(text, code(written=written)) == []


@pytest.mark.parametrize(
    ("text", "written", "stale"),
    [
        ("A loss of 1.24.", "loss ≈ 1.26", "1.24"),
        ("13 points", "≈ 12.4 points", "13"),
        ("13 points", "13 steps", "13"),
        ("13 steps", "≈ 13 %", "13"),
        ("Thirteen points more", "accuracy ≈ 0.14", "Thirteen"),
        ("3·10⁻⁵", "≈ 3.2·10⁻⁶", "3·10⁻⁵"),
        ("10⁻⁷", "≈ 4·10⁻⁷", "10⁻⁷"),
        ("about 80 %", "≈ 74 %", "80"),
        ("80 %", "≈ 78 %", "80"),
        ("more than 20 points", "≈ 18.4 points", "20"),
        ("more than 20 times", "≈ 70 times", "20"),
        ("under 5 points", "≈ 5.6 points", "5"),
    ],
)
def test_a_number_that_no_output_shows_is_stale(text, written, stale):
    assert unread(text, code(written=written)) == [stale]


def test_a_setting_in_the_code_above_needs_no_output():
    cell = code("compare(variants, digits, epochs=40, dropout=0.3)")
    assert unread("After 40 epochs with 30 % of the units shut down, 0.3 of them", cell) == []
    assert unread("After 41 epochs, 40 % are right", cell) == ["41", "40"]


def test_what_is_exact_or_from_a_source_is_named_in_the_cell():
    text = "0.25 at most; He et al. measured 3.3 times."
    assert unread(text) == ["0.25", "3.3"]
    assert unread(f"{text}\n\n<!-- exact: 0.25 -->\n<!-- source: 3.3 -->") == []


def test_only_outputs_above_it_in_its_own_section_count():
    cells = [code(written="≈ 7"), prose("## 2 · Next"), prose("**Read the numbers.** It is 7.")]
    assert [place for place, *_ in readings.unread(cells)] == [2]
    cells = [prose("## 2 · Next"), prose("**Read it.** It is 7."), code(written="≈ 7")]
    assert [number for _, number, _ in readings.unread(cells)] == ["7"]


def test_code_formulas_citations_places_and_sizes_are_no_measurements():
    text = "`lr=9` and $x_7$ in sections 5 and 6, notebook 03 (B4; He et al. 2015, arXiv 1502.0185)"
    assert unread(f"{text}: a 64-64-10 network on 8×8 images.") == []


def test_what_is_in_html_or_beside_a_picture_counts_and_a_picture_does_not():
    figure = {
        "text/plain": ["Figure: ≈ 12 %"],
        "image/png": "77",
        "text/html": ["<b>≈ 5&nbsp;%</b>"],
    }
    cell = {"cell_type": "code", "source": [], "outputs": [{"data": figure}]}
    assert unread("12 % and 5 %", cell) == [] and unread("77 times", cell) == ["77"]


def test_the_command_says_which_and_where(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(notebooks, "ROOT", tmp_path)
    (tmp_path / "notebooks").mkdir()
    cells = [prose("## 1 · A"), code(written="≈ 7"), prose("**Read the numbers.** It fell to 8.")]
    path = tmp_path / "notebooks/00_small.ipynb"
    path.write_text(json.dumps({"cells": cells}))
    assert course.main(["readings", "00"]) == 1
    told = capsys.readouterr().out
    assert "00_small.ipynb cell 2: 8 in “" in told and told.endswith("shows: 1\n")
    path.write_text(json.dumps({"cells": cells[:2]}))
    assert course.main(["readings"]) == 0
