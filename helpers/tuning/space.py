"""A search space: which values each setting may take, and its unit cube.

A space is a plain dict. A list holds choices, a tuple is a range with both ends:

    {"units": [16, 32, 64], "layers": (1, 3), "momentum": (0.0, 0.9), "lr": (1e-3, 1.0, "log")}

Every setting is one axis of a unit cube, on which a strategy draws, measures distances, and a
figure places its points: 0 to 1 from the first choice to the last, from low to high.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

PLAIN = (bool, int, float, str, type(None))  # what a choice may be: a database must hold it


@dataclass(frozen=True)
class Choices:
    """A setting that takes one of several values; each has an equal share of the axis."""

    values: tuple

    def at(self, u: float):
        """The value at u, 0 to 1."""
        return self.values[min(int(u * len(self.values)), len(self.values) - 1)]

    def position(self, value) -> float:
        """The middle of a value's share of the axis."""
        return (self.values.index(value) + 0.5) / len(self.values)

    def levels(self, count: int) -> list:
        """At most `count` values, evenly spread, both ends among them."""
        last = len(self.values) - 1
        return [self.values[k] for k in sorted({round(k) for k in _spread(0, last, count)})]


@dataclass(frozen=True)
class Range:
    """A setting between two ends, both included; log: evenly spread over orders of magnitude.

    Whole numbers have an equal share of the axis each (under log the share of [n, n + 1)).
    """

    low: float
    high: float
    log: bool = False

    @property
    def whole(self) -> bool:
        """Whether it takes whole numbers only."""
        return isinstance(self.low, int) and isinstance(self.high, int)

    def _ends(self) -> tuple[float, float]:
        low, high = self.low, self.high + self.whole
        return (math.log(low), math.log(high)) if self.log else (low, high)

    def at(self, u: float) -> float:
        """The value at u, 0 to 1."""
        low, high = self._ends()
        value = float(low + u * (high - low))
        value = math.exp(value) if self.log else value
        return min(max(math.floor(value) if self.whole else value, self.low), self.high)

    def position(self, value: float) -> float:
        """Where a value lies on the axis; a whole number in the middle of its share."""
        low, high = self._ends()
        value = value + self.whole / 2
        return ((math.log(value) if self.log else value) - low) / (high - low)

    def levels(self, count: int) -> list:
        """At most `count` values, evenly spread, both ends among them."""
        if self.log:
            values = map(math.exp, _spread(math.log(self.low), math.log(self.high), count))
        else:
            values = _spread(self.low, self.high, count)
        if self.whole:  # where several would round to one, each is one more than the last
            k = np.arange(count)
            rounded = np.maximum.accumulate(np.rint(list(values)) - k) + k
            return [int(value) for value in rounded if value <= self.high]
        return [min(max(value, self.low), self.high) for value in values]  # exp(log) may round off


def _spread(low: float, high: float, count: int) -> list[float]:
    """Evenly spread numbers, both ends among them; a single one is the middle."""
    return np.linspace(low, high, count).tolist() if count > 1 else [(low + high) / 2]


@dataclass(frozen=True)
class Space:
    """Settings by name, each with its axis; Space.of reads a plain dict."""

    axes: tuple[tuple[str, Choices | Range], ...]

    @classmethod
    def of(cls, space: Mapping[str, list | tuple] | Space) -> Space:
        """Check a plain dict, once.

        Raises: ValueError: naming the setting, what came, and what is allowed.
        """
        if isinstance(space, cls):
            return space
        if not isinstance(space, Mapping) or not space:
            raise ValueError(
                "space takes a dict of one setting or more, each with a list of choices or a "
                f"tuple (low, high), got {space!r}"
            )
        for name in space:
            if not isinstance(name, str) or not name:
                raise ValueError(f"space takes settings by name, got {name!r}")
        return cls(tuple((name, _axis(name, values)) for name, values in space.items()))

    @property
    def names(self) -> tuple[str, ...]:
        """The settings' names, in the order of the cube's axes."""
        return tuple(name for name, _ in self.axes)

    def __len__(self) -> int:
        return len(self.axes)

    def settings(self, point: Sequence[float]) -> dict:
        """The settings at a point of the unit cube, one number per axis."""
        return {name: axis.at(u) for (name, axis), u in zip(self.axes, point, strict=True)}

    def position(self, settings: Mapping) -> np.ndarray:
        """Where settings lie in the unit cube, (axes,)."""
        return np.array([axis.position(settings[name]) for name, axis in self.axes])


def _axis(name: str, values) -> Choices | Range:
    if isinstance(values, list):
        return _choices(name, [_plain(value) for value in values])
    values = tuple(map(_plain, values)) if isinstance(values, tuple) else values
    if isinstance(values, tuple) and any(isinstance(value, bool) for value in values):
        raise ValueError(f"{name} takes its choices in a list, got {values!r}")
    numbers = values[:2] if isinstance(values, tuple) else ()
    fits = len(numbers) == 2 and all(
        isinstance(number, (int, float)) and math.isfinite(number) for number in numbers
    )
    if not fits or values[2:] not in ((), ("log",)):
        raise ValueError(
            f"{name} takes a list of choices, a range (low, high), or (low, high, 'log'), "
            f"got {values!r}"
        )
    low, high = numbers
    if not low < high:
        raise ValueError(f"{name} takes a range from low to a larger high, got {values!r}")
    if values[2:] and low <= 0:
        raise ValueError(f"{name} takes a range above 0, for it is logarithmic, got {values!r}")
    return Range(low, high, log=bool(values[2:]))


def _plain(value):
    """A number of NumPy's as Python's: a whole one is an int, and a database holds it."""
    return value.item() if isinstance(value, np.generic) else value


def _choices(name: str, values: list) -> Choices:
    if not values:
        raise ValueError(f"{name} takes one choice or more, got none")
    for value in values:
        if not isinstance(value, PLAIN) or value != value:
            raise ValueError(
                f"{name} takes choices that are numbers, strings, True, False or None, "
                f"got {value!r}"
            )
    if len(set(values)) < len(values):
        raise ValueError(f"{name} takes choices that differ from each other, got {values!r}")
    return Choices(tuple(values))
