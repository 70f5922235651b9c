"""What a network may be fed besides x1 and x2: squares, their product, sines."""

from dataclasses import replace

import torch
from torch import Tensor

from helpers import checks
from helpers.data import Dataset, Draws, Split

# name: how a column comes from points x (n, 2); three half waves of the sine fit in the plane
_COLUMNS = {
    "x1": lambda x: x[:, 0],
    "x2": lambda x: x[:, 1],
    "x1²": lambda x: x[:, 0] ** 2,
    "x2²": lambda x: x[:, 1] ** 2,
    "x1·x2": lambda x: x[:, 0] * x[:, 1],
    "sin πx1": lambda x: torch.sin(torch.pi * x[:, 0]),
    "sin πx2": lambda x: torch.sin(torch.pi * x[:, 1]),
}
FEATURES = {
    "x1 x2": ("x1", "x2"),
    "+ squares": ("x1", "x2", "x1²", "x2²"),
    "+ product": ("x1", "x2", "x1·x2"),
    "+ sines": ("x1", "x2", "sin πx1", "sin πx2"),
    "+ all": tuple(_COLUMNS),
}


def columns(x: Tensor, features: str = "x1 x2") -> Tensor:
    """The inputs made of points in the plane.

    Args:    x: points, (n, 2); features: one of FEATURES.
    Returns: (n, F), the columns that FEATURES names, in its order.
    Raises:  ValueError: for other features, or points that are not in the plane.
    """
    checks.one_of("features", features, FEATURES)
    if x.ndim != 2 or x.shape[1] != 2:
        raise ValueError(f"features are made of points (n, 2), got {tuple(x.shape)}")
    return torch.stack([_COLUMNS[name](x) for name in FEATURES[features]], dim=1)


def expand(data: Split | Draws, features: str = "x1 x2") -> Split | Draws:
    """The same examples with these features as inputs; errors as for columns."""
    if isinstance(data, Draws):
        return Draws(lambda seed: expand(data(seed), features))

    def wider(dataset: Dataset) -> Dataset:
        return replace(dataset, x=columns(dataset.x, features), features=FEATURES[features])

    return data.each(wider)
