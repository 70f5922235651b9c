"""Successive halving, with what the configurations that were cut would have become."""

import math
from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, eq=False)
class HalvingRace:
    """K races of n configurations each, all trained to the end to see what a cut costs.

    Args:
        scores: after 0, 1, … epochs so far, (T, K, n).
        racing: who is still in the race in each of these epochs, (T, K, n).
        steps: epochs of a whole training.
        rungs: the epochs after which the worst are cut.
    """

    scores: Tensor
    racing: Tensor
    steps: int
    rungs: tuple[int, ...]

    @property
    def step(self) -> int:
        """Epochs done."""
        return len(self.scores) - 1

    @property
    def cost(self) -> float:
        """Network-epochs of a race, as a share of what training all to the end takes."""
        return self.racing[1:, 0].sum().item() / max(1, self.racing[1:, 0].numel())

    def best_scores(self) -> list[Tensor]:
        """The final score of what each way chooses, (K,) each, in this order: the best
        of all; the best survivor; the best of as many as could be trained to the end for what
        halving costs, on average over which of them these are."""
        final, n = self.scores[-1], self.scores.shape[2]
        survivor = final.where(self.racing[-1], -1).amax(1)
        return [final.amax(1), survivor, expected_best(final, max(1, round(self.cost * n)))]


def expected_best(scores: Tensor, count: int) -> Tensor:
    """The mean, over all choices of `count` columns, of their best score, (K, n) to (K,)."""
    n = scores.shape[1]
    # The k-th best (from 0) is the best one chosen if the others are among the n - 1 - k below.
    ways = [math.comb(n - 1 - k, count - 1) / math.comb(n, count) for k in range(n)]
    return scores.sort(dim=1, descending=True).values @ scores.new_tensor(ways)
