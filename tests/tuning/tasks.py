"""Objectives that other processes can import: without torch, which takes seconds to import."""

import time

PLANE = {"x": (0.0, 1.0), "y": (0.0, 1.0)}


def hill(settings):
    """The height of a hill whose top is 0, at x = 0.3, y = 0.7."""
    return -((settings["x"] - 0.3) ** 2) - (settings["y"] - 0.7) ** 2


def quick(settings):
    """The hill, climbed in three steps."""
    for share in (3, 2, 1):
        yield share * hill(settings)


def slow(settings):
    """The same in 0.4 seconds."""
    for score in quick(settings):
        time.sleep(0.4 / 3)
        yield score


def broken(settings):
    """An objective that fails on one side of the hill."""
    if settings["x"] > 0.5:
        raise ArithmeticError("too far right")
    return hill(settings)


def fatal(settings):
    """An objective that takes its process with it."""
    import os

    os._exit(3)


not_a_function = 3
