"""Bayesian optimization: a Gaussian process guesses the scores, and says how unsure it is."""

import math
from collections.abc import Sequence

import numpy as np

from helpers.tuning.results import DONE, Trial
from helpers.tuning.space import Space

FIRST = 8  # random trials before the process has anything to go by
CANDIDATES = 1000  # points among which the next one is chosen
LENGTHS = (0.1, 0.2, 0.4, 0.8, 1.6)  # among which the scores themselves decide
NOISE = 0.1  # standard deviation of a score about the surface, in units of the scores' own


def covariance(a: np.ndarray, b: np.ndarray, length: float) -> np.ndarray:
    """How much the surface at a, (n, d), tells about it at b, (m, d): 1 at distance 0, (n, m).

    Args:    length: the distance over which the surface changes, in the inputs' units.
    Source:  Matérn 5/2, as in Snoek 2012, equation 6, with one length for all axes.
    """
    r = np.sqrt(5 * np.square(a[:, None] - b[None]).sum(2)) / length
    return (1 + r + r**2 / 3) * np.exp(-r)


def posterior(
    x: np.ndarray, y: np.ndarray, at: np.ndarray, length: float, noise: float = NOISE
) -> tuple[np.ndarray, np.ndarray]:
    """What a Gaussian process of mean 0 and variance 1 knows after some measurements.

    Args:    x: measured points, (n, d); y: their values, (n,); at: where to look, (m, d).
             length: see covariance; noise: standard deviation of a measurement's error.
    Returns: mean and standard deviation of the surface at `at`, (m,) each.
    Source:  Rasmussen & Williams 2006, algorithm 2.1.
    """
    lower = np.linalg.cholesky(covariance(x, x, length) + noise**2 * np.eye(len(x)))
    cross = np.linalg.solve(lower, covariance(x, at, length))  # (n, m)
    mean = cross.T @ np.linalg.solve(lower, y)
    return mean, np.sqrt(np.maximum(1 - np.square(cross).sum(0), 1e-12))


def expected_improvement(mean: np.ndarray, std: np.ndarray, best: float) -> np.ndarray:
    """How much a point beats the best so far, on average over what it may turn out to be, (m,).

    Source: Jones 1998, equation 15, for a maximum.
    """
    z = (mean - best) / std
    density = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    below = np.array([math.erfc(-value / math.sqrt(2)) / 2 for value in z])
    return (mean - best) * below + std * density


def evidence(x: np.ndarray, y: np.ndarray, length: float, noise: float = NOISE) -> float:
    """Log density of the measurements y, (n,), under a length: what a good length makes large.

    Source: Rasmussen & Williams 2006, equation 2.30.
    """
    lower = np.linalg.cholesky(covariance(x, x, length) + noise**2 * np.eye(len(x)))
    whitened = np.linalg.solve(lower, y)
    return float(-np.square(whitened).sum() / 2 - np.log(np.diag(lower)).sum())


class Bayes:
    """Asks next for the point of highest expected improvement; the first ones are random.

    Asked for several at once, it takes its own guess for the score of each before it looks for
    the next ("kriging believer", Ginsbourger 2010).
    """

    def __init__(self, space: Space, trials: int, seed: int):
        from helpers.engine.randomness import own_seed  # it imports torch

        self.space, self.draws = space, np.random.default_rng(own_seed(seed, "bayes"))
        self.x, self.y = [], []  # positions in the unit cube, scores

    def ask(self, count: int) -> list[dict]:
        """The next `count` settings."""
        if len(self.y) < FIRST:
            return [self.space.settings(self.draws.random(len(self.space))) for _ in range(count)]
        x, y = np.array(self.x), np.array(self.y)
        finite = y[np.isfinite(y)]  # beside them an infinite score is the worst or the best
        y = y.clip(finite.min(), finite.max()) if finite.size else np.zeros_like(y)
        y = (y - y.mean()) / (y.std() or 1)
        length = max(LENGTHS, key=lambda length: evidence(x, y, length))
        asked = []
        for _ in range(count):
            draws = self.draws.random((CANDIDATES, len(self.space)))
            candidates = [self.space.settings(point) for point in draws]
            at = np.array([self.space.position(settings) for settings in candidates])
            mean, std = posterior(x, y, at, length)
            chosen = int(expected_improvement(mean, std, y.max()).argmax())
            asked.append(candidates[chosen])
            x, y = np.vstack([x, at[chosen]]), np.append(y, mean[chosen])
        return asked

    def tell(self, trials: Sequence[Trial]) -> None:
        """Learn from finished trials."""
        for trial in trials:
            if trial.state == DONE:
                self.x.append(self.space.position(trial.settings))
                self.y.append(trial.score)
