"""Marginals: a panel per setting."""

import numpy as np
import pytest
import torch

from helpers.lessons.hyperparameter_tuning.figures.marginals import Marginals
from helpers.lessons.hyperparameter_tuning.tables import Table
from tests.lessons.hyperparameter_tuning.figures.runs import table
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def marginals(*names):
    return Marginals(names or ["layers", "learning_rate"], ["learning_rate"], "accuracy")


def test_marginals_show_mean_and_best_over_the_others():
    plot, scores = marginals(), table().scores
    words = plot.update([table()])
    np.testing.assert_allclose(plot.means[0].get_ydata(), scores.mean(1), rtol=1e-6)
    np.testing.assert_allclose(plot.bests[1].get_ydata(), scores.amax(0), rtol=1e-6)
    assert words.startswith(
        "share of the differences that each setting explains on its own: layers"
    )


def test_the_band_is_the_middle_half_over_the_others():
    plot, rows = marginals("layers"), torch.arange(10.0).view(2, 5)
    plot.update([Table({"layers": [1, 2], "rate": [1, 2, 3, 4, 5]}, rows)])
    edges = plot.bands[0].get_paths()[0].vertices
    assert set(edges[edges[:, 0] == 0, 1]) == {1, 3} and set(edges[edges[:, 0] == 1, 1]) == {6, 8}


def test_a_single_setting_is_drawn():
    marginals("layers").update([Table({"layers": [1, 2, 3]}, torch.tensor([0.1, 0.5, 0.9]))])


def test_a_panel_takes_its_setting_by_name():
    plot = marginals("learning_rate", "layers")
    plot.update([table()])
    np.testing.assert_allclose(plot.means[0].get_ydata(), table().scores.mean(0), rtol=1e-6)


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
