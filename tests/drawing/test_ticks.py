"""What stands at an axis's ticks."""

import pytest
from matplotlib.figure import Figure

from helpers.drawing import ticks


@pytest.mark.parametrize(
    ("share", "label"),
    [(0.95, "95 %"), (0.975, "97.5 %"), (1.0, "100 %"), (0.29, "29 %"), (0, "0 %")],
)
def test_a_share_is_labelled_with_what_it_is(share, label):
    axis = Figure().subplots()
    ticks.per_cent(axis.xaxis, axis.yaxis)
    assert axis.xaxis.get_major_formatter()(share, 0) == label
    assert axis.yaxis.get_major_formatter()(share, 0) == label


def test_powers_of_ten_have_two_and_five_between_them_on_a_short_axis_only():
    axis = Figure().subplots()
    axis.set(xscale="log", yscale="log", xlim=(1, 10), ylim=(1, 1e4))
    ticks.powers(axis.xaxis)
    ticks.powers(axis.yaxis)
    assert list(axis.get_xticks()) == [1, 2, 5, 10]
    assert list(axis.get_yticks()) == [1, 10, 100, 1000, 10000]
    assert axis.yaxis.get_major_formatter()(100, 0) == "10²"
