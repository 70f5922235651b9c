"""Spaces, and what is planned in them: the unit cube, draws, grids, what is refused."""

import math

import numpy as np
import pytest

from helpers.tuning import tune
from helpers.tuning.space import Choices, Range, Space
from helpers.tuning.strategies import grid, random
from tests.tuning.tasks import hill

EVERY = {
    "layers": (1, 3),
    "units": [16, 32, 64],
    "size": (8, 256, "log"),
    "momentum": (0.0, 0.9),
    "lr": (1e-3, 1.0, "log"),
    "norm": ["none", None, True],
}


def test_the_unit_cube_covers_the_space_and_comes_back():
    space = Space.of(EVERY)
    assert Space.of(space) is space
    assert space.names == tuple(EVERY)
    low, high = space.settings([0] * 6), space.settings([1] * 6)
    assert list(low.values()) == pytest.approx([1, 16, 8, 0.0, 1e-3, "none"])
    assert list(high.values()) == pytest.approx([3, 64, 256, 0.9, 1.0, True])
    for settings in random(space, 200, seed=0):
        back = space.settings(space.position(settings))
        assert {k: back[k] for k in EVERY if k != "lr"} == pytest.approx(
            {k: settings[k] for k in EVERY if k != "lr"}
        )
        assert back["lr"] == pytest.approx(settings["lr"])
        assert {type(settings["size"]), type(settings["lr"])} == {int, float}


def test_a_value_lies_in_the_middle_of_its_share_of_the_axis():
    space = Space.of({"a": [5, 6], "n": (1, 4), "k": (1, 2, "log"), "x": (0.0, 2.0)})
    at = space.position({"a": 6, "n": 2, "k": 1, "x": 0.5})
    assert at.tolist() == pytest.approx([0.75, 0.375, math.log(1.5) / math.log(3), 0.25])


def test_draws_are_even_over_choices_whole_numbers_and_orders_of_magnitude():
    drawn = random(Space.of(EVERY), 6000, seed=1)
    for name, values in (("layers", [1, 2, 3]), ("units", [16, 32, 64])):
        shares = [sum(settings[name] == value for settings in drawn) / 6000 for value in values]
        assert shares == pytest.approx([1 / 3] * 3, abs=0.03)
    for end, share in ((1e-2, 1 / 3), (1e-1, 2 / 3)):
        assert np.mean([s["lr"] < end for s in drawn]) == pytest.approx(share, abs=0.03)
    assert np.mean([s["size"] < 46 for s in drawn]) == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(
    ("space", "told"),
    [
        ({}, "space takes a dict of one setting or more"),
        ([("lr", (0, 1))], "space takes a dict"),
        ({3: [1]}, "settings by name, got 3"),
        ({"lr": []}, "lr takes one choice or more"),
        ({"lr": [1, 1]}, "lr takes choices that differ"),
        ({"lr": [[1]]}, "lr takes choices that are numbers, strings"),
        ({"lr": [math.nan]}, "lr takes choices that are"),
        ({"lr": (1.0, 0.1)}, "lr takes a range from low to a larger high"),
        ({"lr": (0.0, 1.0, "log")}, "lr takes a range above 0"),
        ({"lr": (0.1, 1.0, "ln")}, "lr takes a list of choices, a range"),
        ({"lr": (0.1, math.inf)}, "lr takes a list of choices, a range"),
        ({"lr": (0.1, 0.2, 0.3)}, "lr takes a list of choices, a range"),
        ({"lr": 0.1}, "lr takes a list of choices, a range"),
        ({"norm": (False, True)}, "norm takes its choices in a list"),
        ({"norm": (False, 3)}, "norm takes its choices in a list"),
    ],
)
def test_a_space_refuses_by_name(space, told):
    with pytest.raises(ValueError, match=told):
        tune(hill, space, 1)


def test_a_grid_takes_turns_and_fits():
    space = Space.of({"a": [1, 2], "b": (0.0, 1.0), "c": (1, 100, "log")})
    points = grid(space, 20)
    assert [sorted({point[name] for point in points}) for name in "abc"] == [
        [1, 2],
        [0.0, 0.5, 1.0],
        [1, 10, 100],
    ]
    assert len(points) == 18
    assert grid(space, 1) == [{"a": 1, "b": 0.5, "c": 10}]
    assert len(grid(Space.of({"a": [1, 2], "b": (1, 3)}), 100)) == 6


def test_more_random_trials_add_to_fewer():
    space = Space.of(EVERY)
    assert random(space, 9, seed=4)[:5] == random(space, 5, seed=4)


def test_axes_at_a_single_value_and_beyond_the_ends():
    assert Choices((7,)).levels(5) == [7]
    assert Range(0.1, 1.0, log=True).at(1.0) == 1.0
    assert Range(1, 3).at(1.0) == 3


def test_a_grid_of_whole_numbers_takes_all_that_fit():
    for trials in range(1, 13):
        levels = [point["n"] for point in grid(Space.of({"n": (1, 10, "log")}), trials)]
        assert len(levels) == min(trials, 10)
        assert trials == 1 or (levels[0], levels[-1]) == (1, 10)
    assert len(grid(Space.of({"n": (1, 1000, "log"), "a": [1, 2]}), 3000)) == 2000


def test_numpy_s_numbers_are_plain_numbers():
    whole, real, some = np.int64([1, 8]), np.float32([0.5, 2]), np.int64([3, 4])
    found = Space.of({"n": tuple(whole), "x": (*real, "log"), "k": list(some)})
    assert found == Space.of({"n": (1, 8), "x": (0.5, 2.0, "log"), "k": [3, 4]})
    assert {type(value) for settings in random(found, 9, 0) for value in settings.values()} == {
        int,
        float,
    }
