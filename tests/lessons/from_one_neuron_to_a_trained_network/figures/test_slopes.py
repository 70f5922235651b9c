"""Figures of activations: curves and tangent are the numbers they were given."""

import numpy as np
import pytest
import torch

from helpers.drawing.style import look
from helpers.engine.activations import activate, derivative
from helpers.lessons.from_one_neuron_to_a_trained_network.figures.slopes import Gallery, Magnifier
from helpers.lessons.from_one_neuron_to_a_trained_network.slopes import ActivationCurve
from helpers.recipes import ACTIVATIONS
from helpers.words import title
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
Z = torch.linspace(-4, 4, 161, dtype=torch.float64)


def curve(name, at=0.0, steep=1.0):
    z, slope = steep * Z, steep * derivative(name, steep * Z)
    return ActivationCurve(name, Z, activate(name, z), slope, at)


CASES = {
    "gallery": (lambda: Gallery(ACTIVATIONS), lambda: [[curve(name) for name in ACTIVATIONS]]),
    "magnifier": (Magnifier, lambda: [curve("elu"), curve("gelu", -1.0)]),
}


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_cut_off_and_the_picture_is_the_same_twice(name):
    check_settled(*CASES[name])


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
