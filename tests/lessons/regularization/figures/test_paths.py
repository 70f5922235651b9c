"""Paths: lines are the coefficients, the star is the best test loss."""

import numpy as np
import pytest
import torch

from helpers.lessons.regularization.figures.paths import Paths
from helpers.lessons.regularization.sparsity import all_weights
from helpers.recipes import Recipe
from helpers.training import fit
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
RUN = {"steps": 6, "every": 2, "batch_size": 8, "dtype": torch.float64}


def build():
    return Paths("abcde", (0.01, 1), (-1, 1), (0, 2))


def linear(mix=1.0):
    zero = Recipe(hidden=(), init="zeros", lr=0.1)
    models = [zero.but(l1=mix * s, weight_decay=(1 - mix) * s) for s in (0.01, 0.1, 1.0)]
    return fit(models, toy("regression"), probes=[all_weights], **RUN).records


def test_paths_are_the_coefficients_and_the_star_is_the_best_test_loss():
    records, plot = linear(), build()
    words = plot.update(records)
    weights = records[-1].probed["all_weights"].numpy()
    for k, line in enumerate(plot.curves.values()):
        np.testing.assert_allclose(line.get_xydata(), np.c_[[0.01, 0.1, 1.0], weights[:, k]])
    best = int(records[-1].test_loss.argmin())
    assert plot.best.get_xdata()[0] == pytest.approx([0.01, 0.1, 1.0][best])
    assert words.startswith("test loss is lowest at λ ≈ ")
    looks = {(line.get_color(), str(line.get_linestyle())) for line in plot.lines}
    assert len(looks) == 7


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(build, linear)
