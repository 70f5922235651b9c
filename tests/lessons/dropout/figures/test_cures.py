"""Overfit and cure: both ends of the gap, and the first seed's decision regions."""

import numpy as np
import pytest

from helpers.data import make, split
from helpers.experiments import lineup
from helpers.lessons.dropout.figures.cures import Cures
from helpers.lessons.shared.generalization import on_training_data
from helpers.lessons.shared.regions import train_on_plane
from helpers.recipes import Recipe
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
MOONS = split(make("moons", n=80))
PLAIN = Recipe(hidden=(8,), optimizer="adam", lr=0.05)
PAIR = {"no dropout": PLAIN, "dropout": PLAIN.but(dropout=0.5)}


def build():
    return Cures(list(PAIR))


def scenes():
    options = {"steps": 6, "every": 2, "probes": on_training_data(MOONS)}
    return list(train_on_plane(lineup(PAIR, range(3)), MOONS, **options))


def test_the_cure_shows_both_ends_of_the_gap():
    plot, run = build(), scenes()
    words = plot.update(run)
    record = run[-1].record
    train = record.probed["train_accuracy"].view(2, 3).median(1).values
    tests = record.test_accuracy.view(2, 3).median(1).values
    for k in range(2):
        assert plot.training[k].get_ydata()[-1] == pytest.approx(train[k])
        assert plot.test[k].line.get_ydata()[-1] == pytest.approx(tests[k])
        band = plot.test[k].edges()
        assert band.min() <= tests[k] <= band.max()
    assert words.startswith("no dropout: ≈ ") and words.count("% on test points") == 2
    assert not any(len(points.get_xdata()) for points in plot.fields[0].test)
    assert sum(len(points.get_xdata()) for points in plot.fields[1].train) == len(MOONS.train)


def test_a_field_shows_the_first_seed_of_its_variant():
    plot, run = build(), scenes()
    plot.update(run)
    first, second = (np.asarray(field.image.get_array()) for field in plot.fields)
    assert not np.array_equal(first, second)
    plot.fields[0].update(run[-1], network=3)  # three seeds: the second variant's first
    np.testing.assert_array_equal(plot.fields[0].image.get_array(), second)


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(build, scenes)
