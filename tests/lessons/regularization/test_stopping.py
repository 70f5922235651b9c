"""Early stopping in a stack: as a plain loop over one network at a time would have it."""

from dataclasses import replace

import pytest
import torch

from helpers.data import Draws, Split, load, split
from helpers.lessons.regularization.stopping import (
    answers_with,
    outcome,
    parameters,
    restored,
    stop_early,
)
from helpers.lessons.shared.generalization import on_test_data
from helpers.recipes import Recipe
from helpers.training import train
from tests.oracle import mean_loss, plain, toy

RUN = {"steps": 40, "every": 1, "batch_size": 8, "dtype": torch.float64, "probes": [parameters]}
NET = Recipe(hidden=(6,), lr=0.5)
NETS = [NET, NET.but(seed=1), NET.but(hidden=(4, 3), seed=2, lr=1.0)]


def by_plain_loop(recipe, patience, min_delta):
    """Epoch and weights of the best loss, and the epoch of the stop, from the oracle's loop."""
    data = toy()
    best, best_step, waited, best_weights = float("inf"), None, 0, None
    for step, (network, _, test) in enumerate(plain(recipe, data, RUN["steps"])):
        if test < best - min_delta:
            best, best_step, waited = test, step, 0
            best_weights = {name: value.clone() for name, value in network.state_dict().items()}
        else:
            waited += 1
            if waited == patience:
                break
    network.load_state_dict(best_weights)
    network.eval()
    with torch.no_grad():
        again = mean_loss(network(data.test.x.double()), data.test.y).item()
    return best_step / 3, step / 3 if waited == patience else float("nan"), again


@pytest.mark.parametrize(("patience", "min_delta"), [(1, 0.0), (3, 0.0), (3, 0.02), (60, 0.0)])
def test_every_network_stops_and_is_restored_as_in_a_plain_loop(patience, min_delta):
    data = toy()
    *_, last = stop_early(train(NETS, data, **RUN), patience, min_delta)
    again = answers_with(NETS, last.best_weights, data.test).loss
    torch.testing.assert_close(again, last.best)
    for s, recipe in enumerate(NETS):
        best_epoch, stop_epoch, loss = by_plain_loop(recipe, patience, min_delta)
        expected = torch.tensor([best_epoch, stop_epoch, loss], dtype=torch.float64)
        measured = torch.stack([last.best_epoch[s], last.stop_epoch[s], again[s]])
        torch.testing.assert_close(measured, expected, equal_nan=True, rtol=1e-5, atol=1e-6)


def test_the_consumer_ends_the_run():
    asked = []

    def counted():
        for record in train(NETS, toy(), **RUN):
            asked.append(record.step)
            yield record

    for stop in stop_early(counted(), 2):
        if stop.all_stopped:
            break
    assert max(stop.stop_epoch) * 3 == pytest.approx(asked[-1]) and asked[-1] < RUN["steps"]


def test_what_comes_after_the_stop_moves_nothing():
    records = list(train(NET, toy(), **RUN))
    values = [3.0, 2.0, 2.5, 2.6, 1.0]
    stream = [
        replace(record, test_loss=torch.tensor([loss]))
        for record, loss in zip(records, values, strict=False)
    ]
    *_, last = stop_early(stream, 2)
    assert (last.best.item(), last.best_epoch.item()) == (2.0, pytest.approx(1 / 3))
    assert last.stop_epoch.item() == pytest.approx(1)
    torch.testing.assert_close(last.best_weights, records[1].probed["parameters"])


def test_a_diverged_network_stops_at_what_it_had():
    records = list(train(NET, toy(), **RUN))[:4]
    values = [2.0, 1.0, float("nan"), float("nan")]
    stream = [
        replace(record, test_loss=torch.tensor([loss]))
        for record, loss in zip(records, values, strict=True)
    ]
    *_, last = stop_early(stream, 2)
    assert last.best.item() == 1.0 and last.all_stopped


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"patience": 0}, "patience takes a whole number, 1 or more, got 0"),
        ({"patience": 2.5}, "patience takes a whole number, 1 or more, got 2.5"),
        ({"patience": 1, "min_delta": -1}, "min_delta takes a finite number, 0 or more, got -1"),
    ],
)
def test_bad_settings_are_told_at_once(change, words):
    with pytest.raises(ValueError, match=words):
        stop_early([], **change)


def test_what_cannot_be_restored_is_told():
    with pytest.raises(ValueError, match="train with probes="):
        next(stop_early(train(NET, toy(), steps=1), 1))
    stop = next(stop_early(train(NET, toy(), **RUN), 1))
    with pytest.raises(ValueError, match="without batch norm's statistics"):
        restored([NET.but(norm="batch")], stop.best_weights, toy().test)
    never = replace(stop.record, test_loss=torch.tensor([float("nan")]))
    with pytest.raises(ValueError, match="no best weights"):
        restored([NET], next(stop_early([never], 1)).best_weights, toy().test)


def test_a_network_that_diverged_after_a_good_start_has_no_loss_at_the_end_only():
    data = toy()
    *_, stop = stop_early(train(NET.but(lr=1e30), data, **RUN), 3)
    last = outcome(stop, data.test)
    assert last.at_best.loss.isfinite().all() and not last.at_end.loss.isfinite().any()
    assert not last.at_end.confidence.isfinite().any() and (last.at_end.accuracy == 0).all()


def test_outcomes_are_answers_to_other_examples():
    data = toy()
    fewer = Split(data.train, data.test.take(torch.arange(4)))
    rest = data.test.take(torch.arange(4, 9))
    apart = Split(data.train, rest)
    records = list(train(NET, apart, **{**RUN, "probes": on_test_data(apart)}))
    *_, stop = stop_early(train(NET, fewer, **RUN), 3)
    last = outcome(stop, rest)
    best = round(stop.best_epoch.item() * 3)
    for there, record in ((last.at_end, records[-1]), (last.at_best, records[best])):
        torch.testing.assert_close(there.loss, record.test_loss)
        torch.testing.assert_close(there.accuracy, record.test_accuracy)
        torch.testing.assert_close(there.confidence, record.probed["test_confidence"])


def test_with_draws_each_network_answers_test_examples_of_its_own():
    wine = Draws(lambda seed: split(load("wine"), n=40, seed=seed, validation=0.2))
    nets = [NET, NET.but(seed=1), NET.but(hidden=(4, 3), seed=2)]
    *_, stop = stop_early(train(nets, wine.choosing, steps=4, every=1, probes=[parameters]), 2)
    together = outcome(stop, wine.test)
    for s, net in enumerate(nets):
        alone = answers_with([net], stop.best_weights[s : s + 1], wine(net.seed).test)
        for name in ("loss", "accuracy", "confidence"):
            expected = getattr(alone, name)[0]
            torch.testing.assert_close(getattr(together.at_best, name)[s], expected)
    assert len(set(together.at_end.loss.tolist())) == 3
