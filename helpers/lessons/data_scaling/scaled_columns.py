"""One column of numbers, as it came and under several scalers."""

from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, eq=False)
class Column:
    """One column under several scalers.

    Args:
        name: what the numbers are.
        values: "raw" and the names of scalers → the n numbers, (n,) each.
        typos: which of them are typing errors, (n,) truth values.
    """

    name: str
    values: Mapping[str, Tensor]
    typos: Tensor

    @property
    def correct_range(self) -> float:
        """The share of min-max's range that the correct values fill."""
        correct = self.values["min_max"][~self.typos]
        return (correct.max() - correct.min()).item()


def share_within(z: Tensor, k: float) -> float:
    """The share of z-scores from −k to k."""
    return (z.abs() <= k).double().mean().item()
