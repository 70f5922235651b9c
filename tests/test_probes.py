"""Each probe against the number computed directly from the plain network."""

import pytest
import torch

from helpers import probes
from helpers.engine.activations import derivative
from helpers.probes import first_to_last
from helpers.recipes import ACTIVATIONS, Recipe
from helpers.training import fit
from tests.oracle import plain, toy

NAN = float("nan")
BASE = Recipe(hidden=(6, 4, 4), activation="sigmoid", init="normal", gain=4.0, lr=0.1)
ALL = [
    probes.activation_spread,
    probes.error_norms,
    probes.gradient_norms,
    probes.update_ratios,
    probes.whole_gradient_norm,
    probes.whole_weight_norm,
    probes.squared_slopes,
    probes.dead_units,
    probes.dead_share,
    probes.stuck_shares,
]
BY_HIDDEN_LAYER = (
    "activation_spread",
    "error_norms",
    "squared_slopes",
    "stuck_shares",
)
SHAPES = {
    "plain": BASE,
    "relu": BASE.but(activation="relu", bias=-3.0),
    "batch": BASE.but(norm="batch", norm_place="after", activation="tanh"),
    "residual": BASE.but(residual=True, activation="relu"),
    "dropout": BASE.but(dropout=0.5),
}


def direct(recipe, network):
    """The probes' numbers of one network by layer, from the plain network after backward."""
    weights = [linear.weight for linear in network.linears]
    dead = [(pre <= 0).all(0).double() for pre in network.pre]
    steepest = derivative(recipe.activation, torch.zeros(1))
    slopes = [derivative(recipe.activation, pre) for pre in network.pre]
    flat = [(slope < 0.05 * steepest).double().mean() for slope in slopes]
    smooth = recipe.activation in ("sigmoid", "tanh")
    return {
        "activation_spread": [post.var(0, correction=0).mean().sqrt() for post in network.post],
        "error_norms": [pre.grad.norm() for pre in network.pre],
        "gradient_norms": [weight.grad.norm() for weight in weights],
        "update_ratios": [recipe.lr * w.grad.norm() / w.norm() for w in weights],
        "squared_slopes": [slope.square().mean() for slope in slopes],
        "stuck_shares": flat if smooth else [units.mean() for units in dead],
    }


@pytest.mark.parametrize("name", SHAPES)
def test_probes_equal_the_direct_computation_at_every_step(name):
    recipe = SHAPES[name]
    options = {"steps": 3, "every": 1, "batch_size": 8, "dtype": torch.float64}
    records = fit([BASE.but(seed=9), recipe], toy(), probes=ALL, **options).records
    for record, (network, *_) in zip(records, plain(recipe, toy(), 3), strict=True):
        for probe, expected in direct(recipe, network).items():
            expected = torch.stack(expected).detach().double()
            torch.testing.assert_close(record.probed[probe][1].double(), expected)
        whole = torch.cat([parameter.grad.flatten() for parameter in network.parameters()])
        assert record.probed["whole_gradient_norm"][1].item() == pytest.approx(whole.norm().item())
        weights = torch.cat([linear.weight.flatten() for linear in network.linears])
        assert record.probed["whole_weight_norm"][1].item() == pytest.approx(weights.norm().item())
        units = torch.cat([(pre <= 0).all(0).double() for pre in network.pre])
        assert record.probed["dead_share"][1].item() == pytest.approx(units.mean().item())


def test_dead_units_mark_each_unit():
    recipe = BASE.but(activation="relu", bias=-8.0, hidden=(6, 4))
    seen = fit(recipe, toy(), steps=0, batch_size=23, probes=ALL).last.probed["dead_units"][0]
    ((network, *_),) = plain(recipe, toy(), 0, batch_size=23)
    assert torch.equal(seen[0], (network.pre[0] <= 0).all(0).float())
    assert torch.equal(seen[1, :4], (network.pre[1] <= 0).all(0).float())
    assert seen[1, 4:].isnan().all()
    assert 0 < seen[0].sum() < 6


def test_a_unit_that_is_exactly_0_on_all_examples_is_dead():
    recipe = BASE.but(activation="relu", init="zeros")
    seen = fit([recipe, BASE.but(activation="relu")], toy(), steps=0, probes=ALL).last.probed
    assert seen["dead_share"][0] == 1 > seen["dead_share"][1]
    assert (seen["stuck_shares"][0] == 1).all()


@pytest.mark.parametrize("name", ["linear", "leaky_relu"])
def test_a_unit_that_lets_gradient_through_is_not_stuck(name):
    recipe = BASE.but(activation=name, bias=-50.0, negative_slope=0.5)
    seen = fit(recipe, toy(), steps=0, probes=[probes.stuck_shares]).last.probed
    assert (seen["stuck_shares"] == 0).all()


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("hidden", [(), (3,), (3, 5)])
def test_every_probe_has_its_shape_for_every_network(activation, hidden):
    recipes = [BASE.but(activation=activation, hidden=hidden, seed=seed) for seed in (0, 1)]
    seen = fit(recipes, toy(), steps=1, probes=ALL).last.probed
    depth, width = len(hidden), max(hidden, default=0)
    for probe in ("gradient_norms", "update_ratios"):
        assert seen[probe].shape == (2, depth + 1)
    for probe in BY_HIDDEN_LAYER:
        assert seen[probe].shape == (2, depth)
    assert seen["dead_units"].shape == (2, depth, width)
    for probe in ("whole_weight_norm", "whole_gradient_norm", "dead_share"):
        assert seen[probe].shape == (2,)


def test_stuck_shares_of_mixed_activations_keep_their_rows():
    recipes = [BASE.but(activation=name) for name in ("relu", "sigmoid", "tanh", "relu")]
    shares = fit(recipes, toy(), steps=1, probes=ALL).last.probed["stuck_shares"]
    for recipe, row in zip(recipes, shares, strict=True):
        alone = fit(recipe, toy(), steps=1, probes=ALL).last.probed["stuck_shares"]
        torch.testing.assert_close(row, alone[0])


@pytest.mark.parametrize(
    ("norms", "expected"),
    [
        ([2.0, 8.0, 4.0], 0.5),
        ([2.0, 8.0, NAN], 0.25),
        ([2.0, NAN, NAN], 1.0),
        ([0.0, 0.0, 4.0], 0.0),
        ([float("inf"), 1.0, 1.0], float("inf")),
    ],
)
def test_first_to_last_finds_the_last_layer(norms, expected):
    assert first_to_last(torch.tensor(norms)).item() == expected
    both = torch.tensor([[norms, [1.0, 1.0, 2.0]]])
    assert first_to_last(both).tolist() == [[expected, 0.5]]


def test_first_to_last_of_no_numbers_is_no_number():
    assert first_to_last(torch.full((2, 3), NAN)).isnan().all()
