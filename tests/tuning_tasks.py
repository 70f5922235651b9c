"""Objectives that other processes can import: quick ones, without torch."""

import time


def score(settings):
    """A hill with its top at x = 0.3, y = 0.7, climbed in three steps of 50 ms."""
    height = -((settings["x"] - 0.3) ** 2) - (settings["y"] - 0.7) ** 2
    for share in (3, 2, 1):
        time.sleep(0.05)
        yield share * height
