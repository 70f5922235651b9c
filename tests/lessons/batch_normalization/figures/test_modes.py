"""The figure of train() and eval(): both accuracies over the steps, train() by batch size."""

import numpy as np
import pytest

from helpers.lessons.batch_normalization.figures.modes import Modes
from helpers.lessons.batch_normalization.modes import modes_of
from helpers.training import fit
from tests.lessons.batch_normalization.figures.runs import NORMED
from tests.made import record, shows
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def modes():
    data = toy(n=600)
    probes = [modes_of(data.train)]
    return fit(NORMED, data, steps=4, every=2, batch_size=8, probes=probes).records


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Modes, modes)


EARLY, LATE = np.linspace(0.1, 0.42, 9), np.linspace(0.2, 0.92, 9)  # accuracy in train(), by size


@pytest.mark.parametrize(
    ("by_size", "together", "alone"), [(LATE, "92 %", "20 %"), (LATE[::-1], "20 %", "92 %")]
)
def test_modes_shows_both_accuracies_and_train_by_size(by_size, together, alone):
    items = [
        record(
            step,
            20,
            test_accuracy=[accuracy, 0.5],
            probed={"modes": [sizes.tolist(), EARLY.tolist()]},
        )
        for step, accuracy, sizes in ((0, 0.3, EARLY), (10, 0.75, by_size))
    ]
    plot = Modes()
    assert plot.update(items) == (
        f"test accuracy: eval() ≈ 75 %; train() ≈ {together} with 256 examples at once, "
        f"≈ {alone} one by one"
    )
    shows(plot.evals[0], [0, 10], [0.3, 0.75])
    shows(plot.trains[0], [0, 10], [0.42, by_size[-1]])  # the largest batches
    shows(plot.evals[1], [1, 256], [0.75, 0.75])
    shows(plot.trains[1], [1, 2, 4, 8, 16, 32, 64, 128, 256], by_size)
