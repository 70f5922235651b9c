"""Parity: an update rule written by hand beside an optimizer of torch.optim, step by step."""

from collections import defaultdict
from collections.abc import Callable

import torch
from torch import Tensor

from helpers.engine.randomness import generator

SIZE = 20  # parameters


def largest_gap(
    rule: Callable, optimizer: Callable, seed: int, lr: float = 0.01, steps: int = 100
) -> Tensor:
    """Walk down a noisy bowl, ½ |w|², by hand and with torch.optim.

    Args:    rule: (w, gradient, state, lr) → the new w; state begins as a dict of zeros.
             optimizer: (parameters, lr) → a torch.optim.Optimizer.
             seed: of the start and of the noise, N(0, 1) in every gradient, the same for both.
    Returns: the largest distance of any parameter at any step, ().
    """
    draws = generator(seed, "parity")
    ours, *noise = torch.randn(steps + 1, SIZE, generator=draws, dtype=torch.float64, device="cpu")
    theirs = torch.nn.Parameter(ours.clone())
    state, stepper, gaps = defaultdict(float), optimizer([theirs], lr), []
    for pull in noise:
        ours = rule(ours, ours + pull, state, lr)
        theirs.grad = theirs.detach() + pull
        stepper.step()
        gaps.append((ours - theirs.detach()).abs().max())
    return torch.stack(gaps).max()
