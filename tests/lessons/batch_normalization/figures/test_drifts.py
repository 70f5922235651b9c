"""The figure of drift: median and bands of each network, on axes that seldom move."""

import pytest

from helpers.lessons.batch_normalization.drifts import outputs_of
from helpers.lessons.batch_normalization.figures.drifts import Drift
from tests.lessons.batch_normalization.figures.runs import NAMES, NORMED, PLAIN, records
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
UNBOUNDED = PLAIN.but(activation="relu", gain=1e4)


@pytest.mark.parametrize("recipes", [[PLAIN, NORMED], [UNBOUNDED] * 2], ids=["tanh", "unbounded"])
def test_the_settled_picture_depends_on_the_list_alone_and_fits(recipes):
    check_settled(lambda: Drift(NAMES), lambda: records(recipes, probes=[outputs_of(2, 1)]))


def test_drift_draws_median_and_bands_of_each_network():
    items = records([PLAIN, NORMED], probes=[outputs_of(2, 1)])
    plot = Drift(NAMES)
    words = plot.update(items)
    last = items[-1].probed["outputs"]
    for s in range(2):
        assert plot.lines[s].get_ydata()[-1] == pytest.approx(last[s, 2].item())
        wide = plot.bands[s][0].get_paths()[0].vertices[:, 1]
        assert wide.max() == pytest.approx(max(r.probed["outputs"][s, 4].item() for r in items))
    assert plot.axes[0].get_ylim() == plot.axes[1].get_ylim() == (-1.06, 1.06)
    width = (last[1, 4] - last[1, 0]).item()
    assert f"batch norm ≈ {width:.2g}" in words
    plot.update(records([PLAIN, NORMED.but(norm_place="after")], probes=[outputs_of(2, 1)]))
    assert plot.axes[0].get_ylim() == (-2, 2)  # beyond tanh's range: nothing is cut off
