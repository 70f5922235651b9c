"""What a leak adds to the accuracy one reports, over many splits of the data."""

from dataclasses import dataclass

import numpy as np
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Reports:
    """Accuracies reported for k splits of the data, with and without a leak.

    Args:  honest, leaky: shares from 0 to 1, (k,), split by split; step, steps: splits done,
           splits asked for.
    """

    honest: Tensor
    leaky: Tensor
    step: int
    steps: int

    @property
    def points(self) -> np.ndarray:
        """What the leak adds in each split, in percentage points, (k,)."""
        return 100 * (self.leaky.double() - self.honest.double()).numpy()


def running_means(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How a mean settles: counts 2 … k, mean of so many, half of its 95 % interval, (k − 1,)."""
    counts = np.arange(1, len(values) + 1)
    mean = values.cumsum() / counts
    square = (values**2).cumsum() / counts
    spread = np.sqrt(np.clip(square - mean**2, 0, None) * counts / np.clip(counts - 1, 1, None))
    return counts[1:], mean[1:], (1.96 * spread / np.sqrt(counts))[1:]
