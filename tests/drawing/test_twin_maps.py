"""Twin maps: in the recipes' order, with crosses on what diverged."""

import numpy as np
import pytest

from helpers.drawing.maps import TwinMaps, trained_share
from helpers.recipes import Recipe
from helpers.training import fit
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


def test_twin_maps_are_in_the_recipes_order_with_crosses_on_what_diverged():
    records, plot = maps("relu"), twin()
    words = plot.update(records)
    values = records[-1].test_accuracy.view(2, 2, 3)
    for k, mesh in enumerate(plot.meshes):
        np.testing.assert_allclose(mesh.get_array(), values[k])
    gone = (records[-1].diverged_at >= 0).view(2, 2, 3)[0]
    assert gone[1].all()  # weights of 10³⁰
    assert len(plot.crosses[0].get_xdata()) == gone.sum()
    assert set(plot.crosses[0].get_ydata()) >= {1e30}
    share = trained_share(values)
    assert share.tolist() == pytest.approx((values >= 0.8).double().mean((1, 2)).tolist())
    assert f"no norm ≈ {100 * share[0]:.0f} %" in words
    assert plot.shares[1].get_text().startswith(f"batch norm: {100 * share[1]:.0f} %")
