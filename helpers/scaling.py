"""Scalers: bring every column to one size, with numbers learnt from the training set alone.

All three are (x − shift) / scale, column by column; they differ in what shift and scale are.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from torch import Tensor

from helpers import checks
from helpers.data import Dataset, Draws, Split


@dataclass(frozen=True, eq=False)  # eq: tensors have no single truth value
class Scaler:
    """What a fit learnt: calling it scales, inverse gives the raw units back.

    Args: shift, scale: (F,), one number per column; name: of the rule that chose them.
    """

    shift: Tensor
    scale: Tensor
    name: str

    def __call__(self, x: Tensor) -> Tensor:
        """Scaled columns, (..., F) → (..., F). Raises ValueError for another F."""
        return (self._fitting(x) - self.shift) / self.scale

    def inverse(self, x: Tensor) -> Tensor:
        """Raw units again, (..., F) → (..., F). Raises ValueError for another F."""
        return self._fitting(x) * self.scale + self.shift

    def _fitting(self, x: Tensor) -> Tensor:
        if x.shape[-1:] != self.shift.shape:
            raise ValueError(f"x takes {len(self.shift)} columns, got {tuple(x.shape)}")
        return x

    def of(self, dataset: Dataset) -> Dataset:
        """The data set with its inputs scaled; the targets stay as they are."""
        return replace(dataset, x=self(dataset.x))


def standard(x: Tensor) -> Scaler:
    """Standardization (x − μ) / σ: mean 0, standard deviation 1.

    Args:    x: raw columns, (n, F). σ divides by n, not n − 1.
    Returns: Scaler; a constant column keeps scale 1, so that it becomes 0 and not 0/0.
    Raises:  ValueError: if x is not (n, F), has no rows, or holds whole numbers.
    """
    return _fit("standard", x, lambda x: (x.mean(0), x.std(0, correction=0)))


def min_max(x: Tensor) -> Scaler:
    """Normalization (x − x_min) / (x_max − x_min): from 0 to 1.

    Args:    x: raw columns, (n, F). New data may land outside 0 to 1; nothing is cut off.
    Returns: Scaler; a constant column keeps scale 1.
    Raises:  ValueError: if x is not (n, F), has no rows, or holds whole numbers.
    """
    return _fit("min_max", x, lambda x: (x.amin(0), x.amax(0) - x.amin(0)))


def robust(x: Tensor) -> Scaler:
    """Robust scaling (x − median) / (third quartile − first): a few outliers hardly move it.

    Args:    x: raw columns, (n, F).
    Returns: Scaler; a column whose quartiles agree keeps scale 1, constant or not.
    Raises:  ValueError: if x is not (n, F), has no rows, or holds whole numbers.
    """

    def rule(x):
        first, median, third = x.quantile(x.new_tensor([0.25, 0.5, 0.75]), dim=0)
        return median, third - first

    return _fit("robust", x, rule)


SCALERS = {"standard": standard, "min_max": min_max, "robust": robust}


def scale(split: Split | Draws, how: str = "standard") -> Split | Draws:
    """Fit a scaler on the training inputs and apply it to every part.

    Args:    how: "standard", "min_max", "robust", or "none" for the raw split.
    Returns: Split with scaled inputs, of Draws one for each seed. The test set has no part in the
             fit: what it would add is knowledge that the trained network cannot have (leakage).
    Raises:  ValueError: for another how.
    """
    checks.one_of("how", how, (*SCALERS, "none"))
    if how == "none":
        return split
    if isinstance(split, Draws):
        return Draws(lambda seed: scale(split(seed), how))
    scaler = SCALERS[how](split.train.x)
    return split.each(scaler.of)


def _fit(name: str, x: Tensor, rule: Callable) -> Scaler:
    if x.ndim != 2 or len(x) == 0:
        raise ValueError(f"x takes columns (n, F) with n of 1 or more, got {tuple(x.shape)}")
    if not x.is_floating_point():  # the scale would be cut to a whole number
        raise ValueError(f"x takes real numbers, such as float32, got {x.dtype}")
    exact = x.double()  # a float32 sum over many salaries loses digits of their mean
    shift, scale = rule(exact)
    # A constant column's computed spread may be 1e-17: dividing by it would blow up the dust.
    constant = (exact.amax(0) == exact.amin(0)) | (scale == 0)
    return Scaler(shift.to(x.dtype), scale.masked_fill(constant, 1).to(x.dtype), name)
