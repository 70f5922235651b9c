"""Every layer inside a deeper network against torch.nn: values, gradients, statistics."""

import pytest
import torch

from helpers.engine.networks import Stack
from helpers.engine.randomness import generator
from helpers.recipes import ACTIVATIONS, Recipe
from tests.oracle import Network, mean_loss, toy

BASE = Recipe(hidden=(6, 6, 4), activation="tanh", init="glorot_normal", bias=0.1)
LAYERS = {
    "linear model": BASE.but(hidden=()),
    "plain": BASE,
    "batch before": BASE.but(norm="batch"),
    "batch after": BASE.but(norm="batch", norm_place="after"),
    "layer before": BASE.but(norm="layer"),
    "layer after": BASE.but(norm="layer", norm_place="after"),
    "residual": BASE.but(residual=True),
    "dropout": BASE.but(dropout=0.4),
    "all, batch": BASE.but(norm="batch", residual=True, dropout=0.2),
    "all, layer": BASE.but(norm="layer", norm_place="after", residual=True, dropout=0.2),
}
LAYERS |= {name: BASE.but(activation=name, negative_slope=0.2) for name in ACTIVATIONS}
DATA = toy().train


def close(ours, theirs):
    torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-12)


def pair(recipe, dtype=torch.float64):
    """A stack of three seeds of the recipe, and each one's oracle."""
    recipes = [recipe.but(seed=seed) for seed in (0, 1, 2)]
    networks = [Network(r, DATA.n_features, DATA.n_outputs, dtype) for r in recipes]
    return Stack(recipes, DATA.n_features, DATA.n_outputs, dtype), networks


@pytest.mark.parametrize("name", LAYERS)
def test_outputs_and_what_is_watched_equal_torchs(name):
    stack, networks = pair(LAYERS[name])
    for batch in DATA.x.double().split(8):  # several forwards, so running statistics move
        seen = []
        ours = stack.forward(batch, training=True, on_layer=lambda *args, to=seen: to.append(args))
        for s, network in enumerate(networks):
            close(ours[s], network.train()(batch))
            for layer, pre, post in seen:
                close(pre[s], network.pre[layer])
                close(post[s], network.post[layer])
        assert [layer for layer, *_ in seen] == list(range(len(LAYERS[name].hidden)))
    for s, network in enumerate(networks):
        close(stack.forward(DATA.x.double())[s], network.eval()(DATA.x.double()))


@pytest.mark.parametrize("name", LAYERS)
def test_gradients_equal_autograds(name):
    stack, networks = pair(LAYERS[name])
    x, y = DATA.x.double(), DATA.y
    losses = torch.stack([mean_loss(out, y) for out in stack.forward(x, training=True)])
    grads = torch.autograd.grad(losses.sum(), stack.leaves, materialize_grads=True)
    n = 2 * len(stack.weights)
    for s, network in enumerate(networks):
        mean_loss(network(x), y).backward()
        for linear, weight, bias in zip(network.linears, grads[:n:2], grads[1:n:2], strict=True):
            close(weight[s], zero_if_none(linear.weight).T)
            close(bias[s, 0], zero_if_none(linear.bias))
        norms = [norm for norm in network.norms if list(norm.parameters())]
        for norm, scale, shift in zip(norms, grads[n::2], grads[n + 1 :: 2], strict=True):
            close(scale[s, 0], norm.weight.grad)
            close(shift[s, 0], norm.bias.grad)


@pytest.mark.parametrize("task", ["classification", "regression", "regression of two"])
@pytest.mark.parametrize("name", LAYERS)
def test_the_walk_back_by_hand_equals_autograd(name, task):
    data = toy(task).train
    recipes = [LAYERS[name].but(seed=seed, residual=seed == 1) for seed in (0, 1, 2)]
    by_hand, by_torch = (
        Stack(recipes, data.n_features, data.n_outputs, torch.float64) for _ in "ab"
    )
    x = data.x.double()
    y = (data.y if task == "classification" else data.y.double()).expand(3, *data.y.shape)
    seen = by_hand.gradients(x, y)

    watched = []
    outputs = by_torch.forward(x, training=True, on_layer=lambda *args: watched.append(args))
    losses = torch.stack([mean_loss(out, target) for out, target in zip(outputs, y, strict=True)])
    pre = [before for _, before, _ in watched]
    found = torch.autograd.grad(losses.sum(), [*pre, *by_torch.leaves], materialize_grads=True)
    close(seen.losses, losses.detach())
    for ours, theirs in zip(
        (*seen.pre, *seen.post), (*pre, *(a for *_, a in watched)), strict=True
    ):
        close(ours, theirs.detach())
    for ours, theirs in zip(seen.errors, found, strict=False):
        close(ours, theirs)
    for span, leaf, theirs in zip(by_torch.spans, by_torch.leaves, found[len(pre) :], strict=True):
        as_stored = (
            theirs if leaf.is_contiguous() or leaf.stride(2) == 1 else theirs.transpose(1, 2)
        )
        close(seen.grad[:, span], as_stored.flatten(1))


def zero_if_none(parameter):
    return torch.zeros_like(parameter) if parameter.grad is None else parameter.grad


@pytest.mark.parametrize("place", ["before", "after"])
def test_running_statistics_equal_torchs_and_rest_in_evaluation(place):
    recipe, momenta = BASE.but(norm="batch", norm_place=place), (0.1, 0.5, 1.0)
    recipes = [recipe.but(seed=s, norm_momentum=share) for s, share in enumerate(momenta)]
    stack = Stack(recipes, DATA.n_features, DATA.n_outputs, torch.float64)
    networks = [Network(r, DATA.n_features, DATA.n_outputs) for r in recipes]
    for batch in DATA.x.double().split(8):
        stack.forward(batch, training=True)
        stack.forward(batch * 100, training=False)
        for network in networks:
            network.train()(batch)
    running = [*stack.running_means, *stack.running_variances]
    assert not any(kept.requires_grad for kept in running)  # else they keep every batch's graph
    for layer, width in enumerate(BASE.hidden):
        means = stack.running_means[layer].view(3, width)
        variances = stack.running_variances[layer].view(3, width)
        for s, network in enumerate(networks):
            close(means[s], network.norms[layer].running_mean)
            close(variances[s], network.norms[layer].running_var)


def test_dropout_shuts_down_its_share_and_keeps_the_expectation():
    rates = (0.1, 0.5, 0.9)
    recipes = [BASE.but(hidden=(100,), activation="linear", dropout=p, bias=1.0) for p in rates]
    stack = Stack([r.but(init="zeros", seed=s) for s, r in enumerate(recipes)], 5, 2)
    seen = []
    for training in (True, False):
        stack.forward(torch.ones(400, 5), training, on_layer=lambda *args: seen.append(args[2]))
    for dropped, whole, rate in zip(*seen, rates, strict=True):
        assert (whole == 1).all()
        assert (dropped == 0).double().mean() == pytest.approx(rate, abs=0.01)
        torch.testing.assert_close(dropped.unique(), torch.tensor([0, 1 / (1 - rate)]))


def test_dropout_draws_anew_each_step_and_apart_for_each_seed():
    stack = Stack([BASE.but(dropout=0.5, seed=seed) for seed in (0, 0, 1)], 5, 2)
    first, second = (stack.forward(DATA.x, training=True) for _ in range(2))
    assert torch.equal(first[0], first[1])
    assert not torch.equal(first[0], first[2])
    assert not torch.equal(first[0], second[0])


def test_batches_of_their_own_equal_a_shared_batch():
    stack, _ = pair(BASE)
    batches = torch.stack([DATA.x[rows].double() for rows in (slice(8), slice(8, 16), slice(8))])
    own = stack.forward(batches)
    for s, batch in enumerate(batches):
        close(own[s], stack.forward(batch)[s])


def test_flat_holds_all_parameters_and_marks_the_weights():
    stack = Stack([LAYERS["batch before"]], 5, 3)
    network = Network(LAYERS["batch before"], 5, 3)
    assert stack.flat.shape == (1, sum(p.numel() for p in network.parameters()))
    assert stack.is_weight.sum() == sum(linear.weight.numel() for linear in network.linears)
    with torch.no_grad():
        stack.flat.copy_(stack.is_weight)
    assert all((weight == 1).all() for weight in stack.weights)
    others = [*stack.biases, *stack.scales, *stack.shifts]
    assert all((other == 0).all() for other in others)


def test_a_seeds_streams_are_apart():
    draws = {
        (seed, stream): tuple(torch.rand(3, generator=generator(seed, stream)).tolist())
        for seed in range(50)
        for stream in ("weights", "order", "dropout")
    }
    assert len(set(draws.values())) == 150


def test_recipes_of_unequal_shape_do_not_stack():
    with pytest.raises(ValueError, match="must share hidden"):
        Stack([BASE, BASE.but(hidden=(3,))], 5, 2)
