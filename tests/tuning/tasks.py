"""Objectives that other processes can import: without torch, which takes seconds to import."""

import os
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
    """An objective that takes its process with it, on one side of the hill."""
    if settings["x"] > 0.5:
        os._exit(3)
    return hill(settings)


def endless(settings):
    """An objective that does not end on one side of the hill, after one score."""
    yield hill(settings)
    while settings["x"] > 0.5:
        time.sleep(0.01)


def whereabouts(settings):
    """The process that runs it, after a while."""
    time.sleep(0.2)
    return os.getpid()


def noted(file):
    """The hill as an objective that adds a line to a file whenever it begins, and takes a while."""

    def objective(settings):
        with open(file, "a") as sink:
            sink.write("begun\n")
        time.sleep(0.2)
        yield from quick(settings)

    return objective
