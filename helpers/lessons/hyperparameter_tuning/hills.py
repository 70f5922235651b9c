"""A function to search on, whose peak is known, and what grid and random search find there."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from helpers.engine.tensors import FLOATS

WIDTH = 0.15  # of a hill


def hills(points: Tensor, peak: Tensor, weights: Tensor) -> Tensor:
    """A score to search for: one hill per setting, weighted; 1 at the peak if weights sum to 1.

    Args:    points: in the unit cube, (..., d); peak, weights: (d,).
    Returns: (...,).
    """
    return torch.exp(-(((points - peak) / WIDTH) ** 2) / 2) @ weights


@dataclass(frozen=True, eq=False)
class SearchOutcome:
    """What K grid searches and K random searches find on hills.

    Args:
        peak: of the first search, (d,), d ≥ 2.
        trials: by strategy the first search's trials, (n, d).
        weights: of the settings, (d,).
        best: by strategy each search's best score, (K,).
    """

    peak: Tensor
    trials: Mapping[str, Tensor]
    weights: Tensor
    best: Mapping[str, Tensor]

    def first_hill(self, places: Tensor) -> Tensor:
        """The hill of setting 1 alone, 1 at its peak, at places of its axis, (m,) to (m,)."""
        return hills(places[:, None], self.peak[:1], torch.ones(1, **FLOATS))

    def map(self, places: Tensor) -> Tensor:
        """The score at places of setting 2 (rows) and of setting 1 (columns), the others at their
        best, (m,) to (m, m)."""
        points = self.peak.expand(len(places), len(places), -1).clone()
        points[..., :2] = torch.stack(torch.meshgrid(places, places, indexing="xy"), -1)
        return hills(points, self.peak, self.weights)

    def first_values(self, strategy: str) -> int:
        """How many different values of setting 1 the trials of a strategy have."""
        return len(self.trials[strategy][:, 0].unique())
