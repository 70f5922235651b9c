"""Hyperparameter tuning: one door to all strategies, in this kernel or on many machines.

    result = tune(Training(digits), {"units": [16, 32], "lr": (1e-3, 1, "log")}, trials=64)

What is heavy (Optuna, Keras, databases) is imported where it is used.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping

from helpers import checks
from helpers.tuning import in_process
from helpers.tuning.results import Result
from helpers.tuning.space import Space
from helpers.tuning.strategies import LEARNERS, PLANS, STRATEGIES, Plan, cuts


def tune(
    objective: Callable | str,
    space: Mapping | Space,
    trials: int,
    strategy: str = "random",
    seed: int = 0,
    storage: str | None = None,
    workers: int = 1,
    *,
    study: str = "tuning",
    grace: int = 60,
) -> Result:
    """Search for the settings with the highest score; see search for the arguments."""
    stream = search(
        objective, space, trials, strategy, seed, storage, workers, study=study, grace=grace
    )
    return deque(stream, maxlen=1).pop()


def search(
    objective: Callable | str,
    space: Mapping | Space,
    trials: int,
    strategy: str = "random",
    seed: int = 0,
    storage: str | None = None,
    workers: int = 1,
    *,
    study: str = "tuning",
    grace: int = 60,
) -> Iterator[Result]:
    """Search as a stream: the whole search so far, again and again until it is done.

    Args:
        objective: takes settings (a dict) and returns a score, higher is better, or yields
            scores as it goes; with a method `together`, which takes many settings and yields
            the scores of all, sixteen run as one (helpers.tuning.objectives.Training does).
            For several workers "module:name", for each of them has to import it.
        space: choices or a range for every setting, see helpers.tuning.space.
        trials: how many; a grid takes the most that fit.
        strategy: "grid", "random", "halving" (random, the worse half cut after 1, 2, 4, …
            scores), "bayes" (a Gaussian process), "tpe" (Optuna), "tpe+halving".
        seed: the same trials for the same seed, to the bit; with several workers only for the
            strategies that plan ahead (the first three).
        storage: None, in memory; a file's path, for the processes that this call starts;
            "postgresql+psycopg://…" for any number of machines, each of which starts
            `python -m helpers.tuning worker URL STUDY`. An Optuna study lies in it, see
            helpers.tuning.storage.load. A study that was interrupted goes on where it stopped.
        workers: processes to start here; 1 is this one, 0 leaves all work to other machines.
        study: its name in the storage.
        grace: seconds of silence after which a worker's trial goes to another one.
    Yields:  Result.
    Raises:  ValueError: for an argument out of range, at once; with the first Result, if the study
             exists with another search.
             ConnectionError: with the first Result, if the database cannot be used; later, if it
             stays away.
             RuntimeError: if all workers were lost.
    """
    axes = Space.of(space)
    for name, value, low in (("trials", trials, 1), ("seed", seed, 0), ("workers", workers, 0)):
        checks.whole(name, value, low)
    checks.one_of("strategy", strategy, STRATEGIES)
    if storage is not None:
        from helpers.tuning import coordinator

        return coordinator.search(
            objective, axes, trials, strategy, seed, storage, workers, study, grace
        )
    if workers != 1:
        raise ValueError(
            f"workers takes 1 without a storage, got {workers}: several processes meet in a file "
            "or in a database"
        )
    if isinstance(objective, str):
        from helpers.tuning.names import load

        objective = load(objective)
    if not callable(objective):
        raise ValueError(f"objective takes a function of settings, got {objective!r}")
    if strategy in PLANS:
        plan = PLANS[strategy](axes, trials, seed)
        return in_process.search(objective, axes, len(plan), Plan(plan), cuts(strategy))
    return in_process.search(
        objective, axes, trials, LEARNERS[strategy](axes, trials, seed), cuts(strategy)
    )
