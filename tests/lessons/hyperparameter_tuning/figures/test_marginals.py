"""Marginals: a panel per setting."""

import numpy as np
import pytest
import torch

from helpers.lessons.hyperparameter_tuning.figures.marginals import Marginals
from helpers.lessons.hyperparameter_tuning.tables import Table
from tests.lessons.hyperparameter_tuning.figures.runs import table
from tests.made import fills, shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def marginals(*names):
    return Marginals(names or ["layers", "learning_rate"], ["learning_rate"], "accuracy")


SCORES = torch.tensor([[0.1, 0.2, 0.5], [0.3, 0.4, 0.7]])  # of variance 7/180, of which 1/100
EXPLAINED = {"layers": "26 %", "learning_rate": "74 %"}  # comes from the layers


@pytest.mark.parametrize("names", [("layers", "learning_rate"), ("learning_rate", "layers")])
def test_marginals_keep_each_setting_to_its_panel_and_its_share(names):
    plot = marginals(*names)
    rates = [0.01, 0.1, 1.0]
    words = ", ".join(f"{name.replace('_', ' ')} ≈ {EXPLAINED[name]}" for name in names)
    assert plot.update([Table({"layers": [1, 2], "learning_rate": rates}, SCORES)]) == (
        f"share of the differences that each setting explains on its own: {words}"
    )
    layers, rate = names.index("layers"), names.index("learning_rate")
    shows(plot.means[layers], [0, 1], [0.8 / 3, 1.4 / 3])
    shows(plot.bests[layers], [0, 1], [0.5, 0.7])
    fills(plot.bands[layers], [0, 1], [0.15, 0.35], [0.35, 0.55])
    shows(plot.means[rate], rates, [0.2, 0.3, 0.6])
    shows(plot.bests[rate], rates, [0.3, 0.4, 0.7])
    fills(plot.bands[rate], rates, [0.15, 0.25, 0.55], [0.25, 0.35, 0.65])


def test_the_shares_go_with_the_scores():
    plot = marginals()
    assert plot.update([Table({"layers": [1, 2, 3], "learning_rate": [0.1, 1]}, SCORES.T)]) == (
        "share of the differences that each setting explains on its own: "
        "layers ≈ 74 %, learning rate ≈ 26 %"
    )


def test_a_single_setting_is_drawn():
    marginals("layers").update([Table({"layers": [1, 2, 3]}, torch.tensor([0.1, 0.5, 0.9]))])


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(marginals, lambda: [table(table().scores.flip(0)), table()])


def test_combinations_that_diverged_are_counted_and_not_averaged():
    nan, plot = float("nan"), marginals()
    words = plot.update([table(torch.tensor([[0.2, 0.4, nan], [0.4, nan, nan]]))])
    np.testing.assert_allclose(plot.means[1].get_ydata(), [0.3, 0.4, nan], rtol=1e-6)
    np.testing.assert_allclose(plot.bests[1].get_ydata(), [0.4, 0.4, nan], rtol=1e-6)
    np.testing.assert_allclose(plot.lost[1].get_ydata(), [nan, 0.5, 1.0])
    np.testing.assert_allclose(plot.lost[0].get_ydata(), [1 / 3, 2 / 3])
    assert words.endswith("; ≈ 3 of 6 combinations diverged")
    assert "diverged" not in plot.update([table()])
