"""Twin maps: in the recipes' order, with crosses on what diverged."""

import numpy as np
import pytest
import torch

from helpers.drawing.maps import TwinMaps
from helpers.recipes import Recipe
from helpers.training import fit
from tests.made import record, shows
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
RATES, GAINS = (0.1, 1, 10), (1, 1e30)


def maps(activation="tanh"):
    recipe = Recipe(hidden=(6, 6), activation=activation)
    cells = [(norm, gain, lr) for norm in ("none", "batch") for gain in GAINS for lr in RATES]
    grid = [recipe.but(norm=norm, gain=gain, lr=lr) for norm, gain, lr in cells]
    return fit(grid, toy(), steps=8, every=2, batch_size=8).records


def twin():
    return TwinMaps(["no norm", "batch norm"], RATES, GAINS, "learning rate", "gain")


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(twin, maps)


ACCURACIES = [  # (map, gain, rate)
    [[0.8, 0.79, 0.1], [0.2, 0.95, 0.3]],
    [[0.81, 0.82, 0.83], [0.84, 0.85, 0.4]],
]
LOST = [[[0, 0, 1], [0, 0, 0]], [[0, 0, 0], [0, 0, 1]]]  # a network that diverged


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_twin_maps_are_in_the_recipes_order_with_crosses_on_what_diverged(order):
    accuracies, lost = torch.tensor(ACCURACIES)[order], torch.tensor(LOST)[order]
    seen = [record(test_accuracy=accuracies.tolist(), diverged_at=(lost - 1).tolist())]
    names = [["no norm", "batch norm"][k] for k in order]
    trained = ["33 %", "83 %"][:: order[1] - order[0]]  # 2 and 5 of 6 reach 80 %
    plot = TwinMaps(names, RATES, GAINS, "learning rate", "gain")
    assert plot.update(seen) == (
        f"share of the map that reaches 80 % accuracy: {names[0]} ≈ {trained[0]}, "
        f"{names[1]} ≈ {trained[1]}"
    )
    crosses = [([10], [1]), ([10], [1e30])]
    for at, k in enumerate(order):
        np.testing.assert_allclose(plot.meshes[at].get_array(), ACCURACIES[k], rtol=1e-6)
        shows(plot.crosses[at], *crosses[k])
        assert plot.shares[at].get_text() == f"{names[at]}: {trained[at]} of the map trains"


def test_an_accuracy_that_is_no_number_is_drawn_as_none_right():
    accuracies = torch.tensor(ACCURACIES)
    accuracies[0, 1, 1] = torch.nan  # it was 95 %
    plot = TwinMaps(["no norm", "batch norm"], RATES, GAINS, "learning rate", "gain")
    plot.update([record(test_accuracy=accuracies.tolist())])
    np.testing.assert_allclose(plot.meshes[0].get_array(), accuracies[0].nan_to_num(0))
    assert plot.shares[0].get_text() == "no norm: 17 % of the map trains"
