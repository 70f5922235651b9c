"""The diagnostics panel: what its words and colours say."""

import numpy as np
import pytest

from helpers.drawing import style
from helpers.panels import DIAGNOSTICS, Diagnostics
from helpers.words import measured
from tests.test_plots import trained

pytestmark = pytest.mark.filterwarnings("error")


def test_the_words_of_diagnostics_give_the_ratio_of_first_to_last():
    seen = trained(1, asked=DIAGNOSTICS, hidden=(6,) * 8, activation="sigmoid")
    plot = Diagnostics()
    plot.update(seen)
    norms = seen[-1].probed["gradient_norms"][0]
    words = plot.update([seen[-1].also(gradient_norms=norms[None])])
    assert f"gradient is {measured(norms[0] / norms[-1])} of" in words
    spread, gradient, *_ = plot.now
    np.testing.assert_allclose(gradient.get_ydata(), norms)
    assert len(spread.get_xdata()) == 8
    assert list(gradient.get_xdata()) == list(range(1, 10))


def test_the_legend_of_diagnostics_has_no_activations_colour():
    plot = Diagnostics()
    start, now = plot.figure.legends[0].get_lines()
    assert (start.get_color(), start.get_linestyle()) == (style.GREY, "--")
    assert (now.get_color(), now.get_linestyle()) == (style.GREY, "-")
    plot.update(trained(1, asked=DIAGNOSTICS, activation="relu"))
    assert plot.now[0].get_color() == style.look("relu").color
