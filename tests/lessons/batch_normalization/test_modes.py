"""Accuracy in train() mode is torch's, and asking for it changes nothing."""

import pytest
import torch

from helpers.engine import layers
from helpers.engine.networks import Stack
from helpers.lessons.batch_normalization.modes import SIZES, accuracy_in_batches, modes_of
from helpers.probes import Glimpse
from helpers.training import train
from tests.lessons.batch_normalization.figures.runs import NORMED
from tests.oracle import Network, toy


@pytest.mark.parametrize("activation", ["tanh", "leaky_relu"])
def test_accuracy_in_batches_is_torchs_train_mode(activation):
    network = NORMED.but(activation=activation, negative_slope=0.6)
    recipes = [network.but(seed=seed) for seed in (0, 1)]
    test = toy().test
    stack = Stack(recipes, test.n_features, test.n_outputs, torch.float64)
    draws = torch.Generator().manual_seed(0)
    with torch.no_grad():  # as training may leave them
        for part in (*stack.scales, *stack.shifts):
            part.copy_(torch.randn(part.shape, generator=draws, dtype=torch.float64))
    for size in (3, 4):
        ours = accuracy_in_batches(stack, test, size)
        for s, recipe in enumerate(recipes):
            network = Network(recipe, test.n_features, test.n_outputs).train()
            with torch.no_grad():
                for k, norm in enumerate(network.norms):
                    norm.weight.copy_(stack.scales[k][s].flatten())
                    norm.bias.copy_(stack.shifts[k][s].flatten())
            whole = len(test) // size * size
            outputs = torch.cat([network(x.double()) for x in test.x[:whole].split(size)])
            right = (outputs.argmax(1) == test.y[:whole]).double().mean()
            assert ours[s] == pytest.approx(right.item())


def test_alone_an_example_is_its_own_mean_so_all_get_one_answer():
    stack, test = Stack([NORMED], 5, 3), toy().test
    alone = accuracy_in_batches(stack, test, 1)
    z, ones = torch.zeros(1, 1, 6), torch.ones(1, 1, 6)
    _, *from_mean = layers.moments(z, 1)
    outputs, _ = layers.batch_norm(*from_mean, ones, ones)
    assert (outputs == 1).all()
    assert alone[0].item() in [pytest.approx((test.y == c).double().mean()) for c in range(3)]


@pytest.mark.parametrize(
    "other", [{"norm": "none"}, {"norm_place": "after"}, {"residual": True}, {"dropout": 0.5}]
)
def test_a_network_whose_train_mode_is_another_is_refused(other):
    stack = Stack([NORMED.but(**other)], 5, 3)
    with pytest.raises(ValueError, match=r"stack takes networks with norm batch, .*, got norm"):
        accuracy_in_batches(stack, toy().test, 4)


def test_the_probe_has_a_column_for_each_size():
    seen, test = [], toy(n=300).train

    def look(glimpse: Glimpse):
        seen.append([accuracy_in_batches(glimpse.stack, test, size) for size in SIZES])
        return modes_of(test)(glimpse)

    list(train(NORMED, toy(), steps=0, batch_size=8, probes=[look]))
    (record,) = train(NORMED, toy(), steps=0, batch_size=8, probes=[modes_of(test)])
    assert record.probed["modes"].tolist() == [[share.item() for share in seen[0]]]
    assert len(set(record.probed["modes"][0].tolist())) > 3


def test_the_probe_of_modes_leaves_running_statistics_alone():
    before_and_after = []

    def means(glimpse: Glimpse):
        before_and_after.append(glimpse.stack.running_means[0].clone())
        modes_of(toy().train)(glimpse)
        before_and_after.append(glimpse.stack.running_means[0].clone())
        return torch.zeros(1)

    list(train(NORMED, toy(), steps=0, batch_size=8, probes=[means]))
    assert torch.equal(*before_and_after)
