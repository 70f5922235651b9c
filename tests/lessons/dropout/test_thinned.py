"""Thinned networks, on both sides of the gap: against PyTorch and by hand."""

import pytest
import torch
import torch.nn.functional as F

from helpers.data import load, make, split
from helpers.engine.networks import Stack
from helpers.engine.randomness import generator
from helpers.lessons.dropout.thinned import mask, masked_steps, sampled, shares_off, trained
from helpers.lessons.shared.generalization import on_training_data
from helpers.recipes import Recipe
from helpers.training import fit
from tests.oracle import toy

SMALL = Recipe(hidden=(8, 8), dropout=0.5)


def draws(seed=0):
    return torch.Generator().manual_seed(seed)


def test_a_mask_is_zero_or_makes_up_for_the_zeros():
    factors = mask((1000, 100), 0.25, draws())
    assert factors.unique().tolist() == [0, pytest.approx(4 / 3)]
    assert (factors == 0).double().mean().item() == pytest.approx(0.25, abs=0.01)
    assert factors.mean().item() == pytest.approx(1, abs=0.02)


def test_without_dropout_every_thinned_network_is_the_whole_one():
    stack = Stack([SMALL.but(dropout=0.0, seed=k) for k in range(2)], 4, 3)
    x = torch.randn(5, 4)
    torch.testing.assert_close(
        sampled(stack, x, 2, draws(), network=1), stack.forward(x)[1].expand(2, 5, 3)
    )


def test_a_thinned_network_has_one_mask_for_all_examples():
    stack, x = Stack([SMALL], 4, 3), torch.randn(5, 4)
    masks = draws(1)
    first, second = (mask((6, 1, 8), 0.5, masks) for _ in range(2))
    (w1, w2, w3), (b1, b2, b3) = ([p[0] for p in part] for part in (stack.weights, stack.biases))
    hidden = F.relu(x @ w1 + b1) * first
    expected = (F.relu(hidden @ w2 + b2) * second) @ w3 + b3
    torch.testing.assert_close(sampled(stack, x, 6, draws(1)), expected.detach())


def test_thinned_networks_are_plain():
    stack = Stack([SMALL.but(norm="batch")], 4, 3)
    with pytest.raises(ValueError, match="norm=batch"):
        sampled(stack, torch.randn(5, 4), 2, draws())


def test_trained_gives_the_networks_that_the_last_record_measured():
    data, recipes = toy(), [SMALL, SMALL.but(seed=1)]
    stack = trained(recipes, data, epochs=3)
    right = stack.forward(data.test.x).argmax(2) == data.test.y
    expected = fit(recipes, data, epochs=3).last.test_accuracy
    torch.testing.assert_close(right.float().mean(1), expected)
    with pytest.raises(ValueError, match="share one shape"):
        trained([SMALL, SMALL.but(hidden=(4,))], data, epochs=1)


def test_scores_on_training_data_leave_dropout_out():
    data = toy()
    history = fit([SMALL, SMALL.but(seed=1)], data, epochs=2, probes=on_training_data(data))
    outputs = trained([SMALL, SMALL.but(seed=1)], data, epochs=2).forward(data.train.x)
    for k, logits in enumerate(outputs):
        loss, right = F.cross_entropy(logits, data.train.y), logits.argmax(1) == data.train.y
        torch.testing.assert_close(history["train_loss"][-1, k], loss.detach())
        torch.testing.assert_close(history["train_accuracy"][-1, k], right.float().mean())


def test_scores_of_a_regression_have_a_loss():
    data = split(load("diabetes"))
    last = fit(Recipe(hidden=(4,)), data, steps=0, probes=on_training_data(data)[:1]).last
    assert last.probed["train_loss"].item() == pytest.approx(last.test_loss.item(), rel=0.5)


def test_a_masked_step_moves_nothing_at_a_unit_that_is_off():
    steps = list(masked_steps(split(make("moons")), (0.5, 0.25), steps=12))
    assert [step.step for step in steps] == list(range(1, 13)) and steps[0].steps == 12
    off = torch.cat([units == 0 for step in steps for units in step.on])
    assert off.any() and not off.all()
    for step in steps:
        for layer, units in enumerate(step.on):
            assert (step.gradients[layer][:, units == 0] == 0).all()
            assert (step.gradients[layer + 1][units == 0] == 0).all()
        assert (step.gradients[2][step.on[1] == 1] != 0).all()  # the others do learn


def test_masked_steps_are_torchs_with_the_masks_written_out():
    """Linear layers, tanh, a mask after it, cross-entropy and SGD, from the same draws."""
    data, width, lr = split(make("moons")), 5, 0.3
    steps = list(masked_steps(data, (0.5, 0.25), 6, width, batch_size=4, lr=lr, seed=3))
    order, masks, start = (generator(3, use) for use in ("order", "dropout", "weights"))
    layers = [torch.nn.Linear(*size) for size in ((2, width), (width, width), (width, 2))]
    for layer in layers:
        fans = layer.in_features, layer.out_features
        numbers = torch.randn(fans[0] * fans[1], generator=start).view(fans)
        layer.weight = torch.nn.Parameter(numbers.T * (2 / sum(fans)) ** 0.5)
        torch.nn.init.zeros_(layer.bias)
    rule = torch.optim.SGD([p for layer in layers for p in layer.parameters()], lr)
    for step in steps:
        rows = torch.randint(len(data.train), (4,), generator=order)
        out = data.train.x[rows]
        for layer, rate, on in zip(layers[:2], (0.5, 0.25), step.on, strict=True):
            kept = (torch.rand(4, width, generator=masks) >= rate).float()
            out = torch.tanh(layer(out)) * kept / (1 - rate)
            torch.testing.assert_close(on, kept.mean(0))
        rule.zero_grad()
        F.cross_entropy(layers[2](out), data.train.y[rows]).backward()
        for gradient, layer in zip(step.gradients, layers, strict=True):
            torch.testing.assert_close(gradient, layer.weight.grad.T)
        rule.step()


def test_in_a_mini_batch_each_example_draws_its_own_mask():
    with pytest.raises(ValueError, match=r"rates takes numbers from 0 to below 1, got \(1,\)"):
        next(masked_steps(split(make("moons")), (1,), steps=1))
    (step,) = masked_steps(split(make("moons")), (0.5,), steps=1, batch_size=8, width=50)
    assert len(step.on[0].unique()) > 3


def test_the_share_off_counts_all_steps_so_far():
    steps = list(masked_steps(split(make("moons")), (0.5, 0.25), steps=5, batch_size=4))
    off = shares_off(steps)
    assert off.shape == (2, 5)
    expected = sum(1 - step.on[1].mean() for step in steps[:3]).item() / 3
    assert off[1, 2].item() == pytest.approx(expected)
    long = list(masked_steps(split(make("moons")), (0.5, 0.25), steps=40, batch_size=40))
    assert shares_off(long)[:, -1].tolist() == pytest.approx([0.5, 0.25], abs=0.02)
