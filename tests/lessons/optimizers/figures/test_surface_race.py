"""A race on a surface: paths, heights and maps are those of the race it was given."""

import pytest
import torch

from helpers.drawing.style import look
from helpers.lessons.optimizers.figures.surface_race import SurfaceRace
from helpers.lessons.optimizers.surfaces import Race, race
from tests.made import NAN, shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
NAMES, RULES = ["SGD", "momentum", "AdaGrad", "Adam"], ["sgd", "momentum", "adagrad", "adam"]


def build():
    return SurfaceRace(NAMES)


def runs(surface="Rosenbrock", **options):
    return list(race(surface, (-0.8, 0.6), RULES, **options))


PATHS = [  # (step, rule, parameter)
    [[-1.6, 1.2], [-1.6, 1.2], [-1.6, 1.2]],
    [[-1.0, 1.1], [-0.9, 0.8], [0.5, 0.4]],
    [[0.3, 0.2], [1.0, 0.9], [0.7, 0.6]],
]
VALUES = [[9.0, 9.0, 9.0], [0.1, 8.0, 2.0], [3.0, 0.25, 70.0]]  # the last row counts
THIN = [[NAN, 0.0, 0.0], [NAN, 0.5, 0.7], [NAN, 0.6, 0.8]]
THICK = [[0.0, NAN, 0.0], [1.5, NAN, 1.7], [1.6, NAN, 1.8]]


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1]])
def test_paths_heights_and_words_are_those_of_each_rule(order):
    rules, rates = ["AdaGrad", "momentum", "Adam"], torch.tensor([0.4, 0.03, 0.2])
    names = [rules[k] for k in order]
    paths, *others = (torch.tensor(rows)[:, order] for rows in (PATHS, VALUES, THIN, THICK))
    run = Race("Rosenbrock", names, rates[order], paths, *others, 2, 150)
    plot = SurfaceRace(names)
    assert plot.update([run]) == (
        "after 2 steps, above the lowest value: lowest momentum ≈ 0.25 (rate ≈ 0.03), "
        "highest Adam ≈ 70 (rate ≈ 0.2)"
    )
    for at, k in enumerate(order):
        shows(plot.paths[at], *paths[:, at].T)
        shows(plot.heads[at], *paths[-1:, at].T)
        shows(plot.curves[at], [0, 1, 2], others[0][:, at])
        for line, carried in ((plot.thin[at], THIN), (plot.thick[at], THICK)):
            shows(line, [0, 1, 2], [row[k] or NAN for row in carried])  # no 0 on a log axis
        assert plot.paths[at].get_color() == look(names[at]).color
    shows(plot.start, [-1.6], [1.2])
    shows(plot.minima, [1], [1])


def test_another_surface_brings_its_own_map_and_the_same_one_is_kept():
    plot = build()
    plot.update(runs())
    contours = plot.contours
    plot.update(runs())
    assert plot.contours is contours
    plot.update(runs("Beale"))
    assert plot.contours is not contours and contours not in plot._moving
    assert plot.axes[0].get_xlim() == (-4.5, 4.5)


@pytest.mark.parametrize("value", [1e60, NAN])
def test_a_rule_that_leaves_the_map_is_gone_and_can_be_drawn(value):
    paths = torch.tensor([[[0.0, 0], [0, 0]], [[1e30, 0], [1, 1]]])
    values, nothing = torch.tensor([[1.0, 1], [value, 1e-9]]), torch.full((2, 2), NAN)
    plot, rates = SurfaceRace(["SGD", "Adam"]), torch.tensor([7.0, 0.5])
    run = Race("Rosenbrock", ["sgd", "adam"], rates, paths, values, nothing, nothing, 1, 150)
    assert plot.update([run]) == (
        "after 1 steps, above the lowest value: lowest Adam less than 10⁻⁸ (rate ≈ 0.5), "
        "highest SGD gone (rate ≈ 7)"
    )
    plot.picture()


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(build, runs)
