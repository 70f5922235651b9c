"""Signal through depth: what a figure of it asks a network for."""

import torch
from torch import Tensor

from helpers.probes import Glimpse, activation_spread, error_norms


def output_sizes(glimpse: Glimpse) -> Tensor:
    """Root of the mean square of each hidden layer's outputs, over examples and units, (S, L):
    what the schemes are derived to keep. Of layers of one width."""
    return outputs(glimpse).square().mean((2, 3)).sqrt()


def outputs(glimpse: Glimpse) -> Tensor:
    """Outputs of each hidden layer on the mini-batch, (S, L, B, F); layers of one width."""
    return torch.stack(list(glimpse.post), dim=1)


SIGNAL = (output_sizes, activation_spread, error_norms, outputs)
