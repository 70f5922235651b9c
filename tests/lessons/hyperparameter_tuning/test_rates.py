"""The learning-rate range test: as a plain loop over one network would have it."""

from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F

from helpers.engine.randomness import generator
from helpers.lessons.hyperparameter_tuning.rates import (
    RangeTestResult,
    beside_constant_rates,
    range_test,
    smoothed,
    suggestion,
)
from helpers.recipes import Recipe
from helpers.training import fit
from tests.oracle import Network, toy

NET = Recipe(hidden=(6,))
RUN = {"low": 1e-3, "high": 10.0, "steps": 30, "batch_size": 8}


def last(*recipes, **changes):
    *_, test = range_test(list(recipes), toy(), **{**RUN, **changes})
    return test


def by_plain_loop(recipe):
    """Losses of one network whose rate grows from step to step."""
    data, draws = toy().train, generator(recipe.seed, "order")
    network, losses = Network(recipe, data.n_features, data.n_outputs, torch.float32), []
    for step in range(30):
        rows = torch.randint(len(data), (8,), generator=draws)
        loss = F.cross_entropy(network(data.x[rows].float()), data.y[rows])
        network.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in network.parameters():
                parameter -= 1e-3 * 1e4 ** (step / 29) * parameter.grad
        losses.append(loss.item())
    return torch.tensor(losses)


def test_rates_grow_by_one_factor_from_low_to_high():
    rates = last(NET).rates
    torch.testing.assert_close(rates[[0, -1]], torch.tensor([1e-3, 10.0]))
    factors = rates[1:] / rates[:-1]
    torch.testing.assert_close(factors, factors[:1].expand(29))


def test_every_network_of_a_stack_steps_as_in_a_plain_loop():
    nets = [NET, NET.but(seed=1)]
    test = last(*nets)
    for column, recipe in zip(test.losses.T, nets, strict=True):
        torch.testing.assert_close(column[:20], by_plain_loop(recipe)[:20], rtol=1e-3, atol=1e-4)


def test_a_constant_loss_is_its_own_running_mean():
    losses = torch.full((5, 2), 3.0)
    torch.testing.assert_close(smoothed(losses), losses)
    rising = smoothed(torch.tensor([[0.0], [1.0]]), share=0.5)
    assert rising[1].item() == pytest.approx(2 / 3)  # weights 1/3 and 2/3


def test_the_suggestion_is_a_part_of_the_rate_with_the_lowest_finite_loss():
    smooth = torch.tensor([[3.0, 3.0], [1.0, torch.nan], [2.0, 2.0]])
    rates = torch.tensor([0.1, 0.3, 0.9])
    torch.testing.assert_close(suggestion(rates, smooth, 3.0), torch.tensor([0.1, 0.3]))


def test_only_the_end_suggests():
    *before, end = range_test([NET], toy(), **RUN, divisor=4.0)
    torch.testing.assert_close(end.smooth, smoothed(end.losses))
    torch.testing.assert_close(end.suggested, suggestion(end.rates, end.smooth, 4.0))
    assert all(test.suggested.isnan().all() for test in before) and before
    assert end.step == end.steps == 30 and end.suggested.isfinite().all()


def test_constant_rates_come_last_and_are_trained_as_ever():
    tests = range_test([NET.but(seed=k) for k in (3, 4)], toy(), **RUN)
    rates = (0.1, 0.5, 1e30)
    *before, end = beside_constant_rates(tests, NET, toy(), (3, 4), rates, steps=6)
    assert not any(len(test.accuracy) for test in before)
    assert end.accuracy.shape == (3, 2) and end.constant.tolist() == pytest.approx(rates)
    for seed, column in zip((3, 4), end.accuracy.T, strict=True):
        alone = fit([NET.but(lr=rate, seed=seed) for rate in rates[:2]], toy(), steps=6).last
        torch.testing.assert_close(column[:2], alone.test_accuracy.double())
    assert end.accuracy[2].isnan().all()  # diverged: no number, not an accuracy of 0


def outcome(smooth, **numbers):
    smooth = torch.tensor(smooth)
    rates = torch.arange(1.0, len(smooth) + 1)
    unknown = torch.full((smooth.shape[1],), torch.nan)
    return RangeTestResult(rates, smooth, smooth, unknown, 1.0, 9.0, 9, **numbers)


def test_a_loss_is_intact_until_it_doubles_or_is_no_number():
    gone = torch.nan
    intact = outcome([[1.0, 1.0, 1.0], [1.9, 2.1, 0.9], [0.4, 0.3, 0.8], [0.3, 0.2, gone]]).intact()
    assert intact[:, 1].isnan().tolist() == [False, True, True, True]  # nor does it come back
    assert intact[:3, 0].tolist() == pytest.approx([1, 1.9, 0.4])  # it rose, but did not double
    assert intact[3].isnan().all()  # two of three are broken


def test_accuracy_at_a_rate_lies_between_its_neighbours():
    measured = {"constant": torch.tensor([0.01, 0.1, 1.0])}
    measured["accuracy"] = torch.tensor([[0.2, 0.4, 0.0], [0.8, 0.8, 0.9], [0.6, 0.5, 0.7]])
    test = outcome([[1.0, 1.0, 1.0]], **measured)
    assert test.median_accuracy().tolist() == pytest.approx([0.2, 0.8, 0.6])
    assert test.accuracy_at(0.1) == pytest.approx(0.8)
    assert test.accuracy_at(0.1**1.5) == pytest.approx(0.5)  # half-way on the logarithm
    assert test.step == 1 and test.suggested_rate != test.suggested_rate
    several = replace(test, suggested=torch.tensor([0.1, torch.nan, 0.9, 0.2]))
    assert several.suggested_rate == pytest.approx(0.2)  # the median of those there are


def test_who_diverged_is_in_no_median_and_a_rate_that_all_lost_is_bridged():
    gone = torch.nan
    accuracy = torch.tensor([[0.2, gone, 0.4], [gone] * 3, [0.6, 0.7, 0.9]])
    test = outcome([[1.0] * 3], constant=torch.tensor([0.01, 0.1, 1.0]), accuracy=accuracy)
    middle = torch.tensor([0.3, gone, 0.7]).double()
    torch.testing.assert_close(test.median_accuracy(), middle, equal_nan=True)
    assert test.accuracy_at(0.1) == pytest.approx(0.5)  # half-way from 0.3 to 0.7


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"low": 0.0}, "0 < low < high, got 0.0 to 10.0"),
        ({"low": 20.0}, "0 < low < high, got 20.0 to 10.0"),
        ({"steps": 1}, "steps takes a whole number, 2 or more, got 1"),
    ],
)
def test_bad_arguments_are_named(changes, words):
    with pytest.raises(ValueError, match=words):
        last(NET, **changes)
