"""Gradient descent on a squared loss with two weights: its path, and how far its rate may go."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

SHOWN = (1, 2, 4, 8, 16, 32, 64)  # steps after which a walk is shown, before its end


def shown_steps(steps: int) -> list[int]:
    """The steps after which a walk of so many is shown, its end last."""
    return [step for step in SHOWN if step < steps] + [steps]


@dataclass(frozen=True, eq=False)
class Descent:
    """Gradient descent on a squared loss with two weights, ½ (w − best)ᵀ H (w − best).

    Args:
        hessian: H, (2, 2); best: where the loss is lowest, (2,).
        path: the weights after 0, 1, … steps at this rate, (T, 2); rate: the learning rate.
        left: the loss after all steps, over the loss at the start.
        rates: other learning rates, rising, (K,); shrunk: what each of them leaves, (K,).
        predicted, observed: the largest stable rate, 2/λmax and by experiment.
        step, steps: of the path shown, and in all.
    """

    hessian: Tensor
    best: Tensor
    path: Tensor
    rate: float
    left: float
    rates: Tensor
    shrunk: Tensor
    predicted: float
    observed: float
    step: int
    steps: int


def walk(x: Tensor, y: Tensor, paths: Tensor, rates: Tensor) -> Iterator[Descent]:
    """Walk along the first of K paths of gradient descent, in steps that grow.

    Args:    x, y: the data of a linear model, (n, 2) and (n, 1); their best fit is exact.
             paths: weights, (T + 1, 2, K); rates: learning rates, (K,), the first one the
             student's, the others rising.
    Yields:  Descent.
    """
    hessian = x.T @ x / len(x)
    best = torch.linalg.lstsq(x, y).solution[:, 0]
    losses = ((x @ paths[[0, -1]] - y) ** 2).mean(1)
    left, steps = losses[1] / losses[0], len(paths) - 1
    predicted = 2 / torch.linalg.eigvalsh(hessian)[-1].item()
    observed = rates[1:][left[1:] <= 1].max().item()
    for step in shown_steps(steps):
        yield Descent(
            hessian=hessian,
            best=best,
            path=paths[: step + 1, :, 0],
            rate=rates[0].item(),
            left=left[0].item(),
            rates=rates[1:],
            shrunk=left[1:],
            predicted=predicted,
            observed=observed,
            step=step,
            steps=steps,
        )
