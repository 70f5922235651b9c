"""A pass forward and back: its gradients are autograd's, by every name a figure asks for."""

import pytest
import torch

from tests.lessons.from_one_neuron_to_a_trained_network.traces import PARAMETERS, trace


def test_a_gradient_is_autograds():
    values = torch.tensor(list(PARAMETERS.values()), dtype=torch.float64, requires_grad=True)
    leaves = dict(zip(PARAMETERS, values, strict=True))
    o11 = torch.sigmoid(leaves["w11"] + 0.5 * leaves["w21"] + leaves["b11"])
    o12 = torch.sigmoid(leaves["w12"] + 0.5 * leaves["w22"] + leaves["b12"])
    y_hat = torch.sigmoid(leaves["v1"] * o11 + leaves["v2"] * o12 + leaves["b21"])
    grads = torch.autograd.grad((y_hat - 1) ** 2, list(leaves.values()))
    walk = trace(PARAMETERS)
    for name, grad in zip(leaves, grads, strict=True):
        assert walk[f"∂L/∂{name}"] == pytest.approx(grad.item(), abs=1e-12)
    assert walk["∂L/∂z12"] == walk.gradient("b12")
    assert walk["∂L/∂ŷ"] == pytest.approx(2 * (walk["o21"] - 1))
    assert walk["w22"] == 0.8
