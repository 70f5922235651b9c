"""Notebook 00's autograd, as it stands there, differentiates what PyTorch differentiates."""

import nbformat
import pytest
import torch

from tests import ROOT

CELLS = ("s6-node", "s6-bends", "s6-walk", "s6-train")


@pytest.fixture(scope="module")
def ours():
    """The names that the notebook's cells define."""
    notebook = nbformat.read(
        ROOT / "notebooks" / "00_from_one_neuron_to_a_trained_network.ipynb", as_version=4
    )
    sources = {cell.id: cell.source for cell in notebook.cells}
    names = {"torch": torch}
    for name in CELLS:
        exec(sources[name], names)
    return names


def draws(*sizes, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(size, generator=generator, dtype=torch.float64) for size in sizes]


def check(ours, loss, theirs, values):
    """A loss built of the notebook's operations has the gradients of the same in PyTorch's."""
    nodes = [ours["Node"](value) for value in values]
    leaves = [value.clone().requires_grad_() for value in values]
    result, expected = loss(*nodes), theirs(*leaves)
    ours["backward"](result)
    expected.backward()
    torch.testing.assert_close(result.value, expected.detach())
    for node, leaf in zip(nodes, leaves, strict=True):
        torch.testing.assert_close(node.grad, leaf.grad, rtol=1e-9, atol=1e-12)


LABELS = torch.tensor([2, 0, 1, 1])


def test_each_operation_goes_back_as_pytorchs(ours):
    times, plus, bent, surprise = (ours[n] for n in ("times", "plus", "bent", "surprise"))
    check(
        ours,
        lambda x, w, b: surprise(bent(plus(times(x, w), b)), LABELS),
        lambda x, w, b: torch.nn.functional.cross_entropy(torch.tanh(x @ w + b), LABELS),
        draws((4, 5), (5, 3), (3,)),
    )


def test_a_node_waits_for_all_its_paths_and_adds_them_up(ours):
    times, bent, surprise = (ours[name] for name in ("times", "bent", "surprise"))

    def both(a, b):
        return ours["Node"](a.value + b.value, (a, b), lambda d: (d, d))

    def loss(x, w):  # a short and a long path from `first`, and w on three of them
        first = times(x, w)
        longer = bent(times(bent(times(first, w)), w))
        return surprise(both(both(first, longer), first), LABELS)

    def theirs(x, w):
        first = x @ w
        longer = torch.tanh(torch.tanh(first @ w) @ w)
        return torch.nn.functional.cross_entropy(first + longer + first, LABELS)

    check(ours, loss, theirs, draws((4, 3), (3, 3), seed=1))


def test_its_loop_takes_the_steps_of_pytorchs(ours):
    class Points:
        x, y = draws((20, 2))[0], torch.arange(20) % 2

        def __len__(self):
            return 20

    values = draws((2, 4), (4,), (4, 2), (2,), seed=3)
    nodes = [ours["Node"](value) for value in values]
    torch.manual_seed(0)
    ours["fit_nodes"](nodes, Points(), epochs=3, batch_size=5, lr=0.3)

    leaves = [value.clone().requires_grad_() for value in values]
    optimizer = torch.optim.SGD(leaves, lr=0.3)
    torch.manual_seed(0)
    for _ in range(3):
        for rows in torch.randperm(20).split(5):
            w1, b1, w2, b2 = leaves
            scores = torch.tanh(Points.x[rows] @ w1 + b1) @ w2 + b2
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(scores, Points.y[rows]).backward()
            optimizer.step()
    for node, leaf in zip(nodes, leaves, strict=True):
        torch.testing.assert_close(node.value, leaf.detach(), rtol=1e-9, atol=1e-12)
