"""An activation and its slope over a range of pre-activations."""

from dataclasses import dataclass

import numpy as np
from torch import Tensor


@dataclass(frozen=True, eq=False)
class ActivationCurve:
    """An activation over a range of pre-activations.

    Args:
        name: one of recipes.ACTIVATIONS.
        z, output, slope: (n,) each, z rising.
        at: the pre-activation to look at, within the range of z.
    """

    name: str
    z: Tensor
    output: Tensor
    slope: Tensor
    at: float = 0.0

    def here(self) -> tuple[float, float]:
        """Output and slope where we look."""
        output, slope = (np.interp(self.at, self.z, values) for values in (self.output, self.slope))
        return float(output), float(slope)
