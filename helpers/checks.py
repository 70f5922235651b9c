"""What an argument may be, said in one form: its name, what is allowed, what came."""

from collections.abc import Collection
from numbers import Integral, Real


def whole(name: str, value, low: int = 0, high: int | None = None) -> int:
    """Return a whole number from low on, up to high if there is one.

    Raises: ValueError: for any other value.
    """
    fits = isinstance(value, Integral) and not isinstance(value, bool) and low <= value
    if not fits or (high is not None and value > high):
        allowed = f"{low} or more" if high is None else f"{low} to {high}"
        raise ValueError(f"{name} takes a whole number, {allowed}, got {value!r}")
    return int(value)


def finite(name: str, value, low: float = 0.0) -> float:
    """Return a finite number from low on.

    Raises: ValueError: for any other value.
    """
    if not (isinstance(value, Real) and low <= value < float("inf")):
        raise ValueError(f"{name} takes a finite number, {low:g} or more, got {value!r}")
    return value


def one_of(name: str, value, allowed: Collection[str]):
    """Return one of some names.

    Raises: ValueError: for any other value, with the list.
    """
    if value not in list(allowed):  # a list, so that whatever came is told, also what has no hash
        raise ValueError(f"{name} takes one of {', '.join(allowed)}, got {value!r}")
    return value
