"""The clinic: scripts and their data, what is measured on them, patients, verdicts, exams."""

from dataclasses import replace
from datetime import date

import pytest
import torch

from helpers import panels
from helpers.clinic.chart import CHART, HEALTHY, diagnose, question
from helpers.clinic.exams import Exam
from helpers.clinic.illnesses import ILLNESSES, SEVERITIES
from helpers.clinic.patients import CONTROLS, JUDGED, admit, patient_of_the_day
from helpers.clinic.runs import Score, scores, stream
from helpers.clinic.scripts import FRESH, POOL, TEST, VALIDATION, Script, files
from helpers.clinic.symptoms import examine, inside, measure
from helpers.clinic.treatments import TREATMENTS, treated
from helpers.clinic.verdicts import HONEST, Target, verdict
from helpers.data import load
from helpers.recipes import Recipe
from helpers.records import History

QUICK = Script(Recipe(hidden=(8,)), examples=80, epochs=3)
DROPPING = QUICK.but(dropout=0.5, eval_mode=False)
WELL = Script(Recipe(lr=0.2))
GOOD, POOR = Score(0.95, 0.94, 1.0), Score(0.3, 0.3, 0.4)


def rows(part):
    return {tuple(row) for row in part.x.tolist()}


def test_the_four_parts_share_no_image_and_are_all_there_is():
    parts = files(Script(scaler="none", examples=POOL))
    assert [len(part) for part in parts] == [POOL, VALIDATION, TEST, FRESH]
    assert len(set.union(*map(rows, parts))) == len(rows(load("digits")))
    assert sum(map(len, parts)) == len(load("digits"))


def test_a_leak_brings_training_images_into_the_test():
    honest, leaked, half = (files(Script(examples=100, leak=leak)) for leak in (0.0, 1.0, 0.5))
    assert not rows(honest.test) & rows(honest.train)
    assert rows(leaked.test) == rows(leaked.train)
    assert len(half.test) == 200 and len(rows(half.test) & rows(half.train)) == 100
    assert torch.equal(honest.fresh.x, leaked.fresh.x)


def test_shuffling_keeps_the_classes_sizes_and_spares_the_fresh_labels():
    plain, mixed = files(Script()), files(Script(shuffled=1.0))
    for before, after in zip(plain[:3], mixed[:3], strict=True):
        assert torch.equal(before.y.bincount(), after.y.bincount())
        assert (before.y != after.y).double().mean() > 0.8
    assert torch.equal(plain.fresh.y, mixed.fresh.y)


def test_noise_is_in_the_training_labels_alone():
    plain, noisy = files(Script()), files(Script(noise=0.25))
    assert (plain.train.y != noisy.train.y).sum() == 100
    assert all(torch.equal(a.y, b.y) for a, b in zip(plain[1:], noisy[1:], strict=True))


def test_standardizing_undoes_units_of_any_size():
    plain, odd = files(Script()), files(Script(units=3.0))
    seen = plain.train.x.std(0) > 0  # a column without spread in training keeps its unit
    for before, after in zip(plain, odd, strict=True):
        torch.testing.assert_close(before.x[:, seen], after.x[:, seen], rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"scaler": "log"}, "scaler takes standard, min_max, robust or none, got 'log'"),
        ({"examples": 1}, "examples takes a whole number, 2 to 897, got 1"),
        ({"epochs": 2.5}, "epochs takes a whole number"),
        ({"leak": 1.5}, "leak takes 0 to 1, got 1.5"),
        ({"units": float("nan")}, "units takes 0 to 4, got nan"),
        ({"lr": -1.0}, "lr takes"),
        ({"colour": 1}, "a recipe has no 'colour'"),
    ],
)
def test_what_a_script_does_not_take_is_told(wrong, words):
    with pytest.raises(ValueError, match=words):
        Script().but(**wrong)


def test_many_scripts_at_once_score_as_each_alone():
    several = [QUICK, QUICK.but(seed=1), QUICK.but(leak=1.0), DROPPING, QUICK.but(epochs=2)]
    assert scores(several) == [scores([script])[0] for script in several]


def test_scores_are_the_end_of_the_stream():
    *_, last = stream(QUICK)
    (score,) = scores([QUICK])
    came = [last.seen[key].item() for key in ("fresh", "reported", "train_accuracy")]
    assert came == [score.fresh, score.reported, score.train]
    assert last.test_accuracy.item() == score.reported


def test_early_stopping_scores_the_epoch_of_the_lowest_validation_loss():
    script = WELL.but(noise=0.4, epochs=15)
    history = History(list(stream(script)))
    best = history["validation_loss"][:, 0].argmin()
    assert best < 15
    (score,) = scores([script.but(early_stopping=True)])
    assert score.fresh == history["fresh"][best, 0].item()


def test_looking_in_train_mode_changes_nothing():
    often, seldom = (list(stream(DROPPING, every=every))[-1] for every in (1, 100))
    assert torch.equal(often.seen["fresh"], seldom.seen["fresh"])
    assert torch.equal(often.test_loss, seldom.test_loss)


def test_only_scripts_of_equal_data_stream_together():
    with pytest.raises(ValueError, match="differ in their recipes alone"):
        next(stream([QUICK, QUICK.but(examples=90)]))


def test_a_healthy_script_has_no_symptom_and_meets_every_target():
    symptoms = examine(WELL)
    assert diagnose(symptoms) == HEALTHY
    assert all(Target(illness.target).met(scores([WELL])[0]) for illness in ILLNESSES.values())


def test_each_symptom_against_a_count_by_hand():
    leaked = examine(QUICK.but(leak=0.5))
    assert leaked.overlap == pytest.approx(0.5)
    noisy = examine(QUICK.but(noise=0.5))
    assert noisy.odd_labels == pytest.approx(0.5, abs=0.1)
    raw = files(QUICK.but(scaler="none")).train.x.std(0)
    ratio = (raw.max() / raw[raw > 0].min()).item()
    assert examine(QUICK.but(scaler="none")).scale_ratio == pytest.approx(ratio, rel=1e-4)
    assert examine(QUICK).agreement == 1 and examine(DROPPING).agreement < 0.9
    constant = QUICK.but(init="constant", gain=0.1)
    assert examine(constant).copies == pytest.approx(7 / 8) and examine(QUICK).copies == 0
    assert examine(QUICK.but(bias=-100.0)).dead == 1
    saturated = examine(QUICK.but(activation="tanh", bias=100.0))
    assert saturated.saturated == 1 and saturated.dead == 0
    assert examine(QUICK.but(lr=0.2)).pace == pytest.approx(2 * examine(QUICK).pace, rel=1e-3)


@pytest.mark.parametrize("illness", ILLNESSES.values(), ids=lambda illness: illness.name)
def test_the_chart_finds_every_illness_in_twenty_seeds(illness):
    for level, dose in enumerate(illness.doses):
        scripts = [illness.script(dose).but(seed=seed) for seed in range(level, 20, 3)]
        records = list(stream(scripts, every=10**9, probes=inside(scripts[0])))
        for s, script in enumerate(scripts):
            assert diagnose(measure(script, records, s)) == illness.name, (dose, s)


def test_chart_illnesses_and_treatments_name_the_same_things():
    assert {ask.illness for ask in CHART} == set(ILLNESSES) and len(CHART) == len(ILLNESSES) >= 9
    symptoms = examine(QUICK)
    assert all(ask.words(symptoms) for ask in CHART)
    for illness in ILLNESSES.values():
        assert {illness.cure, *illness.also} <= set(TREATMENTS)
        assert illness.cure not in illness.also


def test_unknown_names_are_told_with_the_list():
    with pytest.raises(ValueError, match=r"treatment takes one of ReLU, .*got 'prayer'"):
        treated(QUICK, "prayer")
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
    with pytest.raises(ValueError, match="seed takes a whole number"):
        admit(-1)
    with pytest.raises(ValueError, match="place takes 1 to 3, got 4"):
        Exam(0).answer(4, "dead ReLU")


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


def test_severities_have_a_dose_each():
    for illness in ILLNESSES.values():
        doses = illness.doses
        assert len(doses) == len(SEVERITIES)
        assert sorted(doses) in (list(doses), list(doses)[::-1]) and len(set(doses)) == 3
