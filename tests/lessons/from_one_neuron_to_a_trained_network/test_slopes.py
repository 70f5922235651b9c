"""An activation's output and slope at a point, between the points where it was computed."""

import pytest
import torch

from helpers.engine.activations import activate, derivative
from helpers.lessons.from_one_neuron_to_a_trained_network.slopes import ActivationCurve


@pytest.mark.parametrize("name", ["sigmoid", "relu", "gelu"])
@pytest.mark.parametrize("at", [-4.0, 0.0, 1.0, 0.123])
def test_here_are_output_and_slope_where_we_look(name, at):
    z = torch.linspace(-4, 4, 321, dtype=torch.float64)
    curve = ActivationCurve(name, z, activate(name, z), derivative(name, z), at)
    point = torch.tensor(at, dtype=torch.float64)
    expected = activate(name, point).item(), derivative(name, point).item()
    assert curve.here() == pytest.approx(expected, abs=1e-4)
