"""Walks down a valley with known curvatures, for the tests of descents and of their figures."""

import torch

from helpers.lessons.shared.descents import Descent, walk


def walk_down(rate: float = 0.1, ratio: float = 3.0, steps: int = 20) -> list[Descent]:
    """Down ½ Σ (w − 1)² · (1, ratio²), from (−½, 2), beside 401 other rates."""
    x = torch.tensor([[1.0, 1.0], [1.0, -1.0]], dtype=torch.float64) * torch.tensor([1.0, ratio])
    y = x.sum(1, keepdim=True)
    rates = torch.cat([torch.tensor([rate]), torch.logspace(-3, 1, 401)]).double()
    path = [torch.tensor([[-0.5], [2.0]], dtype=torch.float64).expand(2, 402)]
    for _ in range(steps):
        path.append(path[-1] - rates * (x.T @ (x @ path[-1] - y)) / len(x))
    return list(walk(x, y, torch.stack(path), rates))
