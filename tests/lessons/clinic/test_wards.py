"""Wards: many patients of one illness; and what the notebook asks of scripts and patients."""

import pytest
import torch

from helpers.lessons.clinic import chart, wards
from helpers.lessons.clinic.illnesses import ILLNESSES
from helpers.lessons.clinic.patients import admit
from helpers.lessons.clinic.runs import scores, stream
from helpers.lessons.clinic.scripts import Script
from helpers.lessons.clinic.symptoms import examine

SLOW = ILLNESSES["learning rate too low"]


def test_a_ward_is_moderately_ill_and_every_patient_has_a_seed_of_its_own():
    first, second = wards.ward(SLOW, [3, 5])
    assert first == SLOW.script(SLOW.doses[1]).but(seed=3)
    assert second == first.but(seed=5)
    with pytest.raises(ValueError, match=r"severity takes one of mild, .*; got 'grave'"):
        wards.ward(SLOW, [3], ["grave"])


def test_a_ward_examined_together_has_each_patients_own_symptoms():
    together = wards.examined(SLOW, [3, 5])
    for script, found in zip(wards.ward(SLOW, [3, 5]), together, strict=True):
        alone = examine(script)
        for name in ("copies", "saturated", "dead", "overlap", "odd_labels", "scale_ratio"):
            assert getattr(found, name) == getattr(alone, name)
        for name in ("pace", "first_loss", "last_loss", "train", "reported", "fresh"):
            assert getattr(found, name) == pytest.approx(getattr(alone, name), abs=0.01)
        assert chart.diagnose(found) == SLOW.name
        assert [record.epoch for record in found.records] == [0, script.epochs]
    assert wards.examined(SLOW, [3, 5]) == together


def test_outcomes_say_who_reaches_the_target():
    found = wards.outcomes(SLOW, [0, 1], [SLOW.cure, "dropout", "Adam"])
    assert found == {
        wards.UNTREATED: [False, False],
        SLOW.cure: [True, True],
        "dropout": [False, False],
    }  # Adam is what these scripts use already: no treatment
    with pytest.raises(ValueError, match=r"treatment takes one of .*; got 'tea'"):
        wards.outcomes(SLOW, [0], ["tea"])


def test_a_scripts_batch_decides_the_number_of_steps():
    script = Script(examples=60, epochs=1)
    assert [list(stream(script.but(batch=b)))[-1].steps for b in (10, 40)] == [6, 2]
    one, other = scores([script, script.but(batch=10)])
    assert one != other
    with pytest.raises(ValueError, match="batch takes a whole number, 1 to 897, got 0"):
        script.but(batch=0)


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


def test_a_healthy_ward_gets_ten_noes():
    found = [chart.diagnose(one) for one in wards.healthy((0, 1))]
    assert found == [chart.HEALTHY] * 2
