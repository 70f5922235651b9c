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
from tests.made import shows
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


THREE = {  # output and slope at z = −1, 0, 2; the steepest slopes are the middle, last and first
    "sigmoid": ([0.1, 0.5, 0.9], [0.1, 0.25, 0.2]),
    "leaky_relu": ([-0.01, 0.0, 2.0], [0.01, 0.3, 1.0]),
    "tanh": ([-0.8, 0.0, 0.96], [0.42, 0.4, 0.07]),
}
STEEPEST = {"sigmoid": "sigmoid 0.25", "leaky_relu": "leaky ReLU 1", "tanh": "tanh 0.42"}


def three(name, at=0.0):
    output, slope = map(torch.tensor, THREE[name])
    return ActivationCurve(name, torch.tensor([-1.0, 0.0, 2.0]), output, slope, at)


@pytest.mark.parametrize("names", [list(THREE), list(THREE)[::-1]])
def test_the_gallery_shows_each_activation_in_its_colour_with_its_slope(names):
    plot = Gallery(names)
    assert plot.update([[three(name) for name in names]]) == (
        f"the steepest slope of each: {', '.join(STEEPEST[name] for name in names)}"
    )
    for name, axis, output, slope in zip(names, plot.axes, plot.outputs, plot.slopes, strict=True):
        assert axis.get_title() == title(name)
        assert output.get_color() == look(name).color
        shows(output, [-1, 0, 2], THREE[name][0])
        shows(slope, [-1, 0, 2], THREE[name][1])


def test_eight_activations_leave_the_ninth_panel_empty():
    assert not Gallery(ACTIVATIONS).axes[-1].axison


@pytest.mark.parametrize(
    ("name", "at", "words"),
    [
        ("sigmoid", 1.0, "sigmoid at z = 1: output 0.7, slope 0.225"),
        ("tanh", -0.5, "tanh at z = −0.5: output −0.4, slope 0.41"),
        ("leaky_relu", 2.0, "leaky ReLU at z = 2: output 2, slope 1"),
    ],
)
def test_the_words_under_the_magnifier_are_about_the_point(name, at, words):
    plot = Magnifier()
    assert plot.update([three("sigmoid"), three(name, at)]) == words
    for line, values in zip(plot.curves, THREE[name], strict=True):
        shows(line, [-1, 0, 2], values)
        assert line.get_color() == look(name).color
    (output, slope), (left, right) = plot.points, plot.tangent.get_xdata()
    assert (left, right) == (at - 1.5, at + 1.5) and output.get_xdata() == slope.get_xdata() == [at]


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "gelu", "elu"])
@pytest.mark.parametrize("at", [-4.0, -0.5, 1.0, 4.0])
def test_the_tangent_touches_the_curve_and_has_its_slope(name, at):
    plot = Magnifier()
    plot.update([curve(name, at)])
    here = torch.tensor(at, dtype=torch.float64)
    xs, ys = plot.tangent.get_data()
    assert np.diff(ys) / np.diff(xs) == pytest.approx(derivative(name, here).item(), abs=1e-9)
    assert np.mean(ys) == pytest.approx(activate(name, here).item(), abs=1e-9)
    assert plot.points[1].get_xydata().tolist() == [[at, pytest.approx(derivative(name, here))]]


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
