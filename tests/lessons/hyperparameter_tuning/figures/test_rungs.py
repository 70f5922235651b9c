"""Successive halving as a figure."""

import numpy as np
import pytest
import torch

from helpers.lessons.hyperparameter_tuning.figures.rungs import Rungs
from tests.lessons.hyperparameter_tuning.figures.runs import races
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def test_rungs_cut_curves_and_count_what_is_spent():
    plot = Rungs()
    words, last = plot.update(races()), races()[-1]
    assert len(plot.cuts.get_xdata()) == 4 and set(plot.cuts.get_xdata()) == {1}
    lengths = sorted(len(path) for path in plot.racing.get_segments())
    assert lengths == [2, 2, 2, 2, 4, 4]
    assert [len(path) for path in plot.after.get_segments()] == [3] * 4  # from the cut to the end
    assert words.startswith("2 of 6 still race, 56 % of the epochs spent")
    assert words.endswith("races") == (last.scores.shape[1] > 1)
    level = plot.ends.pairs.get_ydata().reshape(-1, 3)
    np.testing.assert_allclose(level[:, :2], torch.stack(last.best_scores()[:2], 1))


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Rungs, races)
