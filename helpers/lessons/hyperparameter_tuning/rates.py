"""The learning-rate range test: one short run whose rate grows until the loss explodes."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from torch import Tensor

from helpers import checks
from helpers.data import Split
from helpers.engine.networks import Stack
from helpers.engine.randomness import generator
from helpers.engine.tensors import FLOATS, floats
from helpers.experiments import finished, lineup
from helpers.recipes import Recipe
from helpers.training import fit

SMOOTHING = 0.9  # share of the past in the running mean of the losses
RECORDS = 10  # looks at a test while it runs


@dataclass(frozen=True, eq=False)
class RangeTestResult:
    """A range test of S networks, and what training at each of R constant rates is worth.

    Args:
        rates: of the test's steps so far, (T,); losses, smooth: raw and smoothed, (T, S).
        suggested: the rate that each network's test suggests, (S,); NaN before its end.
        low, high: the ends of the range; steps: of the whole test.
        constant: rates trained with, (R,); accuracy: on data.test at the end, (R, S), NaN where a
            network diverged; both empty before they are known.
    """

    rates: Tensor
    losses: Tensor
    smooth: Tensor
    suggested: Tensor
    low: float
    high: float
    steps: int
    constant: Tensor = field(default_factory=lambda: torch.empty(0, **FLOATS))
    accuracy: Tensor = field(default_factory=lambda: torch.empty(0, **FLOATS))

    @property
    def step(self) -> int:
        """Steps of the test done."""
        return len(self.rates)

    @property
    def suggested_rate(self) -> float:
        """The median of the networks' suggested rates; NaN before the test's end."""
        return self.suggested.nanquantile(0.5).item()

    def intact(self) -> Tensor:
        """The smoothed losses, each network's up to where it breaks, NaN from there on, (T, S): its
        loss is no number, or twice what it was at the start. NaN for all where most are broken."""
        broken = ~(self.smooth <= 2 * self.smooth[0]) | ~self.losses.isfinite()
        broken = broken.int().cummax(0).values.bool()
        most = broken.double().mean(1, keepdim=True) > 0.5
        return self.smooth.masked_fill(broken | most, torch.nan)

    def median_accuracy(self) -> Tensor:
        """The networks' median accuracy at each constant rate, without those that diverged, (R,);
        NaN where all did."""
        return self.accuracy.double().nanquantile(0.5, dim=1)

    def accuracy_at(self, rate: float) -> float:
        """The median accuracy at any rate: between two constant rates on a straight line over the
        rates' logarithms."""
        middle = self.median_accuracy()
        known = ~middle.isnan()
        return float(np.interp(math.log10(rate), self.constant.log10()[known], middle[known]))


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
) -> Iterator[RangeTestResult]:
    """Plain gradient descent whose rate grows by a constant factor per step, from low to high.

    Args:    recipes: of one shape; each draws its mini-batches by its own seed.
    Yields:  RangeTestResult, about RECORDS of them, the last with its suggestion.
    Raises:  ValueError: for rates out of order, or fewer than 2 steps.
    Source:  Smith 2017, section 3.3, with rates in equal factors instead of equal steps.
    """
    if not 0 < low < high:
        raise ValueError(f"a range test takes rates 0 < low < high, got {low} to {high}")
    checks.whole("steps", steps, 2)
    x, y = data.train.x, data.train.y
    stack = Stack(recipes, data.train.n_features, data.train.n_outputs)
    draws = [generator(recipe.seed, "order") for recipe in recipes]
    rates = low * (high / low) ** (torch.arange(steps, **FLOATS) / (steps - 1))
    losses = []
    for step, rate in enumerate(rates, start=1):
        rows = [torch.randint(len(x), (batch_size,), generator=own, device="cpu") for own in draws]
        rows = torch.stack(rows)
        batch = stack.gradients(x[rows], y[rows])
        losses.append(batch.losses)
        with torch.no_grad():
            stack.flat -= rate * batch.grad
        if step % max(1, steps // RECORDS) == 0 or step == steps:
            raw, so_far = torch.stack(losses), rates[:step]
            smooth = smoothed(raw)
            unknown = torch.full_like(raw[0], torch.nan)
            suggested = suggestion(so_far, smooth, divisor) if step == steps else unknown
            yield RangeTestResult(so_far, raw, smooth, suggested, low, high, steps)


def beside_constant_rates(
    tests: Iterator[RangeTestResult],
    recipe: Recipe,
    data: Split,
    seeds: Sequence[int],
    constant: Sequence[float],
    **options,
) -> Iterator[RangeTestResult]:
    """A range test, and at its end a training run with each of some constant rates.

    Args:    options: passed to training.train, such as epochs.
    Yields:  the tests as they come, then the last one with constant rates and accuracies.
    """
    for test in tests:
        yield test
    networks = lineup({str(rate): recipe.but(lr=rate) for rate in constant}, seeds)
    last = fit(networks, data, every=10**9, **options).last
    accuracy = finished(last).view(len(constant), len(seeds))
    yield replace(test, constant=floats(constant), accuracy=accuracy)
