"""Bayesian optimization in one dimension: what the search believes after some trials."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, eq=False)
class Belief:
    """A Gaussian process after t trials, and what one more trial would be worth.

    Args:
        x: places along the axis, (m,), above 0; truth: the score at each, unknown to the search.
        mean, std: what the process believes there, (m,); worth: the acquisition, (m,).
        trials, scores: the places of the trials so far, and their scores, (t,).
        steps: trials asked for.
    """

    x: Tensor
    truth: Tensor
    mean: Tensor
    std: Tensor
    worth: Tensor
    trials: Tensor
    scores: Tensor
    steps: int

    @property
    def step(self) -> int:
        """Trials done."""
        return len(self.trials)

    @property
    def next_trial(self) -> float:
        """The place where one more trial is worth most."""
        return self.x[self.worth.argmax()].item()

    @property
    def peak(self) -> tuple[float, float]:
        """The place of the highest score, unknown to the search, and that score."""
        top = self.truth.argmax()
        return self.x[top].item(), self.truth[top].item()

    @property
    def best(self) -> tuple[float, float]:
        """The place of the best trial so far, and its score."""
        top = self.scores.argmax()
        return self.trials[top].item(), self.scores[top].item()
