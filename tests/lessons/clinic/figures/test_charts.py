"""The chart, drawn: every question and illness, and the diagnosis lit."""

from dataclasses import replace
from itertools import chain as chained

import pytest

from helpers.lessons.clinic import chart
from helpers.lessons.clinic.chart import CHART
from helpers.lessons.clinic.figures.charts import Checklist
from helpers.lessons.clinic.illnesses import ILLNESSES
from helpers.lessons.clinic.symptoms import Symptoms
from tests.lessons.clinic.samples import SIGNS
from tests.pictures import check_settled

# What a healthy script shows, and for each illness what else.
WELL = {"overlap": 0.0, "odd_labels": 0.05, "scale_ratio": 2.0, "agreement": 1.0, "copies": 0.0}
WELL |= {"saturated": 0.1, "dead": 0.1, "arrives": 0.8, "pace": 0.005}
WELL |= {"first_loss": 2.3, "last_loss": 0.1, "train": 0.95, "reported": 0.9, "fresh": 0.9}
SICK = SIGNS | {"healthy": {}}


def symptoms(*names):
    """The symptoms of a script with these illnesses."""
    found = [SICK[name].items() for name in names]
    return Symptoms(**{**WELL, **dict(chained.from_iterable(found))}, records=())


def test_the_chart_knows_every_illness_and_where_it_is_taught():
    plot = Checklist()
    words = plot.update([None])
    illnesses = ", ".join(ask.illness for ask in CHART)
    assert words == f"11 questions in order, the first yes is the diagnosis: {illnesses}"
    texts = [text.get_text() for text in plot.axis.texts]
    for ask in CHART:
        assert ask.illness in texts
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
    words = plot.update([symptoms("dead ReLU")])
    assert words == "the first yes is to question 8 of 12: dead ReLU"


@pytest.mark.parametrize(("place", "name"), list(enumerate(SICK, start=1)))
def test_only_the_diagnosis_is_lit(place, name):
    plot = Checklist()
    words = plot.update([None, symptoms(name)])
    lit = {key for key, parts in plot.lit.items() if any(part.get_visible() for part in parts)}
    assert lit == {name}
    wanted = f"the first yes is to question {place} of 11: {name}"
    assert words == (wanted if place <= 11 else "no to all 11 questions: healthy")


def test_of_two_illnesses_the_earlier_question_gives_the_diagnosis():
    words = Checklist().update([symptoms("overfitting", "dead ReLU")])
    assert words == "the first yes is to question 7 of 11: dead ReLU"


def test_a_settled_picture_depends_on_its_list_alone_and_fits():
    check_settled(Checklist, lambda: [None, symptoms("dead ReLU")])
