"""Schedules: which share of its learning rate a network uses at each step of its training."""

import math

from helpers.recipes import Recipe


def constant(done: float) -> float:
    """The whole rate, to the end."""
    return 1.0


def step(done: float) -> float:
    """A tenth of it after half of the training, a hundredth after three quarters."""
    return 0.1 ** ((done >= 0.5) + (done >= 0.75))


def cosine(done: float) -> float:
    """From 1 to 0 along half a cosine. Source: Loshchilov & Hutter 2017, equation 5, no restart."""
    return (1 + math.cos(math.pi * done)) / 2


SCHEDULES = {schedule.__name__: schedule for schedule in (constant, step, cosine)}


def share(recipe: Recipe, step: int, steps: int) -> float:
    """The share of recipe.lr that its schedule grants a step, 0 to 1.

    A warm-up climbs in equal steps to the whole rate; the schedule has the rest of the training.

    Args:    step: counted from 1; steps: of the whole training.
    Source:  Goyal et al. 2017, section 2.2 (warm-up).
    """
    warm = round(recipe.warmup * steps)
    if step <= warm:
        return step / warm
    return SCHEDULES[recipe.schedule]((step - 1 - warm) / max(1, steps - warm))
