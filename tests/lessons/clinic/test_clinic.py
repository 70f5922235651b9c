"""The clinic: scripts and their data, what is measured on them, illnesses and the chart."""

import pytest
import torch

from helpers.data import load
from helpers.engine.records import History
from helpers.lessons.clinic.chart import CHART, HEALTHY, diagnose
from helpers.lessons.clinic.illnesses import ILLNESSES, SEVERITIES
from helpers.lessons.clinic.runs import scores, stream
from helpers.lessons.clinic.scripts import FRESH, POOL, TEST, VALIDATION, Script, files
from helpers.lessons.clinic.symptoms import examine, inside, measure
from helpers.lessons.clinic.treatments import TREATMENTS, treated
from helpers.lessons.clinic.verdicts import Target
from helpers.recipes import Recipe

QUICK = Script(Recipe(hidden=(8,)), examples=80, epochs=3)
DROPPING = QUICK.but(dropout=0.5, eval_mode=False)
WELL = Script(Recipe(lr=0.2))


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
    nearly_none = files(Script(leak=0.001))  # less than one of 400 images
    assert torch.equal(nearly_none.test.x, files(Script()).test.x)


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
        ({"leak": "0.1"}, "leak takes 0 to 1, got '0.1'"),
        ({"units": float("nan")}, "units takes 0 to 4, got nan"),
        ({"eval_mode": "no"}, "eval_mode takes True or False, got 'no'"),
        ({"early_stopping": 1}, "early_stopping takes True or False, got 1"),
        ({"lr": -1.0}, "lr takes"),
        ({"lr": "0.1"}, "lr takes .*got '0.1'"),
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
    came = [last.probed[key].item() for key in ("fresh", "reported", "train_accuracy")]
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
    assert torch.equal(often.probed["fresh"], seldom.probed["fresh"])
    assert torch.equal(often.test_loss, seldom.test_loss)


def test_only_scripts_of_equal_data_stream_together():
    with pytest.raises(ValueError, match="differ in their recipes alone"):
        stream([QUICK, QUICK.but(examples=90)])  # told before the first record is asked for
    with pytest.raises(ValueError, match="every takes"):
        stream(QUICK, every=0)


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


def test_the_smallest_network_keeps_a_unit_in_each_layer():
    assert treated(Script(Recipe(hidden=(4, 1))), "fewer units").recipe.hidden == (1, 1)


def test_severities_have_a_dose_each():
    for illness in ILLNESSES.values():
        doses = illness.doses
        assert len(doses) == len(SEVERITIES)
        assert sorted(doses) in (list(doses), list(doses)[::-1]) and len(set(doses)) == 3
