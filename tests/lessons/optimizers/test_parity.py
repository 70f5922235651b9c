"""Notebook 07's rules, as they stand there: PyTorch's, the engine's, and the real Keras's."""

import os
from collections import defaultdict
from types import SimpleNamespace

import nbformat
import pytest
import torch

from helpers.engine.optimizers import RULES
from helpers.lessons.optimizers.parity import largest_gap
from tests import ROOT


def cell(name):
    """The names that a cell of notebook 07 defines."""
    notebook = nbformat.read(ROOT / "notebooks" / "07_optimizers.ipynb", as_version=4)
    (source,) = (each.source for each in notebook.cells if each.id == name)
    names = {"torch": torch}
    exec(source, names)
    return names


def stepped(size):
    """A rule of the notebook's section 2 gives step sizes; this is its step."""
    return lambda w, g, state, lr: w - lr * size(g, state) * g


def by_hand():
    ones, sizes, adam = cell("s1-rules"), cell("s2-rules"), cell("s3-rules")
    rules = {name: ones[name] for name in ("sgd", "momentum", "nesterov")}
    rules |= {name: stepped(sizes[name]) for name in ("adagrad", "rmsprop", "adadelta")}
    return rules | {"adam": adam["adam"], "adamw": adam["adamw"]}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_by_hand_is_the_engines(name):
    h = SimpleNamespace(lr=0.05, momentum=0.9, decay=0.9, betas=(0.9, 0.999))
    draws = torch.Generator().manual_seed(0)
    ours = theirs = torch.randn(1, 7, generator=draws, dtype=torch.float64)
    rule, state, engine_state = by_hand()[name], defaultdict(float), {}
    for step in range(1, 101):
        noise = torch.randn(1, 7, generator=draws, dtype=torch.float64)
        decayed = h.lr * 0.01 * theirs if name == "adamw" else 0.0
        theirs = theirs + RULES[name](theirs + noise, engine_state, step, h) - decayed
        ours = rule(ours, ours + noise, state, h.lr)
        torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-9)


def test_a_gap_is_seen():
    def hasty(w, g, state, lr):
        return w - 1.001 * lr * g

    assert largest_gap(lambda w, g, state, lr: w - lr * g, torch.optim.SGD, seed=0) < 1e-12
    first, again, other = (largest_gap(hasty, torch.optim.SGD, seed=seed) for seed in (0, 0, 1))
    assert first > 1e-4 and first == again != other  # another seed is another walk


def test_a_gap_is_the_largest_of_any_parameter_at_any_step():
    """Momentum by hand that slips once, in one parameter; both walk on from where they are."""

    def slips(w, g, state, lr):
        state["t"] += 1
        state["v"] = 0.9 * state["v"] + g
        return w - lr * state["v"] + 0.25 * (state["t"] == 30) * (torch.arange(20) == 3)

    def momentum(parameters, lr):
        return torch.optim.SGD(parameters, lr, momentum=0.9)

    # The distance alone: each walks down its own bowl, whatever the noise that both share.
    gap, velocity, gaps = 0.0, 0.0, []
    for t in range(1, 101):
        velocity = 0.9 * velocity + gap
        gap = gap - 0.05 * velocity + 0.25 * (t == 30)
        gaps.append(abs(gap))
    assert largest_gap(slips, momentum, seed=1, lr=0.05) == pytest.approx(max(gaps), rel=1e-9)
    assert gaps[-1] < max(gaps) == 0.25


KERAS = {
    "keras_momentum": lambda keras: keras.optimizers.SGD(0.05, momentum=0.9),
    "keras_rmsprop": lambda keras: keras.optimizers.RMSprop(0.05),
    "keras_adagrad": lambda keras: keras.optimizers.Adagrad(0.05),
    "keras_adam": lambda keras: keras.optimizers.Adam(0.05),
}


@pytest.fixture(scope="module")
def keras(tmp_path_factory):
    """Keras on PyTorch, in float64, with its settings file out of the way."""
    os.environ["KERAS_HOME"] = str(tmp_path_factory.mktemp("keras"))
    os.environ["KERAS_BACKEND"] = "torch"
    import keras  # not above: it reads both variables when it is imported

    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    yield keras
    keras.config.set_floatx(before)


@pytest.mark.parametrize("name", KERAS)
def test_a_keras_rule_by_hand_is_the_real_ones_with_its_defaults(keras, name):
    rule, state, draws = cell("s3-keras")[name], defaultdict(float), torch.Generator()
    draws.manual_seed(0)
    ours = torch.randn(5, generator=draws, dtype=torch.float64)
    variable, optimizer = keras.Variable(ours.numpy()), KERAS[name](keras)
    for step in range(100):
        rate = 0.05 if step < 50 else 0.01
        noise = 0.1 * torch.randn(5, generator=draws, dtype=torch.float64)
        optimizer.learning_rate = rate
        optimizer.apply([variable.value.detach() + noise], [variable])
        ours = rule(ours, ours + noise, state, rate)
        torch.testing.assert_close(ours, variable.value.detach(), rtol=1e-6, atol=1e-7)


def test_keras_defaults_are_those_in_the_notebooks_table(keras):
    delta, rms = keras.optimizers.Adadelta(), keras.optimizers.RMSprop()
    assert (float(delta.learning_rate.numpy()), delta.rho) == (pytest.approx(0.001), 0.95)
    assert (rms.rho, rms.epsilon) == (0.9, 1e-7)
    assert keras.optimizers.Adagrad().initial_accumulator_value == 0.1
