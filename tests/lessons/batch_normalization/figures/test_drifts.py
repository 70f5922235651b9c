"""The figure of drift: median and bands of each network, on axes that seldom move."""

import numpy as np
import pytest

from helpers.lessons.batch_normalization.drifts import QUANTILES, outputs_of
from helpers.lessons.batch_normalization.figures.drifts import Drift
from tests.lessons.batch_normalization.figures.runs import NAMES, NORMED, PLAIN, records
from tests.made import fills, record, shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
UNBOUNDED = PLAIN.but(activation="relu", gain=1e4)


@pytest.mark.parametrize("recipes", [[PLAIN, NORMED], [UNBOUNDED] * 2], ids=["tanh", "unbounded"])
def test_the_settled_picture_depends_on_the_list_alone_and_fits(recipes):
    check_settled(lambda: Drift(NAMES), lambda: records(recipes, probes=[outputs_of(2, 1)]))


# The quantiles of a unit's outputs at two steps, of each network.
PLAIN_UNIT = [[-0.5, -0.2, 0.0, 0.1, 0.4], [-0.9, -0.3, 0.2, 0.5, 0.8]]
NORMED_UNIT = [[-0.4, -0.25, 0.05, 0.15, 0.3], [-0.3, -0.1, 0.02, 0.12, 0.25]]
SAID = ["no norm ≈ 1.7", "batch norm ≈ 0.55"]  # of the last step, from the first to the last


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_drift_draws_median_and_bands_of_each_network(order):
    units = [[PLAIN_UNIT, NORMED_UNIT][k] for k in order]
    items = [
        record(step, 20, recipes=[PLAIN, NORMED], probed={"outputs": quantiles})
        for step, quantiles in zip((0, 10), zip(*units, strict=True), strict=True)
    ]
    plot = Drift([NAMES[k] for k in order])
    assert plot.update(items) == (
        f"nine tenths of the unit's outputs differ by at most: {SAID[order[0]]}, {SAID[order[1]]}"
    )
    for s, quantiles in enumerate(units):
        lowest, low, median, high, highest = np.transpose(quantiles)
        shows(plot.lines[s], [0, 10], median)
        fills(plot.bands[s][0], [0, 10], lowest, highest)
        fills(plot.bands[s][1], [0, 10], low, high)
    assert plot.axes[0].get_ylim() == plot.axes[1].get_ylim() == (-1.06, 1.06)


def test_the_bands_that_the_legend_names_hold_half_and_nine_tenths():
    assert (QUANTILES[4] - QUANTILES[0], QUANTILES[3] - QUANTILES[1]) == pytest.approx((0.9, 0.5))
    plot = Drift(NAMES)
    names = [text.get_text() for text in plot.figure.legends[0].get_texts()]
    assert names == ["median", "half of the mini-batch", "nine tenths"]


def test_nothing_is_cut_off_beyond_the_usual_range():
    plot = Drift(NAMES)
    plot.update(records([PLAIN, NORMED.but(norm_place="after")], probes=[outputs_of(2, 1)]))
    assert plot.axes[0].get_ylim() == (-2, 2)
