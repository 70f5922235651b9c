"""Rules at rates: numbers by rule and rate, each rule's best rate, one rate for all."""

import torch

from helpers.lessons.optimizers.rule_rate_grid import RateGrid, best_by_rule, by_rule

RATES = [0.01, 0.1, 1.0]


def test_all_rates_of_a_rule_come_first_and_all_seeds_of_a_rate_together():
    assert by_rule(torch.arange(12), rules=2, rates=3)[1].tolist() == [[6, 7], [8, 9], [10, 11]]


def test_the_best_rate_has_the_best_median_and_of_equals_is_the_smaller():
    accuracy = torch.tensor([[[0.1, 0.1], [0.875, 0.625], [0.75, 0.75]]] * 4)  # rules, rates, seeds
    assert best_by_rule(accuracy).tolist() == [1, 1, 1, 1]
    one_fails = torch.tensor([[[0.8, 0.9, 0.0], [0.7, 0.7, 0.7]], [[0.1, 0.1, 0.9], [0.2] * 3]])
    assert best_by_rule(one_fails).tolist() == [0, 1]  # nor by the mean, nor by a lucky seed


def test_a_network_that_diverged_counts_as_the_worst_where_a_rate_is_chosen():
    nan = torch.nan
    accuracy = torch.tensor(
        [[[0.1, 0.1], [0.5, nan], [0.3, 0.3]], [[nan, nan], [nan, nan], [0, 0.1]]]
    )
    assert best_by_rule(accuracy).tolist() == [2, 2]


def test_rules_are_compared_at_their_best_or_all_at_the_rate_nearest_to_the_shared_one():
    accuracy = torch.tensor([[[0.1], [0.2], [0.3]], [[0.9], [0.2], [0.3]]])
    assert RateGrid(None).compared(accuracy, RATES).tolist() == [2, 0]
    assert RateGrid(None, shared=0.03).compared(accuracy, RATES).tolist() == [0, 0]
    assert RateGrid(None, shared=0.04).compared(accuracy, RATES).tolist() == [1, 1]
