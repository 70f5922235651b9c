"""Claims: sentences of the lecture that the notebook measures, and that fail when false.

With the environment variable COURSE_CLAIMS=FILE every verdict is added to that file, a line of
JSON each, and a claim that fails does not stop the run: `course.py test --seeds` reads them.
"""

import json
import math
import os
from dataclasses import asdict, dataclass

import torch
from torch import Tensor

from helpers.engine.randomness import generator
from helpers.words import factor, measured, number, quantity

RESAMPLES = 2000
AGREEING = 0.8  # share of seeds that must show the effect's direction


class ClaimFailed(AssertionError):
    """A sentence of the lecture that this run contradicts."""


@dataclass(frozen=True)
class Evidence:
    """Whether a measurement bears a sentence out, and the numbers in words.

    Args: margin: how far the number is from where it would no longer hold, negative beyond.
    """

    holds: bool
    words: str
    margin: float = 0.0


def claim(sentence: str, *evidence: Evidence):
    """Print the sentence with its numbers, or fail with them.

    Raises: ClaimFailed: when a piece of evidence does not hold.
    """
    if not evidence:
        raise ValueError("a claim takes a sentence and evidence, got the sentence alone")
    if not all(isinstance(piece, Evidence) for piece in evidence):
        raise ValueError(f"a claim takes evidence such as at_most(…) or paired(…), got {evidence}")
    collected = os.environ.get("COURSE_CLAIMS")
    if collected:
        verdict = {"sentence": sentence, "evidence": [asdict(piece) for piece in evidence]}
        with open(collected, "a", encoding="utf-8") as file:
            file.write(json.dumps(verdict) + "\n")
    failed = [piece.words for piece in evidence if not piece.holds]
    if failed and not collected:
        raise ClaimFailed(f"not in this run: {sentence}  [{'; '.join(failed)}]")
    mark = "✗" if failed else "✓"
    print(f"{mark} {sentence}  [{'; '.join(piece.words for piece in evidence)}]")


def at_most(value, bound: float, unit: str = "") -> Evidence:
    """The largest of value (a number or a tensor) is at most bound; unit as quantity's: "%"
    is for shares, "points" for differences of shares."""
    value = torch.as_tensor(value, dtype=torch.float64, device="cpu")
    top = value.max().item()
    words = f"{_of(value, 'largest')} ≈ {quantity(top, unit, 3)}, may be at most "
    words += quantity(bound, unit, 3)
    return Evidence(top <= bound, words, bound - top)


def at_least(value, bound: float, unit: str = "") -> Evidence:
    """The smallest of value (a number or a tensor) is at least bound; unit as at_most's."""
    value = torch.as_tensor(value, dtype=torch.float64, device="cpu")
    bottom = value.min().item()
    words = f"{_of(value, 'smallest')} ≈ {quantity(bottom, unit, 3)}, must be at least "
    words += quantity(bound, unit, 3)
    return Evidence(bottom >= bound, words, bottom - bound)


def close(value, expected, relative: float) -> Evidence:
    """Every value is within a relative distance of what theory expects.

    Args: value, expected: numbers or tensors of one shape; relative: 0.05 is 5 %.
    """
    value = torch.as_tensor(value, dtype=torch.float64, device="cpu").flatten()
    expected = torch.as_tensor(expected, dtype=torch.float64, device="cpu").flatten()
    expected = expected.expand_as(value)
    off = ((value - expected).abs() / expected.abs()).nan_to_num(nan=math.inf)
    worst = off.argmax()
    return Evidence(
        bool((off <= relative).all()),
        f"{_of(value, 'furthest off')} {measured(value[worst], 3)}, expected "
        f"{measured(expected[worst], 3)}, may be {number(100 * relative, 3)} % apart",
        relative - off[worst].item(),
    )


def in_seeds(holds: Tensor, at_least: float = AGREEING, what: str = "seeds") -> Evidence:
    """Something holds in a share of the seeds.

    Args:
        holds: one truth value per seed, (K,); what: their name, if they are no seeds.
        at_least: the share, 1 for all of them.
    Raises: ValueError: when holds is not a row of truth values.
    """
    if holds.dtype != torch.bool or holds.ndim != 1 or not len(holds):
        kind = f"{tuple(holds.shape)} of {holds.dtype}"
        raise ValueError(f"in_seeds takes one truth value per seed, got {kind}")
    held, needed = int(holds.sum()), math.ceil(at_least * len(holds) - 1e-9)
    words = f"in ≈ {held} of {len(holds)} {what}, must be {needed}"
    return Evidence(held >= needed, words, (held - needed) / len(holds))


def paired(better: Tensor, worse: Tensor, by: float = 0.0, unit: str = "") -> Evidence:
    """Over seeds, one variant's number is higher than another's with the same seed.

    Holds when the 95 % bootstrap interval of the mean difference lies above `by` and four
    seeds in five agree.

    Args:
        better, worse: one number per seed, (K,), in the same order of seeds; K ≥ 5.
        by: the least mean difference.
        unit: of the differences: "points" for those of shares.
    Source: Efron 1979 (percentile bootstrap over the K paired differences).
    """
    if better.shape != worse.shape or better.ndim != 1 or len(better) < 5:
        raise ValueError(
            f"paired takes two rows of at least 5 seeds, got {tuple(better.shape)} "
            f"and {tuple(worse.shape)}"
        )
    gains = better.double() - worse.double()
    draws = generator(0, "bootstrap")
    rows = torch.randint(len(gains), (RESAMPLES, len(gains)), generator=draws, device="cpu")
    low, high = gains[rows].mean(1).quantile(gains.new_tensor([0.025, 0.975]))
    agree = int((gains > by).sum())
    times = factor(unit)

    def span(low, high):
        return f"{measured(times * low, 3)} to {measured(times * high, 3)}"

    return Evidence(
        bool(low > by and agree >= AGREEING * len(gains)),
        f"≈ {quantity(gains.mean(), unit, 3)} more, 95 % interval {span(low, high)}, "
        f"single seeds {span(gains.min(), gains.max())}, ≈ {agree} of {len(gains)} agree, "
        f"must be above {number(times * by, 3)}",
        (low - by).item(),
    )


def _of(value: Tensor, which: str) -> str:
    return f"{which} of {value.numel()}:" if value.numel() > 1 else "measured"
