"""NumPy's operations equal PyTorch's, on few numbers and on many, wherever they lie in memory."""

import numpy as np
import pytest
import torch

from helpers import training
from helpers.engine import arrays
from helpers.engine.arrays import NumPy, Torch
from helpers.engine.randomness import generator
from helpers.recipes import Recipe
from tests.oracle import toy

SHAPES = [(2, 7, 5), (2, 60, 40)]  # few numbers and many
ONE = ["exp", "sqrt", "sign", "tanh", "relu", "sigmoid", "elu", "gelu", "normal_cdf", "zeros_like"]
ONE += ["log", "ones_like"]


def public(library):
    return {name for name in vars(library) if not name.startswith("_")}


def made(shape, turned=False):
    """Random numbers, some of them 0; turned: their last two axes exchanged in memory."""
    shape = (shape[0], shape[2], shape[1]) if turned else shape
    numbers = torch.randn(shape, generator=generator(0, "numbers"), dtype=torch.float64)
    numbers[0, 0, :3] = torch.tensor([0.0, 30.0, -30.0])
    return numbers.mT if turned else numbers


def same(ours, theirs):
    torch.testing.assert_close(NumPy.tensor(ours), theirs, rtol=1e-12, atol=1e-15)


@pytest.fixture(params=SHAPES, ids=["few", "many"])
def shape(request):
    assert (np.prod(request.param) < arrays.MANY) == (request.param == SHAPES[0])
    return request.param


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("name", ONE)
def test_functions_of_one_array(name, shape, turned):
    x = made(shape, turned)
    x = x.abs() + 0.1 if name in ("sqrt", "log") else x
    same(getattr(NumPy, name)(NumPy.own(x)), getattr(Torch, name)(x))


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("axis", [1, 2])
def test_sums_and_maxima_along_an_axis(axis, shape, turned):
    x = made(shape, turned)
    same(NumPy.total(NumPy.own(x), axis), Torch.total(x, axis))
    same(NumPy.largest(NumPy.own(x), axis), Torch.largest(x, axis))
    ours, theirs = torch.ones_like(x.sum(axis, keepdim=True)), x.sum(axis, keepdim=True)
    NumPy.total(NumPy.own(x), axis, out=NumPy.own(ours))
    same(NumPy.own(ours), theirs)
    Torch.total(x, axis, out=ours)
    same(NumPy.own(ours), theirs)


@pytest.mark.parametrize("turned", [False, True])
def test_entries_are_picked_and_changed_where_they_are(shape, turned):
    x = made(shape, turned)
    places = torch.arange(shape[1]).repeat(2, 1) % shape[2]
    expected = torch.stack([row[range(shape[1]), at] for row, at in zip(x, places, strict=True)])
    same(NumPy.picked(NumPy.own(x), NumPy.own(places)), expected)
    same(NumPy.own(Torch.picked(x, places)), expected)
    ours, theirs = NumPy.own(x.clone()), x.clone()
    NumPy.add_at(ours, NumPy.own(places), -1)
    Torch.add_at(theirs, places, -1)
    same(ours, theirs)
    same(NumPy.picked(ours, NumPy.own(places)), expected - 1)


def test_products_rows_and_what_is_changed_in_place(shape):
    x, other = made(shape), made(shape).flip(1).contiguous()
    bias, own = x.mT[:, :1], NumPy.own
    same(NumPy.product(own(x), own(other.mT)), Torch.product(x, other.mT))
    same(NumPy.affine(own(bias), own(x), own(other.mT)), Torch.affine(bias, x, other.mT))
    out = torch.zeros(shape[0], shape[1], shape[1], dtype=x.dtype)
    NumPy.product(own(x), own(other.mT), out=own(out))
    same(own(out), x @ other.mT)
    places = torch.tensor([[1, 0, 1], [0, 1, 1]])
    same(NumPy.rows(own(x), own(places)), Torch.rows(x, places))
    same(own(Torch.rows(x, places)), x[places])
    for name, more in (("lerp", (0.3,)), ("add_product", ())):
        middle = (other,) if name == "lerp" else (other, x)
        ours, theirs = own(x.clone()), x.clone()
        returned = getattr(NumPy, name)(ours, *map(own, middle), *more)
        getattr(Torch, name)(theirs, *middle, *more)
        assert returned is ours
        same(ours, theirs)
    ours, theirs = own(x.clone()), x.clone()
    same(NumPy.add_product(ours, own(x), own(x), value=0.1), theirs + 0.1 * x * x)


def test_one_batch_is_repeated_for_all_networks_and_one_of_each_is_not():
    shared, own = made((1, 4, 3))[0], made((5, 4, 3))
    for library in (NumPy, Torch):
        assert library.repeat(library.own(shared), 5).shape == (5, 4, 3)
        same(NumPy.own(library.tensor(library.repeat(library.own(own), 5))), own)


def test_both_libraries_know_the_same_operations():
    assert public(NumPy) == public(Torch)
    tensor = torch.zeros(2, requires_grad=True)
    assert arrays.of(tensor) is Torch and arrays.of(NumPy.own(tensor)) is NumPy
    NumPy.own(tensor)[0] = 3  # on the same memory
    assert tensor[0] == 3


@pytest.mark.parametrize(("networks", "library"), [(1, NumPy), (2000, Torch)])
def test_small_stacks_take_numpy_and_large_ones_pytorch(networks, library, monkeypatch):
    groups, make = [], training._Group.__init__

    def spy(self, *args, **options):
        groups.append(self)
        make(self, *args, **options)

    monkeypatch.setattr(training._Group, "__init__", spy)
    recipes = [Recipe(hidden=(16, 16), seed=s) for s in range(networks)]
    next(training.train(recipes, toy(), steps=1, batch_size=16))
    assert [group.ops for group in groups] == [library]
