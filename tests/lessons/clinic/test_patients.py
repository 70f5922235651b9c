"""The clinic's patients, the verdicts on their treatment, the exam."""

from dataclasses import replace
from datetime import date

import pytest

from helpers import panels
from helpers.lessons.clinic.chart import question
from helpers.lessons.clinic.exams import Exam
from helpers.lessons.clinic.illnesses import ILLNESSES
from helpers.lessons.clinic.patients import CONTROLS, JUDGED, admit, patient_of_the_day
from helpers.lessons.clinic.runs import Score
from helpers.lessons.clinic.scripts import Script
from helpers.lessons.clinic.symptoms import examine
from helpers.lessons.clinic.treatments import treated
from helpers.lessons.clinic.verdicts import HONEST, Target, verdict
from helpers.recipes import Recipe

QUICK = Script(Recipe(hidden=(8,)), examples=80, epochs=3)
GOOD, POOR = Score(0.95, 0.94, 1.0), Score(0.3, 0.3, 0.4)


def test_unknown_names_are_told_with_the_list():
    with pytest.raises(ValueError, match=r"treatment takes one of ReLU, .*got 'prayer'"):
        treated(QUICK, "prayer")
    with pytest.raises(ValueError, match=r"treatment takes one of .*got \['leaky ReLU'\]"):
        treated(QUICK, ["leaky ReLU"])
    with pytest.raises(ValueError, match=r"diagnosis takes one of .*dead ReLU.*got 'flu'"):
        question("flu")
    patient = admit(1)
    with pytest.raises(ValueError, match=r"diagnosis takes one of .*dead ReLU.*got 'flu'"):
        patient.judge("flu")
    for material in ("noise", "units", "seed", "recipe", "colour"):
        with pytest.raises(ValueError, match=f"a treatment changes .*got '{material}'"):
            patient.judge("dead ReLU", **{material: 0})
    with pytest.raises(ValueError, match="severity takes one of mild, moderate, severe; got 'x'"):
        admit(1, severity="x")
    with pytest.raises(ValueError, match=r"illness takes one of .*; got \['x'\]"):
        admit(1, ["x"])
    with pytest.raises(ValueError, match="seed takes a whole number"):
        admit(-1)
    for place in (4, 1.0):
        with pytest.raises(ValueError, match=f"place takes 1 to 3, got {place}"):
            Exam(0).answer(place, "dead ReLU")


def test_nothing_that_a_patient_shows_names_its_illness():
    for name in ILLNESSES:
        patient = admit(5, name, "mild")
        shown = f"{patient!r} {patient} {patient.look} {patient.target} {patient.examine()}"
        assert name.lower() not in shown.lower()
        assert name not in str(patient.judge("dead ReLU" if name != "dead ReLU" else "overfitting"))


def test_the_same_seed_is_the_same_patient_and_all_illnesses_come():
    assert admit(7) == admit(7)
    met = [admit(seed) for seed in range(100)]
    assert {patient._illness.name for patient in met} == set(ILLNESSES)
    day = date(2026, 11, 24)
    assert patient_of_the_day(day) == patient_of_the_day(day)
    assert patient_of_the_day(day) != patient_of_the_day(date(2026, 11, 25))
    assert patient_of_the_day() == patient_of_the_day(date.today())


def test_the_course_seed_moves_the_network_and_not_the_illness(monkeypatch):
    before = admit(7)
    monkeypatch.setenv("COURSE_SEED", "2")
    after = admit(7)
    assert after._illness is before._illness
    assert after._script == before._script.but(seed=before._script.recipe.seed + 2000)


def test_a_right_diagnosis_and_the_cure():
    judged = admit(2, "saturated sigmoid", "mild").judge(
        "saturated sigmoid", "Glorot initialization"
    )
    assert judged.right and judged.passed and len(judged.scores) == JUDGED
    assert "✓ diagnosis" in str(judged) and "Glorot initialization: smaller weights" in str(judged)


def test_any_treatment_that_works_is_accepted():
    patient = admit(2, "saturated sigmoid", "severe")
    both = {"activation": "relu", "init": "he_normal", "gain": 1.0, "lr": 0.02}
    assert not patient.judge("saturated sigmoid", "ReLU").passed
    assert patient.judge("saturated sigmoid", **both).passed
    again = patient.judge("dead ReLU", "ReLU", "He initialization", lr=0.02)
    assert again.passed and not again.right
    assert "The treatment works all the same" in str(again)


def test_a_wrong_diagnosis_hears_what_it_missed():
    judged = admit(2, "forgotten eval()", "mild").judge("saturated sigmoid", "tanh")
    assert not judged.right and not judged.passed
    assert "Its sign is missing: outputs saturated" in str(judged)
    assert "Overlooked: images answered alike when asked twice" in str(judged)


def test_a_sign_that_something_earlier_explains():
    judged = admit(2, "shuffled labels", "severe").judge("overfitting", "L2 penalty")
    assert "Its sign is there: accuracy on training images" in str(judged)
    assert "first in the chart explains it: training labels" in str(judged)


def test_four_seeds_in_five_decide_and_the_report_counts():
    illness, symptoms = ILLNESSES["dead ReLU"], examine(QUICK)

    def judged(*came):
        return verdict(illness, symptoms, "dead ReLU", (), came)

    assert judged(*[GOOD] * 4, POOR).passed
    assert not judged(*[GOOD] * 3, POOR, POOR).passed
    assert "does not reach" in str(judged(*[POOR] * 5))
    flattering = replace(GOOD, reported=GOOD.fresh + HONEST + 0.01)
    assert not Target(0.8).met(flattering) and Target(0.8).met(GOOD)


def test_controls_are_all_but_what_the_patient_came_with():
    assert {"lr", "scaler", "eval_mode", "leak", "shuffled", "epochs"} <= set(CONTROLS)
    assert not {"noise", "units", "seed", "recipe"} & set(CONTROLS)


def test_a_patients_stream_serves_the_diagnostics_panel_and_takes_changes():
    patient = admit(3, "learning rate too low", "mild")
    records = list(patient.stream(probes=panels.DIAGNOSTICS, epochs=2))
    assert "test accuracy" in panels.Diagnostics().show(records).words
    assert panels.Diagnostics().show(patient.examine().records).words
    assert records[-1].epoch == 2


def test_an_exam_has_three_illnesses_and_a_score():
    exam = Exam(4)
    assert len({patient._illness.name for patient in exam.patients}) == 3
    assert exam.patients == Exam(4).patients != Exam(5).patients
    assert (exam.score, exam.full) == (0, 6) and "not answered yet" in str(exam)
    illness = exam.patients[0]._illness
    exam.answer(1, illness.name, illness.cure)
    assert exam.score == 2 and "1. diagnosis right, treatment works" in str(exam)
    exam.answer(1, illness.name, epochs=1)  # the last answer counts
    assert exam.score == 1
