"""Step sizes: what a rule multiplies each parameter's gradient by, and how far it has come."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, eq=False)
class Walk:
    """A run of a rule on F parameters, with K seeds side by side.

    Args:
        sizes: learning rate times the rule's factor, at steps 1, 2, …, (T, F, K), NaN for a
            parameter that has had no gradient yet.
        distances: of the parameters from their best values, after those steps, (T, F, K).
        step, steps: done, and in all.
    """

    sizes: Tensor
    distances: Tensor
    step: int
    steps: int
