"""Projector mode and the class's seed: set by a call or from outside, seen in figures and labs."""

import re
import subprocess
import sys

import pytest

from helpers import classroom
from helpers.controls import choice, controls_of, slider
from helpers.drawing.canvas import Plot
from helpers.lab import Lab
from tests import ROOT
from tests.tiny import Item, TinyPlot, look


@pytest.fixture(autouse=True)
def plain_afterwards():
    yield
    classroom.projector(False)
    classroom.class_seed(None)


def run(x=slider(0, 50, 20), seeds=choice(1, 8, 32), seed=3):
    yield Item(x + seed)


def test_before_a_projector_all_is_larger_by_the_same_factor():
    plain = Lab("Tiny", TinyPlot(), run)
    classroom.projector()
    large = Lab("Tiny", TinyPlot(), run)
    for side in ("width", "height"):
        assert int(getattr(large.image, side)) == 1.4 * int(getattr(plain.image, side))
    for shown, width, height in ((large, 84, 56), (Plot(), 1176, 532)):
        look = shown._repr_mimebundle_()[1]["image/png"]
        assert (look["width"], look["height"]) == (width, height)
    fonts = [made.view.children[0].children[0].value for made in (plain, large)]
    assert "font-size: 14px" in fonts[0] and "font-size: 20px" in fonts[1]


def test_streamed_frames_have_the_pixels_of_the_page():
    classroom.projector()
    made = Lab("Tiny", TinyPlot(), run)
    made._show([Item(1)], "running")
    assert look(made.image.value)[0] == (84, 56)
    made._show([Item(1)], "done")
    assert look(made.image.value)[0] == (120, 80)


def test_a_class_begins_with_one_seed():
    assert controls_of(run)["seed"].value == 3
    classroom.class_seed(2026)
    made = Lab("Tiny", TinyPlot(), run, story=[("begin", {}), ("further", {"x": 30})])
    assert made.code == "t:20,1,s2026"
    made.step(2)
    assert made.values["seed"] == 2026
    made.set(seed=5)
    made.reset()
    assert made.values["seed"] == 2026


def test_what_chance_does_stands_in_the_bottom_row():
    made = Lab("Tiny", TinyPlot(), run)
    bottom = made.view.children[-1].children
    assert [made.widgets.inputs[name] for name in ("seeds", "seed")] == list(bottom[3:5])


@pytest.mark.parametrize("seed", [-1, 10_000, 1.0, "7", True])
def test_a_bad_class_seed_is_refused(seed):
    with pytest.raises(ValueError, match="class_seed takes a whole number, 0 to 9999, got"):
        classroom.class_seed(seed)


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("COURSE_PROJECTOR", "1", "1.4 0"),
        ("COURSE_CLASS_SEED", "41", "1.0 41"),
        ("COURSE_PROJECTOR", "yes", "COURSE_PROJECTOR takes 0 or 1, got 'yes'"),
        ("COURSE_CLASS_SEED", "-3", "COURSE_CLASS_SEED takes a whole number, got '-3'"),
    ],
)
def test_the_environment_sets_both_from_outside(variable, value, says, monkeypatch):
    monkeypatch.setenv(variable, value)
    program = "from helpers import classroom; print(classroom.zoom(), classroom.seed(0))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert says in done.stdout + done.stderr


def test_what_the_lecturers_guide_types_works():
    guide = (ROOT / "notebooks/README.md").read_text("utf-8")
    typed = re.findall(r"`(from helpers import .*?)`", guide)
    assert typed
    for line in typed:
        exec(line, {})
