"""Limits of axes, chosen from what is drawn."""

from __future__ import annotations

import math

import numpy as np

SMALLEST, LARGEST = 1e-150, 1e150  # matplotlib's ticks beyond such limits overflow


def span(values: np.ndarray, margin: float = 0.05) -> tuple[float, float]:
    """Limits that hold all finite values, with a margin as a share of their range."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    room = margin * (high - low) if high > low else 0.5
    return low - room, high + room


def decades(values: np.ndarray, top: float = LARGEST) -> tuple[float, float]:
    """Limits at whole powers of ten with a little room around all positive finite values;
    what lies above `top` leaves the axis."""
    finite = values[np.isfinite(values) & (values > 0)]
    if not len(finite):
        return 0.1, 10.0
    low = math.floor(math.log10(max(finite.min(), SMALLEST)) - 0.05)
    high = math.ceil(math.log10(min(finite.max(), top)) + 0.05)
    return 10.0**low, 10.0 ** max(high, low + 1)
