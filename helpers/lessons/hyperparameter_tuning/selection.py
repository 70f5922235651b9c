"""The winner's curse: who is best on validation data, and what it is worth on fresh data."""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Selection:
    """n trained networks of which the best is chosen, K times, each on other validation data.

    Args: validation, test: accuracies, (K, n), on examples that no network has trained on.
    """

    validation: Tensor
    test: Tensor

    def winners(self) -> tuple[Tensor, Tensor]:
        """Of the first 1, 2, …, n networks the one with the best validation accuracy: that
        accuracy, and its test accuracy, (n, K) each."""
        best, who = self.validation.T.cummax(0)
        # Ties go to the earlier network: cummax gives the later one.
        new = torch.ones_like(who, dtype=torch.bool)
        new[1:] = best[1:] > best[:-1]
        who = torch.where(new, torch.arange(len(who), device="cpu")[:, None], 0).cummax(0).values
        return best, self.test.T.gather(0, who)
