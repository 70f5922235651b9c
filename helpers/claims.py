"""Claims: sentences of the lecture that the notebook measures, and that fail when false."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from helpers.words import measured, number

RESAMPLES = 2000
AGREEING = 0.8  # share of seeds that must show the effect's direction


class ClaimFailed(AssertionError):
    """A sentence of the lecture that this run contradicts."""


@dataclass(frozen=True)
class Evidence:
    """Whether a measurement bears a sentence out, and the numbers in words."""

    holds: bool
    words: str


def claim(sentence: str, *evidence: Evidence):
    """Print the sentence with its numbers, or fail with them.

    Raises: ClaimFailed: when a piece of evidence does not hold.
    """
    if not evidence:
        raise ValueError("a claim takes a sentence and evidence, got the sentence alone")
    for piece in evidence:
        if not piece.holds:
            raise ClaimFailed(f"not in this run: {sentence} ({piece.words})")
    print(f"✓ {sentence}  [{'; '.join(piece.words for piece in evidence)}]")


def at_most(value, bound: float) -> Evidence:
    """The largest of value (a number or a tensor) is at most bound."""
    top = torch.as_tensor(value, dtype=torch.float64).max().item()
    return Evidence(top <= bound, f"{measured(top, 3)}, at most {number(bound, 3)}")


def at_least(value, bound: float) -> Evidence:
    """The smallest of value (a number or a tensor) is at least bound."""
    bottom = torch.as_tensor(value, dtype=torch.float64).min().item()
    return Evidence(bottom >= bound, f"{measured(bottom, 3)}, at least {number(bound, 3)}")


def close(value, expected, relative: float) -> Evidence:
    """Every value is within a relative distance of what theory expects.

    Args: value, expected: numbers or tensors of one shape; relative: 0.05 is 5 %.
    """
    value = torch.as_tensor(value, dtype=torch.float64).flatten()
    expected = torch.as_tensor(expected, dtype=torch.float64).flatten().expand_as(value)
    off = (value - expected).abs() / expected.abs()
    worst = off.nan_to_num(nan=float("inf")).argmax()
    return Evidence(
        bool((off <= relative).all()),
        f"measured {measured(value[worst], 3)}, expected {measured(expected[worst], 3)}, "
        f"allowed {number(100 * relative, 3)} % apart",
    )


def paired(better: Tensor, worse: Tensor, by: float = 0.0, unit: str = "") -> Evidence:
    """Over seeds, one variant's number is higher than another's with the same seed.

    Holds when the 95 % bootstrap interval of the mean difference lies above `by` and four
    seeds in five agree.

    Args:
        better, worse: one number per seed, (K,), in the same order of seeds; K ≥ 5.
        by: the least mean difference.
        unit: "%" shows differences of shares as percentage points.
    Source: Efron 1979 (percentile bootstrap over the K paired differences).
    """
    if better.shape != worse.shape or better.ndim != 1 or len(better) < 5:
        raise ValueError(
            f"paired takes two rows of at least 5 seeds, got {tuple(better.shape)} "
            f"and {tuple(worse.shape)}"
        )
    gains = better.double() - worse.double()
    draws = torch.Generator().manual_seed(0)
    rows = torch.randint(len(gains), (RESAMPLES, len(gains)), generator=draws)
    low, high = gains[rows].mean(1).quantile(torch.tensor([0.025, 0.975], dtype=torch.float64))
    agree = int((gains > by).sum())
    factor, name = (100, " points") if unit == "%" else (1, f" {unit}".rstrip())
    return Evidence(
        bool(low > by and agree >= AGREEING * len(gains)),
        f"{measured(factor * gains.mean(), 3)}{name} more, 95 % interval "
        f"{measured(factor * low, 3)} to {measured(factor * high, 3)}, "
        f"{agree} of {len(gains)} seeds",
    )
