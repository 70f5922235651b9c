"""Limits of axes, chosen from what is drawn."""

import math

import numpy as np

SMALLEST, LARGEST = 1e-150, 1e150  # matplotlib's ticks beyond such limits overflow


def span(values: np.ndarray, margin: float = 0.05) -> tuple[float, float]:
    """Limits that hold all finite values, with a margin as a share of their range."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    space = margin * (high - low) if high > low else 0.5
    return low - space, high + space


def floor(lowest: float) -> float:
    """Where an axis of shares up to 100 % begins, in steps, that the lowest one stands on it."""
    return next((edge for edge in (0.9, 0.8, 0.7, 0.5) if lowest >= edge), 0.0)


def decades(values: np.ndarray, top: float = LARGEST) -> tuple[float, float]:
    """Limits at powers of ten with a little room around all positive finite values; what lies
    above `top` leaves the axis. Over a wide range they move in steps of two or five powers, so
    that an axis stands still while a slider moves."""
    finite = values[np.isfinite(values) & (values > 0)]
    if not len(finite):
        return 0.1, 10.0
    low = math.log10(max(finite.min(), SMALLEST)) - 0.05
    high = math.log10(min(finite.max(), top)) + 0.05
    step = 1 if high - low <= 4 else 2 if high - low <= 10 else 5
    bottom = step * math.floor(low / step)
    return 10.0**bottom, 10.0 ** max(step * math.ceil(high / step), bottom + 1)


def first(tops, value: float) -> float:
    """The first of some rising tops of an axis that holds a value, or the last of them."""
    return next((top for top in tops if top >= value), tops[-1])


def round_up(value: float) -> float:
    """The next of … 1, 2, 5, 10 … from a positive value on: an end of an axis that seldom moves."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(power * step for step in (1, 2, 5, 10) if power * step >= value)


def places(count: int) -> tuple[float, float]:
    """Limits of an axis that counts 1 … count, in steps (4, 7, 10, 15, …) for the same reason."""
    top = next((top for top in (4, 7) if count <= top), 5 * math.ceil(count / 5))
    return 0.5, top + 0.5
