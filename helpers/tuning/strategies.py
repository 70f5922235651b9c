"""Search strategies: which settings to try next.

Grid and random know all their trials beforehand: a plan, the same wherever it is carried out.
The others learn from the scores: they are asked for settings, and told what came of them.
"""

import warnings
from collections.abc import Mapping, Sequence
from itertools import product
from math import ceil, inf, isnan

import numpy as np

from helpers.tuning.bayes import Bayes
from helpers.tuning.results import FAILED, PRUNED, Trial
from helpers.tuning.space import Space


def grid(space: Space, trials: int, seed: int = 0) -> list[dict]:
    """Every combination of a few levels per setting, at most `trials` in all.

    Settings take turns in getting one level more, the first one first, as long as all fits.
    """
    counts, grows = [1] * len(space), True
    while grows:
        grows = False
        for k, (_, axis) in enumerate(space.axes):
            more = counts[:k] + [counts[k] + 1] + counts[k + 1 :]
            if np.prod(more) <= trials and len(axis.levels(more[k])) > len(axis.levels(counts[k])):
                counts, grows = more, True
    levels = [axis.levels(count) for (_, axis), count in zip(space.axes, counts, strict=True)]
    return [dict(zip(space.names, values, strict=True)) for values in product(*levels)]


def random(space: Space, trials: int, seed: int) -> list[dict]:
    """Independent draws, uniform in the space's unit cube; more trials add to fewer.

    Source: Bergstra & Bengio 2012.
    """
    from helpers.engine.randomness import own_seed  # it imports torch

    points = np.random.default_rng(own_seed(seed, "random search")).random((trials, len(space)))
    return [space.settings(point) for point in points]


class Tpe:
    """Optuna's tree-structured Parzen estimator: draws near good trials, away from bad ones.

    Source: Bergstra 2011; Akiba 2019.
    """

    def __init__(self, space: Space, trials: int, seed: int):
        import optuna

        from helpers.engine.randomness import own_seed
        from helpers.tuning.distributions import distributions

        optuna.logging.set_verbosity(optuna.logging.WARNING)  # its lines carry times of day
        self.distributions = distributions(space)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            # It takes trials under way for poor ones, lest those asked for together crowd.
            sampler = optuna.samplers.TPESampler(seed=own_seed(seed, "tpe"), constant_liar=True)
        self.study = optuna.create_study(direction="maximize", sampler=sampler)
        self.asked = []  # Optuna's trials, by number

    def ask(self, count: int) -> list[dict]:
        """The next `count` settings."""
        fresh = [self.study.ask(self.distributions) for _ in range(count)]
        self.asked += fresh
        return [{name: trial.params[name] for name in self.distributions} for trial in fresh]

    def tell(self, trials: Sequence[Trial]) -> None:
        """Learn from finished trials."""
        from optuna.trial import TrialState

        for trial in trials:
            asked = self.asked[trial.number]
            for step, score in enumerate(trial.scores, start=1):
                asked.report(score, step)
            if trial.state == FAILED:
                self.study.tell(asked, state=TrialState.FAIL)
            elif trial.state == PRUNED:
                self.study.tell(asked, state=TrialState.PRUNED)
            else:
                self.study.tell(asked, trial.score)


PLANS = {"grid": grid, "random": random, "halving": random}
LEARNERS = {"bayes": Bayes, "tpe": Tpe, "tpe+halving": Tpe}
STRATEGIES = (*PLANS, *LEARNERS)


def cuts(strategy: str) -> bool:
    """Whether the worse half is cut at each rung: after 1, 2, 4, 8, … scores.

    Source: Jamieson & Talwalkar 2016, with every rung an equal share of the budget.
    """
    return strategy.endswith("halving")


def behind(scores: Mapping[int, float]) -> list[int]:
    """Who of some trials is in the worse half; the first of equals is ahead, NaN is last.

    Args: scores: by the trials' numbers.
    """
    ranked = sorted(scores, key=lambda k: -inf if isnan(scores[k]) else scores[k], reverse=True)
    return ranked[ceil(len(ranked) / 2) :]


class Plan:
    """A plan behind the same door as what learns."""

    def __init__(self, settings: Sequence[dict]):
        self.left = list(settings)

    def ask(self, count: int) -> list[dict]:
        """The next `count` settings, fewer at the end."""
        taken, self.left = self.left[:count], self.left[count:]
        return taken

    def tell(self, trials: Sequence[Trial]) -> None:
        """Nothing to learn."""
