"""What a search leaves behind: its trials, and the search so far as one value."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from helpers.tuning.space import Space

RUNNING, DONE, PRUNED, FAILED = "running", "done", "pruned", "failed"


@dataclass(frozen=True)
class Trial:
    """One choice of settings and what came of it.

    Args:
        number: its place in the search, from 0.
        settings: a value for each name of the space.
        state: "running", "done", "pruned" (stopped early) or "failed".
        scores: what its objective said as it went, higher is better; the last one counts.
        seconds: from its start to its last score; trials of one stack share them. It takes no
            part in comparisons.
        error: why it failed, "" if it did not.
    """

    number: int
    settings: dict
    state: str = RUNNING
    scores: tuple[float, ...] = ()
    seconds: float = field(default=0.0, compare=False)
    error: str = ""

    @property
    def score(self) -> float:
        """The last score, NaN where there is none."""
        return self.scores[-1] if self.scores else float("nan")

    @property
    def finished(self) -> bool:
        """Done, pruned or failed: nothing more comes."""
        return self.state in (DONE, PRUNED, FAILED)

    def reported(self, score: float, seconds: float) -> "Trial":
        """The trial with one score more."""
        return replace(self, scores=(*self.scores, score), seconds=seconds)

    def ended(self, state: str, error: str = "") -> "Trial":
        """The trial in its last state."""
        return replace(self, state=state, error=error)


@dataclass(frozen=True)
class Result:
    """A search, whole or still growing; n trials so far, of `steps` asked for.

    Args:
        space: what was searched.
        trials: begun so far, in the order of their numbers.
        steps: trials asked for.
    """

    space: Space
    trials: tuple[Trial, ...]
    steps: int

    @property
    def step(self) -> int:
        """Trials finished."""
        return sum(trial.finished for trial in self.trials)

    @cached_property
    def scores(self) -> np.ndarray:
        """The scores of the trials that are done, NaN for all others, (n,)."""
        return np.array([t.score if t.state == DONE else np.nan for t in self.trials])

    @property
    def best(self) -> Trial | None:
        """The trial with the highest score among those done, the first of equals; None at first."""
        done = [trial for trial in self.trials if trial.state == DONE]
        return max(done, key=lambda trial: trial.score, default=None)

    @property
    def best_so_far(self) -> np.ndarray:
        """The highest score among the first 1, 2, … n trials, NaN before there is one, (n,)."""
        return np.fmax.accumulate(self.scores)

    @property
    def reports(self) -> int:
        """Scores of all trials together: the budget used, in epochs where they come by epoch."""
        return sum(len(trial.scores) for trial in self.trials)
