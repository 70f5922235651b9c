"""Learning curves: trainings one after another, as if they were one."""

import torch

from helpers.data import Split
from helpers.lessons.regularization.learning_curves import learning_curve
from helpers.lessons.shared.generalization import on_training_data
from helpers.recipes import Recipe
from helpers.training import fit, train
from tests.made import record
from tests.oracle import toy

NETS = [Recipe(hidden=(4,), seed=seed) for seed in range(2)]


def options(data):
    return {"steps": 4, "every": 2, "batch_size": 8, "probes": on_training_data(data)[:1]}


def test_what_is_not_trained_yet_has_no_number_and_the_gap_is_of_the_data_seen():
    data = toy()
    parts = [Split(data.train.take(torch.arange(12)), data.test), data]
    run = list(learning_curve([train(NETS, part, **options(part)) for part in parts]))
    assert [record.step for record in run] == [2, 4, 6, 8] and run[0].steps == 8
    assert run[1].test_loss.isfinite().tolist() == [True, True, False, False]
    assert run[1].recipes == (*NETS, *NETS)
    last = fit(NETS, parts[1], **options(parts[1])).last
    torch.testing.assert_close(run[-1].test_loss[2:], last.test_loss)
    gap = last.test_loss - last.probed["train_loss"]
    torch.testing.assert_close(run[-1].probed["gap"][2:], gap)
    torch.testing.assert_close(run[-1].probed["gap"][:2], run[1].probed["gap"][:2])
    assert run[1].diverged_at.tolist() == [-1] * 4


KEYS = ("loss", "test_loss", "test_accuracy", "train_loss")


def numbers_of(size, key):
    """Two networks' numbers that tell whose they are."""
    return [size + KEYS.index(key) / 10, size + KEYS.index(key) / 10 + 0.01]


def by_hand(size):
    """The start and the end of a training; the second network diverged."""
    *keys, probe = KEYS
    numbers = {key: numbers_of(size, key) for key in keys}
    for step in (0, 4):
        probed = {probe: numbers_of(size, probe)}
        yield record(step, 4, probed=probed, diverged_at=[-1, size], **numbers)


def test_every_number_comes_from_its_own_training_the_first_one_first():
    *_, first_two, whole = learning_curve([by_hand(size) for size in (3, 1, 2)])
    for key in KEYS:
        found = whole.probed[key] if key in whole.probed else getattr(whole, key)
        torch.testing.assert_close(
            found, torch.tensor([numbers_of(s, key) for s in (3, 1, 2)]).flatten()
        )
    assert whole.diverged_at.tolist() == [-1, 3, -1, 1, -1, 2]
    assert first_two.diverged_at.tolist() == [-1, 3, -1, 1, -1, -1]
    torch.testing.assert_close(whole.probed["gap"], torch.full((6,), -0.2))
