"""What a coordinator and its workers agree on: a study whose trials are numbered tasks.

Every task of a search is finished once, however often it is begun: an Optuna trial is one attempt
at one task, and an attempt whose worker was lost is followed by another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import optuna
from optuna.trial import FrozenTrial, TrialState

from helpers.tuning.results import DONE, FAILED, PRUNED, RUNNING, Result, Trial
from helpers.tuning.space import Choices, Range, Space

TRIES = 3  # attempts at a task: one that kills whoever tries it is given up
SEARCH, TASK, TRY, WORKER, ERROR = "search", "task", "try", "worker", "error"  # user attributes
STATES = {TrialState.COMPLETE: DONE, TrialState.PRUNED: PRUNED, TrialState.FAIL: FAILED}


@dataclass(frozen=True)
class Spec:
    """A search, as its study keeps it; see helpers.tuning.search.

    Args: objective: "module:name", "" for one that no other process can import.
    """

    objective: str
    space: Space
    trials: int
    strategy: str
    seed: int
    grace: int

    def encoded(self) -> dict:
        """Plain values that a database holds."""
        space = {
            name: list(axis.values) if isinstance(axis, Choices) else asdict(axis)
            for name, axis in self.space.axes
        }
        return {**asdict(self), "space": space}

    @classmethod
    def of(cls, study: optuna.Study) -> Spec:
        """The search that a study belongs to.

        Raises: ValueError: for a study that something else began.
        """
        kept = study.user_attrs.get(SEARCH)
        if kept is None:
            raise ValueError(f"study {study.study_name!r} was not begun by tune()")
        axes = tuple(
            (name, Choices(tuple(axis)) if isinstance(axis, list) else Range(**axis))
            for name, axis in kept["space"].items()
        )
        return cls(**{**kept, "space": Space(axes)})


def attempts(study: optuna.Study, *states: TrialState) -> list[FrozenTrial]:
    """The attempts in some states, any if none is named, in the order in which they were made.

    A trial without a task is no attempt: somebody else put it into the study.
    """
    trials = study.get_trials(deepcopy=False, states=states or None)
    return [trial for trial in trials if TASK in trial.user_attrs]


def by_task(study: optuna.Study, spec: Spec) -> list[list[FrozenTrial]]:
    """The attempts at each task, the next one only once those before it are lost.

    Two coordinators may have made several at the same time: the others wait as spare ones.
    """
    found = [[] for _ in range(spec.trials)]
    for trial in attempts(study):
        tries = found[trial.user_attrs[TASK]]
        if lacks(tries):
            tries.append(trial)
    return found


def lost(trial: FrozenTrial) -> bool:
    """Whether an attempt came to nothing through no fault of its objective."""
    return trial.state == TrialState.FAIL and ERROR not in trial.user_attrs


def lacks(tries: Sequence[FrozenTrial]) -> bool:
    """Whether a task lacks an attempt: all so far are lost, and it is not given up."""
    return len(tries) < TRIES and all(map(lost, tries))


def finished(tries: Sequence[FrozenTrial]) -> bool:
    """Whether a task has come to its end."""
    return not lacks(tries) and tries[-1].state.is_finished()


def all_finished(study: optuna.Study, spec: Spec) -> bool:
    """Whether all tasks are."""
    return all(finished(tries) for tries in by_task(study, spec))


def result(spec: Spec, tasks: Sequence[Sequence[FrozenTrial]]) -> Result:
    """The search so far: every task that was begun."""
    trials = []
    for number, tries in enumerate(tasks):
        if not tries or (len(tries) == 1 and tries[0].state == TrialState.WAITING):
            continue
        latest = tries[-1]
        error = latest.user_attrs.get(ERROR, "")
        state = STATES.get(latest.state, RUNNING)
        if lost(latest):
            state = FAILED if finished(tries) else RUNNING
            error = f"{len(tries)} workers were lost with it" if finished(tries) else ""
        steps = sorted(latest.intermediate_values)
        took = latest.duration.total_seconds() if latest.duration else 0.0
        trials.append(
            Trial(
                number,
                {name: latest.params[name] for name in spec.space.names if name in latest.params},
                state,
                tuple(latest.intermediate_values[step] for step in steps),
                took,
                tries=len(tries),
                error=error,
            )
        )
    return Result(spec.space, tuple(trials), spec.trials)
