"""Many update rules at many learning rates, and the two ways to compare them."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from helpers.engine.records import Annotated


@dataclass(frozen=True, eq=False)
class Heats(Annotated):
    """A Record of all rules at all rates, and the one rate for all, or None: each its own best."""

    shared: float | None = None


def by_rule(accuracy: Tensor, rules: int, rates: int) -> Tensor:
    """(rules · rates · seeds,) → (rules, rates, seeds)."""
    return accuracy.view(rules, rates, -1)


def best(accuracy: Tensor) -> Tensor:
    """The rate with the best median over the seeds, for each rule: (rules, rates, seeds) → its
    index, (rules,); of equals the smallest."""
    return accuracy.double().quantile(0.5, dim=2).argmax(1)
