"""Exercises of notebook 08: searching for hyperparameters."""

import math

import torch

from helpers.engine.tensors import floats
from helpers.lessons.shared.exercise import Exercise


def _whole(draws, low, high):
    return int(torch.randint(low, high, (), generator=draws))


check_grid_trials = Exercise(
    "grid_trials",
    answer="number of trials",
    lesson="choices multiply, so a grid grows exponentially with the settings",
    solution=lambda values, settings: values**settings,
    examples=((3, 4), (5, 2)),
    sample=lambda draws: (_whole(draws, 2, 9), _whole(draws, 2, 7)),
    mistakes=(
        ("every value of one meets every value of the others: multiply", lambda v, s: v * s),
        ("values and settings have changed places", lambda v, s: s**v),
        ("the first setting has its values too", lambda v, s: v ** (s - 1)),
        ("these are the different values that one setting gets", lambda v, s: v),
    ),
)

check_log_uniform = Exercise(
    "log_uniform",
    answer="rate",
    lesson="equal steps of u are equal factors of the rate",
    solution=lambda u, low, high: low * (high / low) ** u,
    examples=((0.5, 0.001, 10.0), (0.25, 0.01, 1.0)),
    sample=lambda draws: (
        torch.rand((), generator=draws).item(),
        10.0 ** -_whole(draws, 2, 6),
        10.0 ** _whole(draws, -1, 2),
    ),
    mistakes=(
        (
            "uniform on the rate itself: nine in ten draws lie in the top power of ten",
            lambda u, low, high: low + u * (high - low),
        ),
        (
            "this is the exponent: raise 10 to it",
            lambda u, low, high: math.log10(low) + u * math.log10(high / low),
        ),
        ("u = 0 should give low, u = 1 high", lambda u, low, high: high * (low / high) ** u),
        ("the factor from low to high is high / low", lambda u, low, high: low * high**u),
        (
            "exp takes a natural logarithm, log10 has base 10",
            lambda u, low, high: math.exp(math.log10(low) + u * math.log10(high / low)),
        ),
    ),
)

check_hit = Exercise(
    "hit",
    answer="probability",
    lesson="it depends on the good share alone, not on the number of settings",
    solution=lambda share, trials: 1 - (1 - share) ** trials,
    examples=((0.05, 60), (0.5, 2)),
    sample=lambda draws: (
        (0.01 + 0.5 * torch.rand((), generator=draws)).item(),
        _whole(draws, 2, 50),
    ),
    mistakes=(
        ("two hits count once: this can exceed 1", lambda p, n: n * p, lambda p, n: min(1, n * p)),
        ("this is the probability that all miss", lambda p, n: (1 - p) ** n),
        ("this is the probability that all hit", lambda p, n: p**n),
        ("not all of them hit; but one may be enough", lambda p, n: 1 - p**n),
        ("this is for exactly one hit", lambda p, n: n * p * (1 - p) ** (n - 1)),
    ),
)


def _network_epochs(n, epochs, factor, again=False, last=True):
    """Network-epochs of a race; again: survivors start anew after a cut; last: the epochs after
    the last cut count too."""
    spent, done, rung = 0, 0, 1
    while True:
        until = min(rung, epochs)
        if until == epochs and not last:
            return spent
        spent += n * (until if again else until - done)
        if until == epochs:
            return spent
        done, rung, n = until, rung * factor, max(1, n // factor)


check_halving_budget = Exercise(
    "halving_budget",
    answer="number of network-epochs",
    lesson="every rung costs about as much as the one before",
    solution=lambda n, epochs, factor: _network_epochs(n, epochs, factor),
    examples=((27, 9, 3), (16, 8, 2), (10, 9, 3)),
    sample=lambda draws: (
        _whole(draws, 8, 60),
        (factor := _whole(draws, 2, 5)) ** _whole(draws, 2, 4),
        factor,
    ),
    mistakes=(
        (
            "a survivor goes on where it stopped, it does not begin again",
            lambda n, epochs, factor: _network_epochs(n, epochs, factor, again=True),
        ),
        ("this is all of them to the end", lambda n, epochs, factor: n * epochs),
        (
            "those who survive the last cut train on to the end",
            lambda n, epochs, factor: _network_epochs(n, epochs, factor, last=False),
        ),
        (
            "all of them train for the first epoch",
            lambda n, epochs, factor: _network_epochs(max(1, n // factor), epochs, factor),
        ),
    ),
)

check_improvement = Exercise(
    "improvement",
    answer="expected improvement",
    lesson="what is worse than the best so far counts as 0, for one keeps the best",
    solution=lambda scores, best: (scores - best).clamp(min=0).mean(),
    examples=(
        (floats([0.9, 0.5, 0.7, 0.3]), 0.6),
        (floats([2.0, -1.0, 0.5]), 1.0),
    ),
    sample=lambda draws: (torch.randn(7, generator=draws), 0.1),
    mistakes=(
        ("worse scores cost nothing: cut them off at 0", lambda s, best: (s - best).mean()),
        (
            "first the improvement of each, then the mean",
            lambda s, best: (s.mean() - best).clamp(min=0),
        ),
        (
            "this is the probability of an improvement; how large it is counts too",
            lambda s, best: (s > best).float().mean(),
        ),
        (
            "this averages over the better ones only",
            lambda s, best: (s - best).clamp(min=0).sum() / (s > best).sum().clamp(min=1),
        ),
        ("a worse score is no improvement", lambda s, best: (s - best).abs().mean()),
        ("not the largest improvement, the mean", lambda s, best: (s - best).clamp(min=0).max()),
    ),
)
