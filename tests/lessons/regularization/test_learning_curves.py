"""Learning curves: trainings one after another, as if they were one."""

import torch

from helpers.data import Split
from helpers.lessons.regularization.learning_curves import learning_curve
from helpers.lessons.shared.generalization import on_training_data
from helpers.recipes import Recipe
from helpers.training import fit, train
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
