"""The learning-rate range test: one short run whose rate grows until the loss explodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from helpers.data import Split
from helpers.engine.networks import Stack
from helpers.engine.randomness import generator
from helpers.experiments import lineup
from helpers.recipes import Recipe
from helpers.training import fit

SMOOTHING = 0.9  # share of the past in the running mean of the losses
RECORDS = 10  # looks at a test while it runs


@dataclass(frozen=True, eq=False)
class Tested:
    """A range test of S networks, and what training at each of R constant rates is worth.

    Args:
        rates: of the test's steps so far, (T,); losses, smooth: raw and smoothed, (T, S).
        suggested: the rate that each network's test suggests, (S,); NaN before its end.
        low, high: the ends of the range.
        constant: rates trained with, (R,); accuracy: on data.test at the end, (R, S); both
            empty before they are known.
        step, steps: of the test.
    """

    rates: Tensor
    losses: Tensor
    smooth: Tensor
    suggested: Tensor
    low: float
    high: float
    constant: Tensor
    accuracy: Tensor
    step: int
    steps: int


def smoothed(losses: Tensor, share: float = SMOOTHING) -> Tensor:
    """Running mean of losses (T, S), corrected for its start at 0.

    Source: Kingma & Ba 2015, section 3 (the correction).
    """
    mean, rows = torch.zeros_like(losses[0]), []
    for step, loss in enumerate(losses, start=1):
        mean = share * mean + (1 - share) * loss
        rows.append(mean / (1 - share**step))
    return torch.stack(rows)


def suggestion(rates: Tensor, smooth: Tensor, divisor: float = 3.0) -> Tensor:
    """The rate at which the smoothed loss is lowest, over `divisor`, (S,)."""
    lowest = torch.where(smooth.isfinite(), smooth, torch.inf).argmin(0)
    return rates[lowest] / divisor


def range_test(
    recipes: Sequence[Recipe],
    data: Split,
    low: float = 1e-5,
    high: float = 10.0,
    steps: int = 150,
    batch_size: int = 64,
    divisor: float = 3.0,
) -> Iterator[Tested]:
    """Plain gradient descent whose rate grows by a constant factor per step, from low to high.

    Args:    recipes: of one shape; each draws its mini-batches by its own seed.
    Yields:  Tested, about RECORDS of them, the last with its suggestion.
    Raises:  ValueError: for rates out of order, or fewer than 2 steps.
    Source:  Smith 2017, section 3.3, with rates in equal factors instead of equal steps.
    """
    if not 0 < low < high:
        raise ValueError(f"a range test takes rates 0 < low < high, got {low} to {high}")
    if steps < 2:
        raise ValueError(f"steps takes 2 or more, got {steps}")
    x, y = data.train.x, data.train.y
    stack = Stack(recipes, data.train.n_features, data.train.n_outputs)
    draws = [generator(recipe.seed, "order") for recipe in recipes]
    rates = low * (high / low) ** (torch.arange(steps) / (steps - 1))
    losses, nothing = [], torch.empty(0)
    for step, rate in enumerate(rates, start=1):
        rows = torch.stack([torch.randint(len(x), (batch_size,), generator=own) for own in draws])
        seen = stack.gradients(x[rows], y[rows])
        losses.append(seen.losses)
        with torch.no_grad():
            stack.flat -= rate * seen.grad
        if step % max(1, steps // RECORDS) == 0 or step == steps:
            raw = torch.stack(losses)
            smooth, done = smoothed(raw), rates[:step]
            hint = suggestion(done, smooth, divisor) if step == steps else raw[0] * torch.nan
            seen = (done, raw, smooth, hint, low, high, nothing, nothing, step, steps)
            yield Tested(*seen)


def beside_constant_rates(
    tests: Iterator[Tested],
    recipe: Recipe,
    data: Split,
    seeds: Sequence[int],
    constant: Sequence[float],
    **options,
) -> Iterator[Tested]:
    """A range test, and at its end a training run with each of some constant rates.

    Args:    options: passed to training.train, such as epochs.
    Yields:  the tests as they come, then the last one with constant rates and accuracies.
    """
    for test in tests:
        yield test
    networks = lineup({str(rate): recipe.but(lr=rate) for rate in constant}, seeds)
    last = fit(networks, data, every=10**9, **options).last
    accuracy = last.test_accuracy.view(len(constant), len(seeds))
    yield replace(test, constant=torch.tensor(constant), accuracy=accuracy)
