"""What a temperature makes of softmax's probabilities."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, eq=False)
class TemperatureSweep:
    """Probabilities of three classes, at one temperature and over a range of them.

    Args:
        scores: the logits, (3,); temperature: what they were divided by.
        probabilities: (3,).
        temperatures: (n,), rising; curves: probabilities at each of them, (n, 3).
    """

    scores: Tensor
    temperature: float
    probabilities: Tensor
    temperatures: Tensor
    curves: Tensor
