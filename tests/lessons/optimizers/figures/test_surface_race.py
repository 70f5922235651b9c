"""A race on a surface: paths, heights and maps are those of the race it was given."""

import numpy as np
import pytest

from helpers.drawing.style import look
from helpers.lessons.optimizers.figures.surface_race import SurfaceRace
from helpers.lessons.optimizers.surfaces import SURFACES, race
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
NAMES, RULES = ["SGD", "momentum", "AdaGrad", "Adam"], ["sgd", "momentum", "adagrad", "adam"]


def build():
    return SurfaceRace(NAMES)


def runs(surface="Rosenbrock", **options):
    return list(race(surface, (-0.8, 0.6), RULES, **options))


def test_paths_start_at_the_circle_and_end_in_their_marks():
    races, plot = runs(), build()
    words, last = plot.update(races), races[-1]
    for k, name in enumerate(NAMES):
        np.testing.assert_allclose(plot.paths[k].get_xydata(), last.paths[:, k])
        np.testing.assert_allclose(plot.heads[k].get_xydata(), last.paths[-1:, k])
        np.testing.assert_allclose(plot.curves[k].get_ydata(), last.values[:, k])
        assert plot.paths[k].get_color() == look(name).color
    assert np.isnan(plot.thin[0].get_ydata()).all() and np.isnan(plot.thick[1].get_ydata()).all()
    assert plot.minima.get_xydata().tolist() == [list(m) for m in SURFACES["Rosenbrock"].minima]
    lowest = NAMES[int(last.values[-1].argmin())]
    assert words.startswith(f"after 150 steps, above the lowest value: lowest {lowest} ≈ ")


def test_another_surface_brings_its_own_map_and_the_same_one_is_kept():
    plot = build()
    plot.update(runs())
    contours = plot.contours
    plot.update(runs())
    assert plot.contours is contours
    plot.update(runs("Beale"))
    assert plot.contours is not contours and contours not in plot._moving
    assert plot.axes[0].get_xlim() == (-4.5, 4.5)


def test_a_rule_that_leaves_the_map_is_gone_and_can_be_drawn():
    plot = build()
    assert "highest SGD gone" in plot.update(runs(factor=10.0))
    plot.picture()


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(build, runs)
