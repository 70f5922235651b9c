"""Successive halving: what it costs, and what it finds."""

import pytest
import torch

from helpers.lessons.hyperparameter_tuning.halving import HalvingRace, expected_best
from tests.lessons.hyperparameter_tuning.figures.runs import races


def test_the_expected_best_is_the_mean_over_all_choices():
    scores = torch.tensor([[0.1, 0.7, 0.4, 0.9]], dtype=torch.float64)
    pairs = torch.combinations(torch.arange(4))
    expected = scores[0][pairs].amax(1).mean().item()
    assert expected_best(scores, 2).item() == pytest.approx(expected)
    assert expected_best(scores, 4).item() == pytest.approx(0.9)
    assert expected_best(scores, 1).item() == pytest.approx(scores.mean().item())


def test_a_race_costs_the_epochs_of_those_who_still_run():
    start, *_, end = races()
    assert start.cost == 0 and (start.step, start.steps) == (0, 3)
    assert end.cost == pytest.approx((6 + 2 + 2) / 18) and (end.step, end.steps) == (3, 3)


def test_the_best_survivor_is_at_most_the_best_of_all():
    end = races()[-1]
    everything, survivor, same_budget = end.best_scores()
    assert (survivor <= everything).all() and (same_budget <= everything).all()
    left = end.scores[-1, 0][end.racing[-1, 0]]
    torch.testing.assert_close(survivor[0], left.max())
    torch.testing.assert_close(same_budget, expected_best(end.scores[-1], 3))  # 5/9 of six


def test_who_was_cut_is_not_the_survivor_however_good_it_became():
    # Two races of four over two epochs. In the first the later best is cut after one epoch, and
    # the survivor was better before its end.
    scores = [[[0.0] * 4] * 2, [[0.5, 0.4, 0.3, 0.2], [0.1, 0.2, 0.3, 0.4]]]
    scores += [[[0.45, 0.6, 0.7, 0.9], [0.1, 0.2, 0.3, 0.8]]]
    racing = torch.ones(3, 2, 4, dtype=torch.bool)
    racing[2] = torch.tensor([[True, False, False, False], [False, False, False, True]])
    race = HalvingRace(torch.tensor(scores), racing, 2, (1,))
    everything, survivor, same_budget = race.best_scores()
    assert everything.tolist() == pytest.approx([0.9, 0.8])
    assert survivor.tolist() == pytest.approx([0.45, 0.8])
    assert race.cost == pytest.approx(5 / 8)  # of four networks: as many as two to the end
    pairs = race.scores[-1][:, torch.combinations(torch.arange(4))].amax(2).mean(1)
    torch.testing.assert_close(same_budget, pairs)
