"""Traces of a small network, computed with torch, for the tests of what holds and draws them."""

import torch

from helpers.engine.activations import activate, derivative
from helpers.lessons.from_one_neuron_to_a_trained_network.tracer import BIASES, Trace

WEIGHTS = {"w11": 0.5, "w12": -0.3, "w21": -0.4, "w22": 0.8, "v1": 0.7, "v2": -0.6}
PARAMETERS = WEIGHTS | {"b11": 0.1, "b12": 0.0, "b21": 0.1}
UNITS = {
    "11": {"w11": "x1", "w21": "x2"},
    "12": {"w12": "x1", "w22": "x2"},
    "21": {"v1": "o11", "v2": "o12"},
}


def trace(parameters, x1=1.0, x2=0.5, path="w11", hidden="sigmoid"):
    """The Trace of a network with these parameters that should answer 1."""
    values = {**parameters, "x1": x1, "x2": x2, "y": 1.0}
    chains, back = {}, {}
    for unit, inputs in UNITS.items():
        z = sum(values[weight] * values[source] for weight, source in inputs.items())
        z = torch.tensor(z + values[BIASES[unit]], dtype=torch.float64)
        name = "sigmoid" if unit == "21" else hidden
        values |= {f"z{unit}": z.item(), f"o{unit}": activate(name, z).item()}
        values[f"slope{unit}"] = derivative(name, z).item()
    values["L"] = (values["o21"] - 1) ** 2
    back["21"] = [("∂L/∂ŷ", 2 * (values["o21"] - 1)), ("∂ŷ/∂z21", values["slope21"])]
    for unit, weight in (("11", "v1"), ("12", "v2")):
        slope = (f"∂o{unit}/∂z{unit}", values[f"slope{unit}"])
        back[unit] = [*back["21"], (f"∂z21/∂o{unit}", values[weight]), slope]
    for unit, inputs in UNITS.items():
        chains[BIASES[unit]] = [*back[unit], (f"∂z{unit}/∂{BIASES[unit]}", 1.0)]
        for weight, source in inputs.items():
            chains[weight] = [*back[unit], (f"∂z{unit}/∂{weight}", values[source])]
    return Trace(values, chains, path)


def traces(steps=0, rate=1.0, x1=1.0, x2=0.5, path="w11", hidden="sigmoid", **weights):
    """One Trace before each of so many updates of the PARAMETERS, and one after them."""
    parameters, rounds = PARAMETERS | weights, []
    for _ in range(steps + 1):
        rounds.append(trace(parameters, x1, x2, path, hidden))
        parameters = {n: value - rate * rounds[-1].gradient(n) for n, value in parameters.items()}
    return rounds
