"""The clinic's symptoms, each against a count by hand."""

import math

import pytest

from helpers.lessons.clinic.scripts import files
from helpers.lessons.clinic.symptoms import examine
from tests.lessons.clinic.samples import DROPPING, QUICK


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


def test_a_script_that_diverges_has_no_answers_and_is_not_called_wrong():
    symptoms = examine(QUICK.but(lr=1e9))
    assert math.isnan(symptoms.fresh) and math.isnan(symptoms.gap)
    assert symptoms.words()["gap"] == "diverged: no answers"
    assert "no number" not in str(symptoms).split("update / weight")[0]
