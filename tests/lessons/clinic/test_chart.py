"""The decision chart: it finds every illness, and says where its cure is taught."""

from dataclasses import replace

import pytest

from helpers.lessons.clinic.chart import CHART, HEALTHY, diagnose, question
from helpers.lessons.clinic.illnesses import ILLNESSES
from helpers.lessons.clinic.runs import scores, stream
from helpers.lessons.clinic.symptoms import examine, inside, measure
from helpers.lessons.clinic.treatments import TREATMENTS
from helpers.lessons.clinic.verdicts import Target
from tests.lessons.clinic.samples import QUICK, SIGNS, WELL
from tools import notebooks


@pytest.mark.slow
@pytest.mark.parametrize("illness", ILLNESSES.values(), ids=lambda illness: illness.name)
def test_the_chart_finds_every_illness_in_twenty_seeds(illness):
    for level, dose in enumerate(illness.doses):
        scripts = [illness.script(dose).but(seed=seed) for seed in range(level, 20, 3)]
        records = list(stream(scripts, every=10**9, probes=inside(scripts[0])))
        for s, script in enumerate(scripts):
            assert diagnose(measure(script, records, s)) == illness.name, (dose, s)


def test_a_healthy_script_has_no_symptom_and_meets_every_target():
    symptoms = examine(WELL)
    assert diagnose(symptoms) == HEALTHY
    assert all(Target(illness.target).met(scores([WELL])[0]) for illness in ILLNESSES.values())


def test_each_question_reads_its_own_symptom_and_the_first_yes_counts():
    well = examine(WELL)
    assert list(SIGNS) == [ask.illness for ask in CHART]
    for k, (illness, signs) in enumerate(SIGNS.items()):
        assert diagnose(replace(well, **signs)) == illness
        for later in list(SIGNS.values())[k + 1 :]:
            assert diagnose(replace(well, **{**later, **signs})) == illness


def test_chart_illnesses_and_treatments_name_the_same_things():
    assert {ask.illness for ask in CHART} == set(ILLNESSES) and len(CHART) == len(ILLNESSES) >= 9
    symptoms = examine(QUICK)
    assert all(ask.words(symptoms) for ask in CHART)
    for illness in ILLNESSES.values():
        assert {illness.cure, *illness.also} <= set(TREATMENTS)
        assert illness.cure not in illness.also


def test_symptoms_are_told_in_the_charts_order():
    assert list(examine(QUICK).words()) == list(dict.fromkeys(ask.symptom for ask in CHART))


def test_every_question_names_notebooks_that_there_are():
    numbers = {path.stem[:2] for path in notebooks.found()}
    assert all(ask.notebooks and set(ask.notebooks) <= numbers for ask in CHART)
    eval_mode, sigmoid = question("forgotten eval()"), question("saturated sigmoid")
    assert eval_mode.taught == "notebooks 03, 04" and sigmoid.taught == "J1 · notebooks 01, 06"
    assert replace(sigmoid, notebooks=("01",)).taught == "J1 · notebook 01"


def test_an_unknown_illness_is_told_with_the_list():
    with pytest.raises(ValueError, match=r"diagnosis takes one of .*dead ReLU.*got 'flu'"):
        question("flu")
