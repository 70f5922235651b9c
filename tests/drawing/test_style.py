"""Figures look the same whatever style a reader has chosen, and leave that style as it is."""

import matplotlib
import pytest
from matplotlib import style as styles

from helpers.plots import Curves, Lines
from tests.test_plots import trained

STYLES = [
    {"text.usetex": True},
    {"figure.constrained_layout.use": True},
    {"xtick.labelsize": 30, "lines.linewidth": 9, "font.family": "serif"},
    {"savefig.dpi": 10, "figure.dpi": 300},
    "dark_background",
    "ggplot",
]


def pictures():
    curves = Curves(["sick"], [("loss", "log"), ("test_accuracy", "linear")])
    yield curves.show(trained(1)).picture(2)
    curves.pin(True)
    yield curves.show(trained(2)).picture(1)
    yield Lines(["one"], "x", "y").show([{"one": ([1, 2], [3, 4])}]).picture(1)


@pytest.mark.parametrize("theirs", STYLES, ids=str)
def test_a_readers_style_does_not_leak_into_a_figure(theirs):
    expected = list(pictures())
    with matplotlib.rc_context():
        styles.use(theirs)
        before = dict(matplotlib.rcParams)
        assert list(pictures()) == expected
        assert dict(matplotlib.rcParams) == before
