"""One mini-batch of one unit, and one of its examples dragged away."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, eq=False)
class MiniBatch:
    """A unit's mini-batch of B examples; the first one was dragged to where it is.

    Args:
        z: pre-activations, (B,).
        outputs: what they become, (B,).
        before: what they became while the first example was in its old place, (B,).
    """

    z: Tensor
    outputs: Tensor
    before: Tensor

    @property
    def mean(self) -> float:
        """Mean of the pre-activations."""
        return self.z.mean().item()

    @property
    def spread(self) -> float:
        """Standard deviation of the pre-activations; σ divides by B."""
        return self.z.std(correction=0).item()

    @property
    def shifts(self) -> Tensor:
        """How far the drag moved the outputs of the other examples, (B − 1,)."""
        return (self.outputs - self.before).abs()[1:]
