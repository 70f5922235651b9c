"""The clinic's patients: what they show, how they are treated and judged."""

from datetime import date

import pytest
import torch

from helpers import panels
from helpers.lessons.clinic.chart import question
from helpers.lessons.clinic.illnesses import ILLNESSES, SEVERITIES
from helpers.lessons.clinic.patients import CONTROLS, VERDICT_SEEDS, admit, patient_of_the_day
from helpers.lessons.clinic.runs import scores, stream
from helpers.lessons.clinic.treatments import treated


def test_unknown_names_are_told_with_the_list():
    patient = admit(1)
    with pytest.raises(ValueError, match=r"diagnosis takes one of .*dead ReLU.*got 'flu'"):
        patient.judge("flu")
    for material in ("noise", "units", "seed", "recipe", "colour"):
        with pytest.raises(ValueError, match=f"a treatment changes .*got '{material}'"):
            patient.judge("dead ReLU", **{material: 0})
    with pytest.raises(ValueError, match="severity takes one of mild, moderate, severe, got 'x'"):
        admit(1, severity="x")
    with pytest.raises(ValueError, match=r"illness takes one of .*, got \['x'\]"):
        admit(1, ["x"])
    with pytest.raises(ValueError, match="seed takes a whole number"):
        admit(-1)


def test_nothing_that_a_patient_shows_names_its_illness():
    for name in ILLNESSES:
        patient = admit(5, name, "mild")
        shown = f"{patient!r} {patient} {patient.look} {patient.target} {patient.examine()}"
        assert name.lower() not in shown.lower()
        assert name not in str(patient.judge("dead ReLU" if name != "dead ReLU" else "overfitting"))


def test_the_same_seed_is_the_same_patient_and_all_illnesses_come():
    assert admit(7) == admit(7)
    many = [admit(seed) for seed in range(100)]
    assert {patient._illness.name for patient in many} == set(ILLNESSES)
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
    verdict = admit(2, "saturated sigmoid", "mild").judge(
        "saturated sigmoid", "Glorot initialization"
    )
    assert verdict.right and verdict.passed and len(verdict.scores) == VERDICT_SEEDS
    assert "✓ diagnosis" in str(verdict) and "Glorot initialization: smaller weights" in str(
        verdict
    )


def test_any_treatment_that_works_is_accepted():
    patient = admit(2, "saturated sigmoid", "severe")
    both = {"activation": "relu", "init": "he_normal", "gain": 1.0, "lr": 0.02}
    assert not patient.judge("saturated sigmoid", "ReLU").passed
    assert patient.judge("saturated sigmoid", **both).passed
    again = patient.judge("dead ReLU", "ReLU", "He initialization", lr=0.02)
    assert again.passed and not again.right
    assert "The treatment works all the same" in str(again)


def test_a_wrong_diagnosis_hears_what_it_missed():
    verdict = admit(2, "forgotten eval()", "mild").judge("saturated sigmoid", "tanh")
    assert not verdict.right and not verdict.passed
    assert "Its sign is missing: outputs saturated" in str(verdict)
    assert "Overlooked: images answered alike when asked twice" in str(verdict)


def test_a_sign_that_something_earlier_explains():
    verdict = admit(2, "shuffled labels", "severe").judge("overfitting", "L2 penalty")
    assert "Its sign is there: accuracy on training images" in str(verdict)
    assert "first in the chart explains it: training labels" in str(verdict)


def test_controls_are_all_but_what_the_patient_came_with():
    assert {"lr", "scaler", "eval_mode", "leak", "shuffled", "epochs"} <= set(CONTROLS)
    assert not {"noise", "units", "seed", "recipe"} & set(CONTROLS)


def test_a_patients_stream_serves_the_diagnostics_panel_and_takes_changes():
    patient = admit(3, "learning rate too low", "mild")
    records = list(patient.stream(probes=panels.DIAGNOSTICS, epochs=2))
    assert "test accuracy" in panels.Diagnostics().show(records).words
    assert panels.Diagnostics().show(patient.examine().records).words
    assert records[-1].epoch == 2


def test_treatments_are_tried_on_images_that_the_judge_does_not_read():
    patient = admit(4, "overfitting", "mild")
    *_, shown = patient.stream("more data")
    script = treated(patient._script, "more data")
    *_, tried = stream(script, trial=True)
    *_, judged = stream(script)
    assert shown.probed["fresh"] == tried.probed["fresh"] != judged.probed["fresh"]
    assert patient.judge("overfitting", "more data").scores[0].fresh == judged.probed["fresh"]


def test_a_patients_stream_takes_treatments_by_name_and_controls():
    patient = admit(1, "dead ReLU")
    by_name, by_control = (
        list(run)[-1]
        for run in (
            patient.stream("leaky ReLU", epochs=2),
            patient.stream(activation="leaky_relu", negative_slope=0.1, epochs=2),
        )
    )
    assert torch.equal(by_name.probed["fresh"], by_control.probed["fresh"])
    with pytest.raises(ValueError, match="treatment takes one of"):
        patient.stream("tea")


def test_every_patient_has_a_network_of_its_own():
    alike = [admit(seed, "dead ReLU", "mild") for seed in (3, 4)]
    assert [patient._script.recipe.seed for patient in alike] == [3, 4]
    assert alike[0]._script == alike[1]._script.but(seed=3)
    severities = [admit(3, "dead ReLU", severity)._script for severity in SEVERITIES]
    illness = ILLNESSES["dead ReLU"]
    assert severities == [illness.script(dose).but(seed=3) for dose in illness.doses]


def test_a_verdict_is_of_five_networks_and_the_patients_own_symptoms():
    patient = admit(4, "saturated sigmoid", "mild")
    verdict = patient.judge("dead ReLU", "ReLU", "He initialization", epochs=1)
    script = treated(treated(patient._script, "ReLU"), "He initialization").but(epochs=1)
    assert verdict.scores == scores([script.but(seed=4 + k) for k in range(5)])
    assert len({score.fresh for score in verdict.scores}) > 1
    sign = question("saturated sigmoid").words(patient.examine())
    assert f"Overlooked: {sign}." in verdict.hints
