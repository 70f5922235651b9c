"""The clinic's symptoms, each against a count by hand."""

import pytest

from helpers.lessons.clinic.runs import stream
from helpers.lessons.clinic.scripts import files
from helpers.lessons.clinic.symptoms import examine, inside, measure
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


def test_the_worst_layer_is_saturated_and_the_pace_is_the_middle_layers():
    sick = QUICK.but(hidden=(8, 8, 8), activation="sigmoid", init="normal", gain=3.0)
    found = examine(sick)
    first = found.records[0].probed
    shares, paces = first["stuck_shares"][0].tolist(), first["update_ratios"][0].tolist()
    assert found.saturated == max(shares) != pytest.approx(sum(shares) / 3, abs=0.05)
    assert found.pace == pytest.approx(
        sorted(paces)[1]
    )  # of four layers the lower one in the middle
    dead = examine(QUICK.but(hidden=(8, 8), bias=-1.0))
    shares = dead.records[0].probed["stuck_shares"][0].tolist()
    assert dead.dead == pytest.approx(sum(shares) / 2) != pytest.approx(max(shares), abs=0.05)


def test_accuracies_are_of_the_right_images_at_the_end():
    script = QUICK.but(noise=0.3, leak=0.3, epochs=30, lr=0.1)
    found, last = examine(script), list(stream(script))[-1]
    assert found.train == last.probed["train_accuracy"].item()
    assert found.reported == last.probed["reported"].item()
    assert found.fresh == last.probed["fresh"].item()
    assert len({found.train, found.reported, found.fresh}) == 3
    assert found.gap == pytest.approx(found.train - found.reported)
    assert (found.first_loss, found.last_loss) == (
        found.records[0].loss.item(),
        found.records[-1].loss.item(),
    )
    assert found.first_loss > found.last_loss


def test_odd_labels_are_judged_by_images_that_look_alike_whatever_their_units():
    for script in (QUICK, QUICK.but(noise=0.5)):
        alike = examine(script), examine(script.but(units=3.0, scaler="none"))
        assert alike[0].odd_labels == pytest.approx(alike[1].odd_labels, abs=0.03)


def test_copies_are_of_the_start_and_asking_twice_is_of_the_end():
    found = examine(DROPPING.but(init="constant", gain=0.1, lr=0.5))  # masks tell copies apart
    first, last = (found.records[k].probed for k in (0, -1))
    assert found.copies == pytest.approx(7 / 8) and last["copies"].item() < 0.5
    assert found.agreement == last["agreement"].item() != first["agreement"].item()


def test_an_overlap_is_a_share_of_the_test_images():
    few = QUICK.but(leak=0.25)  # 80 training images among 320: all that there are
    assert examine(few).overlap == pytest.approx(0.25)


def test_a_network_of_several_has_its_own_symptoms():
    several = [QUICK, QUICK.but(seed=1, bias=-2.0), QUICK.but(seed=2, init="constant", gain=0.1)]
    records = list(stream(several, probes=inside(QUICK)))
    for s, script in enumerate(several):
        alone, together = examine(script), measure(script, records, s)
        for name in ("dead", "copies", "pace", "first_loss", "last_loss", "train", "fresh"):
            assert getattr(together, name) == pytest.approx(getattr(alone, name), abs=1e-4), name
