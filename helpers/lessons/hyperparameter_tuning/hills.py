"""A function to search on, whose peak is known, and what searches find there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

WIDTH = 0.15  # of a hill


def hills(points: Tensor, peak: Tensor, weights: Tensor) -> Tensor:
    """A score to search for: one hill per setting, weighted; 1 at the peak if weights sum to 1.

    Args:    points: in the unit cube, (..., d); peak, weights: (d,).
    Returns: (...,).
    """
    return torch.exp(-(((points - peak) / WIDTH) ** 2) / 2) @ weights


@dataclass(frozen=True, eq=False)
class Found:
    """What K grid searches and K random searches for the peak of hills found.

    Args:
        peak: of the first search, (d,).
        tried: by strategy the first search's trials, (n, d).
        weights: of the settings, (d,).
        best: by strategy each search's best score, (K,).
    """

    peak: Tensor
    tried: Mapping[str, Tensor]
    weights: Tensor
    best: Mapping[str, Tensor]
