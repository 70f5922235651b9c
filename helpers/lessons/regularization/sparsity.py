"""All the weights of networks: how they are spread, and how many of them are exactly 0."""

import numpy as np
import torch
from torch import Tensor

from helpers.probes import Glimpse, whole_weight_norm


def all_weights(glimpse: Glimpse) -> Tensor:
    """Every weight of each network, biases apart, (S, weights)."""
    return torch.cat([glimpse.stack.flat[:, span] for span in glimpse.stack.weight_spans], dim=1)


def zero_share(glimpse: Glimpse) -> Tensor:
    """Share of each network's weights that are exactly 0, (S,)."""
    return (all_weights(glimpse) == 0).to(glimpse.stack.flat.dtype).mean(1)


WEIGHTS = (all_weights, zero_share, whole_weight_norm)


def bin_shares(weights: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Share of all weights in each bin, exact zeros in none; those beyond the edges belong to the
    outermost bins, and those that are no number to the bin of 0."""
    inside = np.clip(np.nan_to_num(weights[weights != 0]), edges[0], edges[-1])
    return np.histogram(inside, edges)[0] / weights.size
