"""A space in Optuna's words."""

import optuna

from helpers.tuning.space import Choices, Space


def distributions(space: Space) -> dict[str, optuna.distributions.BaseDistribution]:
    """A space in Optuna's words."""
    axes = {}
    for name, axis in space.axes:
        if isinstance(axis, Choices):
            axes[name] = optuna.distributions.CategoricalDistribution(axis.values)
        elif axis.whole:
            axes[name] = optuna.distributions.IntDistribution(axis.low, axis.high, log=axis.log)
        else:
            axes[name] = optuna.distributions.FloatDistribution(axis.low, axis.high, log=axis.log)
    return axes
