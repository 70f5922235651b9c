"""Hyperparameter tuning: one door to all strategies, in this process or on a cluster of many.

    result = tune(Training(digits), {"units": [16, 32], "lr": (1e-3, 1, "log")}, trials=64)

What is heavy (Optuna, Keras, Dask, databases) is imported where it is used.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing

from helpers import checks
from helpers.tuning.in_process import search_in_process
from helpers.tuning.results import Result
from helpers.tuning.space import Space
from helpers.tuning.strategies import LEARNERS, PLANS, STRATEGIES, Plan, cuts


def tune(
    objective: Callable,
    space: Mapping | Space,
    trials: int,
    strategy: str = "random",
    seed: int = 0,
    client=None,
    storage=None,
    *,
    study: str = "tuning",
    limit: float | None = None,
) -> Result:
    """Search for the settings with the highest score; see search for the arguments.

    With a client it says where Dask's dashboard shows the work.
    """
    stream = search(
        objective, space, trials, strategy, seed, client, storage, study=study, limit=limit
    )
    if client is not None:
        print(f"Dask's dashboard: {client.dashboard_link}", flush=True)
    return deque(stream, maxlen=1).pop()


def search(
    objective: Callable,
    space: Mapping | Space,
    trials: int,
    strategy: str = "random",
    seed: int = 0,
    client=None,
    storage=None,
    *,
    study: str = "tuning",
    limit: float | None = None,
) -> Iterator[Result]:
    """Search as a stream: the whole search so far, again and again until it is done.

    Args:
        objective: takes settings (a dict) and returns a score, higher is better, or yields
            scores as it goes; with a method `together`, which takes many settings and yields
            the scores of all, sixteen run as one (helpers.tuning.objectives.Training does). An
            error of its own ends a search in this process; on a cluster it fails its trial.
        space: choices or a range for every setting, see helpers.tuning.space.
        trials: how many; a grid takes the most that fit.
        strategy: "grid", "random", "halving" (random, the worse half cut after 1, 2, 4, …
            scores), "bayes" (a Gaussian process), "tpe" (Optuna), "tpe+halving".
        seed: the same trials for the same seed, to the bit. On a cluster, too, however many
            workers there are: a strategy that learns is asked for sixteen trials at a time.
        client: a distributed.Client: its workers run the trials, one each. None: this process.
        storage: keeps finished trials, so that the same call goes on where it was interrupted: a
            journal file's path, "postgresql+psycopg://…", any Optuna storage; None keeps none.
        study: its name in the storage, for Optuna's own plots.
        limit: seconds for a trial on a cluster; one that takes longer fails, its worker restarts.
    Yields:  Result.
    Raises:  ValueError: for an argument out of range, at once; with the first Result, if the study
             holds another search or another call uses it, or the storage is a foreign file.
             ConnectionError: if a database cannot be used, or the cluster's scheduler was lost.
             RuntimeError: for a worker that runs other helpers than this process.
    """
    axes = Space.of(space)
    checks.whole("trials", trials, 1)
    checks.whole("seed", seed)
    checks.one_of("strategy", strategy, STRATEGIES)
    if not callable(objective):
        raise ValueError(f"objective takes a function of settings, got {objective!r}")
    if not isinstance(study, str) or not study:
        raise ValueError(f"study takes a name, got {study!r}")
    if limit is not None and (client is None or checks.finite("limit", limit) == 0):
        raise ValueError(f"limit takes seconds above 0 where there is a client, got {limit!r}")
    if strategy in PLANS:
        plan = PLANS[strategy](axes, trials, seed)
        proposer, trials = Plan(plan), len(plan)
    else:
        proposer = LEARNERS[strategy](axes, trials, seed)

    def stream(known: Mapping) -> Iterator[Result]:
        if client is None:
            return search_in_process(objective, axes, trials, proposer, cuts(strategy), known)
        from helpers.tuning.on_cluster import ClusterSearch

        work = ClusterSearch(client, objective, axes, trials, proposer, strategy, known, limit)
        return work.stream()

    if storage is None:
        return stream({})
    name = getattr(objective, "__qualname__", type(objective).__qualname__)
    identity = {"objective": name, "space": str(axes), "strategy": strategy, "seed": seed}
    # With a client what learns is asked for sixteen at a time, and proposes other trials.
    batches = client is not None or cuts(strategy) or hasattr(objective, "together")
    identity |= {"trials": trials, "client": strategy in LEARNERS and batches}
    return _kept(stream, storage, study, axes, identity)


def _kept(stream: Callable, storage, study: str, space: Space, identity: dict) -> Iterator[Result]:
    """A search whose finished trials are kept, each before the Result that shows it."""
    from helpers.tuning.storage import archive

    with (
        archive(storage, study, space, identity) as store,
        closing(stream(dict(store.trials))) as results,
    ):
        for result in results:
            store.add(result)
            yield result
