"""One forward and one backward pass through a small network, number by number."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BIASES = {"11": "b11", "12": "b12", "21": "b21"}  # of each unit


@dataclass(frozen=True)
class Trace:
    """One forward and one backward pass through two inputs, two hidden units ("11", "12") and
    one output unit ("21", its output o21 is ŷ).

    Args:
        values: numbers by name: x1, x2, y, the weights w11, w12, w21, w22, v1, v2 and the BIASES;
            of each unit its z, o and slope (z11, o11, slope11); the loss L.
        chains: of each weight and bias the factors of the loss's gradient with respect to it,
            (name, number), from the loss back.
        path: the weight whose chain is shown.
    """

    values: Mapping[str, float]
    chains: Mapping[str, Sequence[tuple[str, float]]]
    path: str

    def gradient(self, name: str) -> float:
        """∂L/∂name: the product of its chain."""
        return math.prod(float(factor) for _, factor in self.chains[name])

    def __getitem__(self, name: str) -> float:
        """A value, or a gradient by its name: ∂L/∂w11, ∂L/∂z11, ∂L/∂ŷ."""
        _, gradient, of = name.rpartition("∂L/∂")
        if not gradient:
            return float(self.values[name])
        if of == "ŷ":
            return float(self.chains["b21"][0][1])
        # z = … + b, so ∂z/∂b is 1: the gradient of z is that of the bias.
        return self.gradient(BIASES.get(of.removeprefix("z"), of))
