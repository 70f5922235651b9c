"""The figure of train() and eval(): both accuracies over the steps, train() by batch size."""

import numpy as np
import pytest

from helpers.lessons.batch_normalization.figures.modes import Modes
from helpers.lessons.batch_normalization.modes import SIZES, modes_of
from helpers.training import fit
from tests.lessons.batch_normalization.figures.runs import NORMED
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def modes():
    data = toy(n=600)
    probes = [modes_of(data.train)]
    return fit(NORMED, data, steps=4, every=2, batch_size=8, probes=probes).records


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Modes, modes)


def test_modes_shows_both_accuracies_and_train_by_size():
    records, plot = modes(), Modes()
    words = plot.update(records)
    assert list(plot.evals[0].get_ydata()) == pytest.approx(
        [r.test_accuracy[0].item() for r in records]
    )
    assert list(plot.trains[1].get_xdata()) == list(SIZES)
    np.testing.assert_allclose(plot.trains[1].get_ydata(), records[-1].probed["modes"][0])
    assert plot.trains[0].get_ydata()[-1] == plot.trains[1].get_ydata()[-1]
    assert plot.evals[1].get_ydata()[0] == plot.evals[0].get_ydata()[-1]
    assert "one by one" in words
