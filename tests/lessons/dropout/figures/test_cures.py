"""Overfit and cure: both ends of the gap, and the first seed's decision regions."""

import numpy as np
import pytest
import torch

from helpers.data import make, split
from helpers.experiments import lineup
from helpers.lessons.dropout.figures.cures import Cures
from helpers.lessons.shared.generalization import on_training_data
from helpers.lessons.shared.regions import train_on_plane
from helpers.recipes import Recipe
from tests.made import fills, record, scene, shows, sure_of, tinted
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


TEST = torch.tensor([[0.7, 0.5, 0.65], [0.8, 0.9, 0.6]])  # (variant, seed), unsorted
TRAIN = torch.tensor([[0.97, 0.99, 0.9], [0.85, 0.75, 0.88]])
SURE = [[0.9, 0.2, 0.3], [0.7, 0.4, 0.1]]  # how sure each network is of class 1
SAID = [
    "no dropout: ≈ 97 % on training points, ≈ 65 % on test points",
    "dropout: ≈ 85 % on training points, ≈ 80 % on test points",
]


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_the_cure_shows_both_ends_of_the_gap(order):
    names = [list(PAIR)[k] for k in order]
    sure = sure_of(*(share for k in order for share in SURE[k]))
    seen = [
        scene(
            record(
                4 * epoch,
                epoch=float(epoch),
                test_accuracy=(TEST[order] * factor).tolist(),
                probed={"train_accuracy": (TRAIN[order] * factor).flatten()},
            ),
            sure,
        )
        for epoch, factor in ((0, 0.5), (2, 1.0))
    ]
    plot = Cures(names)
    assert plot.update(seen) == "; ".join(SAID[k] for k in order)
    half = np.array([0.5, 1])
    for at, k in enumerate(order):
        low, middle, high = np.sort(TEST[k])
        shows(plot.test[at].line, [0, 2], middle * half)
        fills(plot.test[at].band, [0, 2], (low + middle) / 2 * half, (middle + high) / 2 * half)
        shows(plot.training[at], [0, 2], np.median(TRAIN[k]) * half)
        assert plot.axes[at].get_title() == names[at]
        image = plot.fields[at].image.get_array()  # of the first seed
        np.testing.assert_allclose(image[0, 0], tinted(SURE[k][0]), rtol=1e-6)
    assert not any(len(points.get_xdata()) for points in plot.fields[0].test)
    assert sum(len(points.get_xdata()) for points in plot.fields[1].train) == 2


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(build, scenes)
