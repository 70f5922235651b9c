"""Paths: lines are the coefficients, the star is the best validation loss."""

import numpy as np
import pytest
import torch

from helpers.lessons.regularization.figures.paths import Paths
from helpers.lessons.regularization.sparsity import all_weights
from helpers.recipes import Recipe
from helpers.training import fit
from helpers.words import measured
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
RUN = {"steps": 6, "every": 2, "batch_size": 8, "dtype": torch.float64}


def build():
    return Paths("abcde", (0.01, 1), (-1, 1), (0, 2))


def linear(mix=1.0):
    zero = Recipe(hidden=(), init="zeros", lr=0.1)
    models = [zero.but(l1=mix * s, weight_decay=(1 - mix) * s) for s in (0.01, 0.1, 1.0)]
    records = fit(models, toy("regression"), probes=[all_weights], **RUN).records
    validation = torch.tensor([0.5, 0.25, 0.75], dtype=torch.float64)  # whatever the test losses
    return [record.also(validation_loss=validation) for record in records]


def test_paths_are_the_coefficients_and_the_star_is_the_best_validation_loss():
    records, plot = linear(), build()
    words = plot.update(records)
    weights = records[-1].probed["all_weights"].numpy()
    for k, line in enumerate(plot.curves.values()):
        np.testing.assert_allclose(line.get_xydata(), np.c_[[0.01, 0.1, 1.0], weights[:, k]])
    assert (plot.best.get_xdata()[0], plot.best.get_ydata()[0]) == (pytest.approx(0.1), 0.25)
    np.testing.assert_array_equal(plot.losses[1].get_ydata(), [0.5, 0.25, 0.75])
    there = measured(records[-1].test_loss[1])
    assert words.startswith(f"validation loss is lowest at λ ≈ 0.1; test loss there {there}; not 0")
    looks = {(line.get_color(), str(line.get_linestyle())) for line in plot.lines}
    assert len(looks) == 7


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(build, linear)
