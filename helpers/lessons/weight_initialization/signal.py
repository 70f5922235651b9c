"""Signal through depth: what a figure of it asks a network for."""

import torch
from torch import Tensor

from helpers.probes import Glimpse, activation_spread, error_norms


def outputs(glimpse: Glimpse) -> Tensor:
    """Outputs of each hidden layer on the mini-batch, (S, L, B, F); layers of one width."""
    return torch.stack(list(glimpse.post), dim=1)


SIGNAL = (activation_spread, error_norms, outputs)
