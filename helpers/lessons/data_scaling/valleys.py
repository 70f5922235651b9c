"""Where a squared loss over two weights is the same."""

from collections.abc import Sequence

import numpy as np
from torch import Tensor

ROUND = np.linspace(0, 2 * np.pi, 181)


def contours(hessian: Tensor, best: Tensor, levels: Sequence[float]) -> list[np.ndarray]:
    """Where the loss ½ (w − best)ᵀ H (w − best) is each of some levels: ellipses, (2, 181) each."""
    eigenvalues, axes = np.linalg.eigh(hessian.numpy())
    circle = np.stack([np.cos(ROUND), np.sin(ROUND)])
    halves = [np.sqrt(2 * level / eigenvalues)[:, None] for level in levels]
    return [best.numpy()[:, None] + axes @ (half * circle) for half in halves]
