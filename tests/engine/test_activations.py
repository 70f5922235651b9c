"""Activations and their slopes against torch's functions and autograd."""

import pytest
import torch
import torch.nn.functional as F

from helpers.engine.activations import activate, derivative
from helpers.recipes import ACTIVATIONS, Recipe
from tests.oracle import ACTIVATIONS as ORACLES

Z = torch.cat([torch.linspace(-6, 6, 101, dtype=torch.float64), torch.tensor([-1e-9, 1e-9, 50])])


def slope(function):
    z = Z.clone().requires_grad_()
    value = function(z)
    return torch.autograd.grad(value.sum(), z)[0] if value.requires_grad else torch.zeros_like(Z)


@pytest.mark.parametrize("negative_slope", [0.01, 0.3])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values_and_slopes_equal_torchs(name, negative_slope):
    expected = ORACLES[name](Z, negative_slope)
    slopes = slope(lambda z: ORACLES[name](z, negative_slope))
    torch.testing.assert_close(activate(name, Z, negative_slope), expected)
    torch.testing.assert_close(slope(lambda z: activate(name, z, negative_slope)), slopes)
    torch.testing.assert_close(derivative(name, Z, negative_slope), slopes)


@pytest.mark.parametrize("name", ["leaky_relu"])
def test_each_network_has_its_own_negative_slope(name):
    slopes = torch.tensor([0.0, 0.1, 0.7], dtype=torch.float64)[:, None, None]
    z = Z.expand(3, 1, -1)
    for function in (activate, derivative):
        rows = function(name, z, slopes)
        for row, one in zip(rows, slopes.flatten().tolist(), strict=True):
            torch.testing.assert_close(row[0], function(name, Z, one))


@pytest.mark.parametrize(("name", "known"), [("leaky_relu", F.leaky_relu), ("elu", F.elu)])
def test_a_recipe_that_names_only_the_activation_gets_the_usual_one(name, known):
    recipe = Recipe(activation=name)
    torch.testing.assert_close(activate(name, Z, recipe.negative_slope), known(Z))


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_dtype_and_shape_are_kept_and_extremes_stay_finite(name, dtype):
    z = torch.tensor([[-1e4, -90.0, 0.0], [90.0, 1e4, 1.0]], dtype=dtype, requires_grad=True)
    for values in (activate(name, z), derivative(name, z)):
        assert (values.shape, values.dtype) == (z.shape, dtype)
        assert values.isfinite().all()
    value = activate(name, z)
    if value.requires_grad:
        assert torch.autograd.grad(value.sum(), z)[0].isfinite().all()
