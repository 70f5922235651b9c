"""`course.py test --seeds`: every claim under every shift, and none hides another."""

import re
import sys
from pathlib import Path

import pytest

import course
from tests import ROOT
from tools import claims, notebooks

IMPORTS = f"sys.path.insert(0, {str(ROOT)!r})\nfrom helpers import claims, experiments"
LUCKY = """first = experiments.seeds(1)[0]
claims.claim("The seed is small", claims.at_most(first, 1500))
claims.claim("One is small", claims.at_most(1, 2))"""
GUESS = """from helpers import questions
guess = questions.predict("How large is the seed?", {"small": (-1, 500), "large": (500, 1500)})
guess.answer(first, "It is what it is")"""
LAB = "@lab('No lab')\ndef none(): 1 / 0"
TWICE = 'for value in (1, first):\n    claims.claim("All are 1", claims.at_most(value, 1))'


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The course's tools work on tmp_path, with the python of this test."""
    monkeypatch.setattr(notebooks, "ROOT", tmp_path)
    monkeypatch.setattr(course, "environment", lambda *_: Path(sys.executable))


def test_a_claim_that_holds_by_luck_is_found(here, write_notebook, capsys):
    write_notebook(IMPORTS, LUCKY, GUESS, LAB, TWICE)
    write_notebook("print('claims nothing')", name="07_other.ipynb")
    assert course.main(["test", "--seeds", "3", "00"]) == 1
    told = capsys.readouterr().out
    assert "00_small.ipynb under COURSE_SEED=0: 4 of 4 claims hold" in told
    assert "00_small.ipynb under COURSE_SEED=2: 2 of 4 claims hold" in told
    # A question without an answer is told, and stops no later claim.
    assert told.count("a cell stopped") == 1 and "answer: 2000 lies in no range" in told
    rows = re.findall(r"(?m)^00        (\d) of 3  (.*?)  \[(.*?)\](.*)$", told)
    assert rows == [
        ("2", "The seed is small", "measured ≈ 2000, may be at most 1500", lost(2)),
        ("3", "One is small", "measured ≈ 1, may be at most 2", ""),
        ("3", "All are 1", "measured ≈ 1, may be at most 1", ""),
        ("1", "All are 1", "measured ≈ 2000, may be at most 1", lost("1, 2")),
    ]


def test_several_processes_tell_the_same(here, write_notebook, capsys):
    write_notebook(IMPORTS, LUCKY, TWICE)
    write_notebook(IMPORTS, 'claims.claim("One is small", claims.at_most(1, 2))', name="07_o.ipynb")
    tables = []
    for more in ([], ["--workers", "3"]):
        assert course.main(["test", "--seeds", "3", *more]) == 1
        tables.append(re.sub(r" \(\d+ s\)", "", capsys.readouterr().out))
    assert tables[0] == tables[1]
    assert "07_o.ipynb under COURSE_SEED=2: 1 of 1 claims hold" in tables[0]


def lost(shifts):
    return f"  ← not under COURSE_SEED={shifts}"


def test_claims_that_all_hold_end_well_and_none_at_all_is_told(here, write_notebook, capsys):
    write_notebook(IMPORTS, 'claims.claim("One is small", claims.at_most(1, 2))')
    write_notebook("print('claims nothing')", name="07_other.ipynb")
    assert course.main(["test", "--seeds", "1"]) == 0
    assert "00        1 of 1  One is small  [measured ≈ 1, may be at most 2]" in (
        capsys.readouterr().out
    )
    assert course.main(["test", "--seeds", "1", "07"]) == 1
    # A cell that stops under every shift takes its claims out of the table: no good end either.
    write_notebook(IMPORTS, "1 / 0", 'claims.claim("One is small", claims.at_most(1, 2))')
    assert course.main(["test", "--seeds", "1", "00"]) == 1
    assert "These notebooks claim nothing." in capsys.readouterr().out


def piece(holds, words, margin):
    return {"holds": holds, "words": words, "margin": margin}


def test_a_claim_that_a_stopped_cell_hid_did_not_hold():
    there = {("A", 0): [piece(True, "1", 1.0)], ("B", 0): [piece(True, "2", 1.0)]}
    assert claims.table([{("B", 0): [piece(True, "3", 0.5)]}, there]) == [
        ("B", [0, 1], "3"),
        ("A", [1], "1"),
    ]


def test_the_worst_of_each_piece_is_shown():
    nan = float("nan")
    runs = [
        {("A", 0): [piece(True, "near", 0.1), piece(False, "beyond", 0.2)]},
        {("A", 0): [piece(True, "far", 0.9), piece(True, "well", 0.1)]},
    ]
    assert claims.table(runs) == [("A", [1], "near; beyond")]
    runs = [{("A", 0): [piece(False, "bad", -9)]}, {("A", 0): [piece(False, "no number", nan)]}]
    assert claims.table(runs) == [("A", [], "no number")]


@pytest.mark.parametrize("option", ["--seeds=0", "--seeds=-1", "--seeds=x", "--workers=0"])
def test_a_number_of_shifts_is_one_or_more(option, capsys):
    with pytest.raises(SystemExit):
        course.main(["test", option])
    assert "takes a whole number, 1 or more, not" in capsys.readouterr().err
