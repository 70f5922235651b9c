"""What the tests of lessons share."""

import pytest

from helpers.lessons.shared import exercise


def call_here(function, groups, limit):
    return ((function(*group), "") for group in groups)


@pytest.fixture(autouse=True)
def answers_are_judged_here(request, monkeypatch):
    """Thousands of answers that are known to end need no process of their own."""
    if not request.node.get_closest_marker("apart"):
        monkeypatch.setattr(exercise, "calls", call_here)
