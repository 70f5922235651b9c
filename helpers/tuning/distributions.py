"""A space in Optuna's words, and a trial's settings in ours."""

from __future__ import annotations

import optuna

from helpers.tuning.space import Choices, Space


def distributions(space: Space) -> dict[str, optuna.distributions.BaseDistribution]:
    """A space in Optuna's words."""
    made = {}
    for name, axis in space.axes:
        if isinstance(axis, Choices):
            made[name] = optuna.distributions.CategoricalDistribution(axis.values)
        elif axis.whole:
            made[name] = optuna.distributions.IntDistribution(axis.low, axis.high, log=axis.log)
        else:
            made[name] = optuna.distributions.FloatDistribution(axis.low, axis.high, log=axis.log)
    return made


def suggest(trial: optuna.Trial, space: Space) -> dict:
    """A trial's settings: the ones it was planned with, or what the study's sampler proposes."""
    settings = {}
    for name, axis in space.axes:
        if isinstance(axis, Choices):
            settings[name] = trial.suggest_categorical(name, axis.values)
        elif axis.whole:
            settings[name] = trial.suggest_int(name, axis.low, axis.high, log=axis.log)
        else:
            settings[name] = trial.suggest_float(name, axis.low, axis.high, log=axis.log)
    return settings
