"""The clinic's symptoms, each against a count by hand."""

import math

import pytest

from helpers.lessons.clinic.runs import stream
from helpers.lessons.clinic.scripts import files
from helpers.lessons.clinic.symptoms import Symptoms, examine, inside, measure
from tests.lessons.clinic.samples import DROPPING, QUICK
from tests.made import record


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
    assert examine(QUICK.but(bias=-100.0)).arrives == 0  # nothing passes the first layer
    assert examine(QUICK).arrives == 1  # the first layer is the last
    saturated = examine(QUICK.but(activation="tanh", bias=100.0))
    assert saturated.saturated == 1 and saturated.dead == 0
    assert examine(QUICK.but(lr=0.2)).pace == pytest.approx(2 * examine(QUICK).pace, rel=1e-3)


# Two networks of three layers, the last one without units of its own, before and after training.
FIRST = {
    "stuck_shares": [[0.2, 0.9], [0.5, 0.1]],
    "copies": [0.25, 0.75],
    "activation_spread": [[0.8, 0.2, 0.4], [2.0, 0.1, 0.5]],
    "update_ratios": [[0.004, 0.001, 0.002], [0.3, 0.1, 0.2]],
}
LAST = {"agreement": [0.99, 0.6], "train_accuracy": [0.95, 0.85], "reported": [0.9, 0.7]}
LAST |= {"fresh": [0.88, 0.65], "stuck_shares": [[1.0, 1.0]] * 2, "copies": [0.0, 0.0]}
WANTED = {"copies": FIRST["copies"], "pace": [0.002, 0.2], "first_loss": [2.3, 3.3]}
WANTED |= {"last_loss": [0.1, 0.4], "agreement": LAST["agreement"], "train": [0.95, 0.85]}
WANTED |= {"arrives": [0.5, 0.25]}
WANTED |= {"reported": [0.9, 0.7], "fresh": [0.88, 0.65]}


@pytest.mark.parametrize(
    ("activation", "saturated", "dead"),
    [("tanh", [0.9, 0.5], [0, 0]), ("sigmoid", [0.9, 0.5], [0, 0]), ("relu", [0, 0], [0.55, 0.3])],
)
def test_symptoms_are_the_networks_own_and_saturated_is_the_worst_layer(
    activation, saturated, dead
):
    records = [record(0, loss=[2.3, 3.3], probed=FIRST), record(8, loss=[0.1, 0.4], probed=LAST)]
    for s in range(2):
        found = measure(QUICK.but(activation=activation), records, s)
        for name, wanted in (WANTED | {"saturated": saturated, "dead": dead}).items():
            assert getattr(found, name) == pytest.approx(wanted[s]), name


def test_each_symptom_is_written_with_its_own_number():
    shares = [0.11, 0.12, 13.0, 0.14, 0.15, 0.16, 0.17, 0.19, 0.018, 1.9, 0.2, 0.93, 0.72, 0.61]
    assert list(Symptoms(*shares, records=()).words().items()) == [
        ("overlap", "test images that are training images ≈ 11 %"),
        ("odd_labels", "training labels that the most similar fresh image contradicts ≈ 12 %"),
        ("scale_ratio", "largest spread of an input column over the smallest ≈ 13"),
        ("agreement", "images answered alike when asked twice ≈ 14 %"),
        ("copies", "first layer's units that start as copies ≈ 15 %"),
        ("saturated", "outputs saturated at the start, worst layer ≈ 16 %"),
        ("dead", "hidden units dead at the start ≈ 17 %"),
        ("arrives", "spread over examples, last hidden layer over the first ≈ 0.19"),
        ("pace", "update / weight at the first step ≈ 0.018; training loss ≈ 1.9 → ≈ 0.2"),
        ("gap", "accuracy on training images ≈ 93 %, reported ≈ 72 %, on fresh images ≈ 61 %"),
    ]


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


@pytest.mark.parametrize("change", [{"lr": 1e9}, {"gain": 1e30}])  # later, and at once
def test_a_script_that_diverges_has_no_answers_and_is_not_called_wrong(change):
    symptoms = examine(QUICK.but(**change))
    assert math.isnan(symptoms.train) and math.isnan(symptoms.fresh) and math.isnan(symptoms.gap)
    assert symptoms.words()["gap"] == "diverged: no answers"
    assert "no number" not in str(symptoms).split("update / weight")[0]
