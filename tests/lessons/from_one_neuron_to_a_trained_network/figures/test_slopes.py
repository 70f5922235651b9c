"""Figures of activations: curves, tangent and bars are the numbers they were given."""

import numpy as np
import pytest
import torch

from helpers.drawing.style import look
from helpers.engine.activations import activate, derivative
from helpers.lessons.from_one_neuron_to_a_trained_network.figures.slopes import (
    Curve,
    Gallery,
    Magnifier,
)
from helpers.lessons.from_one_neuron_to_a_trained_network.figures.softmax import (
    Probabilities,
    Softened,
)
from helpers.recipes import ACTIVATIONS
from helpers.words import title

pytestmark = pytest.mark.filterwarnings("error")
Z = torch.linspace(-4, 4, 161, dtype=torch.float64)


def curve(name, at=0.0, steep=1.0):
    return Curve(name, Z, activate(name, steep * Z), steep * derivative(name, steep * Z), at)


def softened(*scores, temperature=1.0):
    scores, range_ = torch.tensor(scores), torch.logspace(-1, 1, 21)
    curves = (scores / range_[:, None]).softmax(1)
    return Softened(scores, temperature, (scores / temperature).softmax(0), range_, curves)


CASES = {
    "gallery": (lambda: Gallery(ACTIVATIONS), [[curve(name) for name in ACTIVATIONS]]),
    "magnifier": (Magnifier, [curve("gelu", -1.0)]),
    "probabilities": (Probabilities, [softened(2.0, 1.0, -1.0)]),
}


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_cut_off_and_the_picture_is_the_same_twice(name):
    build, seen = CASES[name]
    plot, again = build(), build()
    assert plot.update(seen) == again.update(seen)
    assert plot.picture(2) == again.picture(2)
    plot.picture()
    box = 100 * plot.figure.get_tightbbox(plot.canvas.get_renderer()).get_points()
    assert (box >= -1).all() and (box <= (plot.width + 1, plot.height + 1)).all()


def test_the_gallery_shows_each_activation_in_its_colour_with_its_slope():
    plot = Gallery(ACTIVATIONS)
    words = plot.update([[curve(name) for name in ACTIVATIONS]])
    for name, axis, output, slope in zip(
        ACTIVATIONS, plot.axes, plot.outputs, plot.slopes, strict=False
    ):
        assert axis.get_title() == title(name)
        assert output.get_color() == look(name).color
        np.testing.assert_array_equal(output.get_ydata(), activate(name, Z))
        np.testing.assert_array_equal(slope.get_ydata(), derivative(name, Z))
    assert "sigmoid 0.25" in words and "step 0," in words
    assert not plot.axes[-1].axison  # eight activations leave the ninth panel empty


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "gelu", "elu"])
@pytest.mark.parametrize("at", [-4.0, -0.5, 1.0, 4.0])
def test_the_tangent_touches_the_curve_and_has_its_slope(name, at):
    plot = Magnifier()
    words = plot.update([curve(name, at)])
    here = torch.tensor(at, dtype=torch.float64)
    xs, ys = plot.tangent.get_data()
    assert np.diff(ys) / np.diff(xs) == pytest.approx(derivative(name, here).item(), abs=1e-9)
    assert np.mean(ys) == pytest.approx(activate(name, here).item(), abs=1e-9)
    assert plot.points[1].get_xydata().tolist() == [[at, pytest.approx(derivative(name, here))]]
    assert words.startswith(f"{title(name)} at z = ")


def test_the_axis_of_slopes_moves_in_steps_and_holds_the_slope():
    plot, ends = Magnifier(), set()
    for steep in np.linspace(0.25, 4, 16):
        for name in ACTIVATIONS:
            plot.update([curve(name, steep=steep)])
            low, high = plot.axes[1].get_ylim()
            assert (
                low < plot.curves[1].get_ydata().min() and plot.curves[1].get_ydata().max() <= high
            )
            ends.add(high)
    assert ends <= {1.25, 2.5, 5}


def test_bars_are_the_probabilities_and_the_line_stands_at_the_temperature():
    plot = Probabilities()
    words = plot.update([softened(2.0, 1.0, -1.0, temperature=0.5)])
    expected = torch.tensor([4.0, 2.0, -2.0]).softmax(0)
    assert [bar.get_height() for bar in plot.bars] == pytest.approx(expected.tolist())
    assert [label.get_text() for label in plot.labels] == ["88 %", "12 %", "0 %"]
    assert list(plot.here.get_xdata()) == [0.5, 0.5]
    assert words == "scores 2, 1, −1 at temperature 0.5: probabilities 88 %, 12 %, 0 %"
    plot.pin(True)
    assert len(plot.ghosts) == 3
