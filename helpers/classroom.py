"""For the room: what a lecturer sets once, before the cells of the labs run.

    from helpers import classroom
    classroom.projector()      # everything two fifths larger
    classroom.class_seed(2026) # all labs begin with this seed, so that a class sees one picture

The environment variables COURSE_PROJECTOR=1 and COURSE_CLASS_SEED=2026 do the same from outside.
"""

import os

from helpers import checks

ZOOM = 1.4  # of type, lines and controls: 12 points read as 17 from the last row
SEEDS = 9999  # the largest seed that a lab's control takes


def projector(on: bool = True) -> None:
    """Show figures and labs made from now on larger, or at their plain size again."""
    global _zoom
    _zoom = ZOOM if on else 1.0


def class_seed(seed: int | None) -> None:
    """Let labs made from now on begin with this seed; None: with their own.

    Raises: ValueError: for a seed that is not a whole number from 0 to 9999.
    """
    global _seed
    _seed = None if seed is None else checks.whole("class_seed", seed, 0, SEEDS)


def zoom() -> float:
    """How much larger than plain things are shown."""
    return _zoom


def seed(own: int) -> int:
    """The seed that a lab begins with, whose own is this one."""
    return own if _seed is None else _seed


def _from_environment() -> None:
    setting = os.environ.get("COURSE_PROJECTOR") or "0"
    if setting not in ("0", "1"):
        raise ValueError(f"COURSE_PROJECTOR takes 0 or 1, got {setting!r}")
    projector(setting == "1")
    number = os.environ.get("COURSE_CLASS_SEED")
    if number and not number.isdecimal():
        raise ValueError(f"COURSE_CLASS_SEED takes a whole number, got {number!r}")
    class_seed(int(number) if number else None)


_from_environment()
