"""Ticks of an axis: round numbers, powers of ten, per cent."""

import math

import numpy as np
from matplotlib.ticker import Locator, MaxNLocator, NullLocator

from helpers.words import percent, power


class Powers(Locator):
    """Ticks at powers of ten, at most seven: every one of them, every second, fifth, tenth …
    Over less than a power and a half also at 2 and 5 times each."""

    def __call__(self):
        return self.tick_values(*self.axis.get_view_interval())

    def tick_values(self, low, high):
        low, high = math.log10(low), math.log10(high)
        if high - low < 1.5:
            powers = 10.0 ** np.arange(math.floor(low), math.ceil(high) + 1)
            ticks = np.outer(powers, (1, 2, 5)).ravel()
            return ticks[(ticks > 10 ** (low - 1e-6)) & (ticks < 10 ** (high + 1e-6))]
        strides = (digit * 10**power for power in range(3) for digit in (1, 2, 5))
        stride = next(stride for stride in strides if (high - low) / stride <= 6)
        first = math.ceil(low / stride - 1e-6)
        return 10.0 ** (stride * np.arange(first, math.floor(high / stride + 1e-6) + 1))


def powers(axis):
    """Powers of ten along an x axis or y axis, in plain text."""
    axis.set_major_locator(Powers())
    axis.set_major_formatter(lambda value, _: power(value))
    axis.set_minor_locator(NullLocator())


def round_numbers(*axes, most: int = 5, whole: bool = False):
    """At most so many steps of 1, 2, 5, 10, … along x axes or y axes; whole: whole numbers only."""
    for axis in axes:
        axis.set_major_locator(MaxNLocator(most, integer=whole, steps=[1, 2, 5, 10]))


def per_cent(*axes):
    """Shares from 0 to 1 along x axes or y axes, as per cent: 95 %, and 97.5 % where a tick falls
    between."""

    def label(share: float, _) -> str:
        whole = abs(100 * share - round(100 * share)) < 1e-6
        return percent(share, decimals=0 if whole else 1)

    for axis in axes:
        axis.set_major_formatter(label)
