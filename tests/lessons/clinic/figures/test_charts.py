"""The chart, drawn: every question and illness, and the diagnosis lit."""

from dataclasses import replace

import pytest

from helpers.lessons.clinic import chart
from helpers.lessons.clinic.chart import CHART
from helpers.lessons.clinic.figures.charts import Checklist
from helpers.lessons.clinic.illnesses import ILLNESSES
from helpers.lessons.clinic.patients import admit
from helpers.lessons.clinic.scripts import Script
from helpers.lessons.clinic.symptoms import examine
from tests.pictures import check_settled


def symptoms(name):
    return admit(1, name, "moderate").examine()


def test_the_chart_knows_every_illness_and_where_it_is_taught():
    plot = Checklist()
    words = plot.update([None])
    texts = [text.get_text() for text in plot.axis.texts]
    for ask in CHART:
        assert ask.illness in words and ask.illness in texts
        assert ILLNESSES[ask.illness].cure in texts and ask.ask in " ".join(texts)
        assert ask.taught in texts and ask.stage in texts


def check_boxes(plot):
    """All texts stand inside their boxes, all boxes inside the figure."""
    renderer = plot.canvas.get_renderer()
    for frame, texts in plot.boxes:
        box = frame.get_window_extent(renderer)
        assert 0 < box.x0 < box.x1 < plot.width and 0 < box.y0 < box.y1 < plot.height
        for text in texts:
            inside = text.get_window_extent(renderer)
            assert box.x0 < inside.x0 and inside.x1 < box.x1 - 2, text.get_text()
            assert box.y0 < inside.y0 and inside.y1 < box.y1, text.get_text()


def test_all_that_the_chart_says_stands_inside_its_boxes():
    check_boxes(Checklist())


def test_a_further_question_needs_one_place(monkeypatch):
    name = "flipped images"
    monkeypatch.setitem(ILLNESSES, name, replace(ILLNESSES["shuffled labels"], name=name))
    look = {"stage": "pixels", "notebooks": ("00", "04"), "notes": "J0"}
    further = replace(CHART[0], ask="Do images stand on their head?", illness=name, **look)
    monkeypatch.setattr(chart, "CHART", (*CHART[:2], further, *CHART[2:]))
    plot = Checklist()
    check_boxes(plot)
    asked = [[text.get_text() for text in texts] for _, texts in plot.boxes]
    for k, ask in enumerate(chart.CHART):
        question, illness = asked[2 * k : 2 * k + 2]
        assert question == [ask.stage, *question[1:]] and " ".join(question[1:]) == ask.ask
        assert illness == [ask.illness, ILLNESSES[ask.illness].cure, ask.taught]
    assert plot.update([symptoms("dead ReLU")]).startswith("the first yes is to question 8 of 11")


@pytest.mark.parametrize("name", ["leaked test set", "dead ReLU", "healthy"])
def test_only_the_diagnosis_is_lit(name):
    plot = Checklist()
    patient = examine(Script()) if name == "healthy" else symptoms(name)
    words = plot.update([None, patient])
    lit = {key for key, parts in plot.lit.items() if any(part.get_visible() for part in parts)}
    assert lit == {name}
    assert (
        words
        == {
            "leaked test set": "the first yes is to question 1 of 10: leaked test set",
            "dead ReLU": "the first yes is to question 7 of 10: dead ReLU",
            "healthy": "no to all 10 questions: healthy",
        }[name]
    )


def test_a_settled_picture_depends_on_its_list_alone_and_fits():
    check_settled(Checklist, lambda: [None, symptoms("dead ReLU")])
