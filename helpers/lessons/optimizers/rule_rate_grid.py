"""Many update rules at many learning rates, and the two ways to compare them."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from helpers.engine.records import Annotated


@dataclass(frozen=True, eq=False)
class RateGrid(Annotated):
    """A Record of all rules at all rates: all rates of the first rule first, all seeds of a rate
    together. And the one rate for all to compare them at, or None: each at its own best."""

    shared: float | None = None

    def compared(self, accuracy: Tensor, rates: Sequence[float]) -> Tensor:
        """The rate at which each rule is compared: (rules, rates, seeds) → its index, (rules,)."""
        if self.shared is None:
            return best_by_rule(accuracy)
        ratios = torch.tensor(rates, dtype=torch.float64, device="cpu") / self.shared
        distances = ratios.log().abs()
        return distances.argmin().expand(len(accuracy))


def by_rule(accuracy: Tensor, rules: int, rates: int) -> Tensor:
    """(rules · rates · seeds,) → (rules, rates, seeds)."""
    return accuracy.view(rules, rates, -1)


def best_by_rule(accuracy: Tensor) -> Tensor:
    """The rate with the best median over the seeds, for each rule: (rules, rates, seeds) → its
    index, (rules,); of equals the smallest. A network that diverged (NaN) counts as the worst."""
    return accuracy.double().nan_to_num(0).quantile(0.5, dim=2).argmax(1)
