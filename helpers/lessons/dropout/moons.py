"""The illness of the noisy digits in the plane, where it can be seen."""

from helpers.data import Draws, Split, make, noisy_labels, split


def noisy_moons(n: int, noise: float) -> Draws:
    """Two moons, a share of the training labels wrong; every seed draws points of its own.

    Args: n: training points; noise: share of their labels that are wrong, from 0 to 1.
    """

    def draw(seed: int) -> Split:
        parts = split(make("moons", n=500, noise=0.15, seed=seed), seed=seed, n=n)
        return Split(noisy_labels(parts.train, noise, seed), parts.test)

    return Draws(draw)
