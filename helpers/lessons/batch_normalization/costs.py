"""What a training step costs: steps are one currency of a race, seconds are the other."""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

from helpers.data import Split
from helpers.experiments import lineup, seeds
from helpers.recipes import Recipe
from helpers.training import train

STEPS = 10  # between two looks at the clock


def seconds_per_step(
    variants: Mapping[str, Recipe],
    data: Split,
    rounds: int = 15,
    count: int = 8,
    clock: Callable[[], float] = perf_counter,
) -> dict[str, float]:
    """How long each variant's training step takes, the median over rounds.

    The variants take turns, so that a busy moment of the machine meets all of them alike.

    Args:
        rounds: looks at the clock for each variant; count: networks side by side.
        clock: tells the time in seconds.
    """
    streams = {
        name: train(
            lineup({name: recipe}, seeds(count)),
            data,
            steps=STEPS * (rounds + 1),
            every=STEPS,
            evaluate=False,
        )
        for name, recipe in variants.items()
    }
    for stream in streams.values():  # the first two records: the start, and a warm-up
        next(stream), next(stream)
    taken = {name: [] for name in streams}
    for _ in range(rounds):
        for name, stream in streams.items():
            start = clock()
            next(stream)
            taken[name].append((clock() - start) / STEPS)
    return {name: median(times) for name, times in taken.items()}
