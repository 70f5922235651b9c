"""The choice between one thread and two: by measurement, and without a trace in the numbers."""

import pytest
import torch

from helpers import data, scaling
from helpers.engine import threads
from helpers.recipes import Recipe
from helpers.training import fit

LARGE = threads.TRY_FROM


@pytest.fixture
def machine(monkeypatch):
    """A machine whose steps take the seconds that a test sets per number of threads."""

    class Machine:
        now, count, seconds, used = 0.0, 1, {1: 1.0, 2: 0.6}, []

        def step(self):
            self.used.append(self.count)
            self.now += self.seconds[self.count]

    made = Machine()
    made.used = []
    monkeypatch.setattr(threads, "clock", lambda: made.now)
    monkeypatch.setattr(threads, "_rests_until", -1.0)
    monkeypatch.setattr(threads, "_rest", threads.RESTS[0])
    monkeypatch.setattr(threads.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(torch, "set_num_threads", lambda count: setattr(made, "count", count))
    return made


def used(machine, chooser, steps=8):
    machine.used.clear()
    for _ in range(steps):
        chooser.run(machine.step)
    return machine.used


def test_two_threads_are_taken_where_they_are_faster(machine):
    assert used(machine, threads.Threads(LARGE)) == [1, 1, 2, 2, 2, 2, 2, 2]
    assert machine.count == 1  # for whatever runs next


def test_one_is_kept_where_two_are_slower_and_nobody_tries_again_for_a_while(machine):
    machine.seconds = {1: 0.01, 2: 0.15}
    assert used(machine, threads.Threads(LARGE)) == [1, 1, 2, 2, 1, 1, 1, 1]
    assert used(machine, threads.Threads(LARGE)) == [1] * 8
    machine.now += threads.RESTS[0]
    assert 2 in used(machine, threads.Threads(LARGE))
    machine.now += threads.RESTS[0]  # the second rest is twice as long
    assert used(machine, threads.Threads(LARGE)) == [1] * 8
    machine.now += threads.RESTS[0]
    assert 2 in used(machine, threads.Threads(LARGE))


def test_two_are_given_up_when_the_machine_becomes_busy(machine):
    chooser = threads.Threads(LARGE)
    assert used(machine, chooser)[-1] == 2
    machine.seconds = {1: 1.0, 2: 15.0}
    assert used(machine, chooser) == [2, 1, 1, 1, 1, 1, 1, 1]


def test_a_single_slow_step_is_forgiven(machine):
    chooser = threads.Threads(LARGE)
    assert used(machine, chooser)[-1] == 2
    machine.seconds = {1: 1.0, 2: 4.0}
    assert used(machine, chooser, 1) == [2]
    machine.seconds = {1: 1.0, 2: 0.6}
    assert used(machine, chooser) == [2] * 8


def test_small_stacks_and_single_processors_never_ask(machine, monkeypatch):
    assert used(machine, threads.Threads(LARGE - 1)) == [1] * 8
    monkeypatch.setattr(threads.os, "cpu_count", lambda: 1)
    assert used(machine, threads.Threads(LARGE)) == [1] * 8


def test_a_step_that_fails_leaves_one_thread(machine):
    machine.seconds = {1: 1.0, 2: 0.5}
    chooser = threads.Threads(LARGE)
    used(machine, chooser, 4)
    with pytest.raises(ZeroDivisionError):
        chooser.run(lambda: 1 / 0)
    assert machine.count == 1


@pytest.mark.parametrize(
    "shape",
    [
        {"hidden": (64, 64), "optimizer": "adam", "lr": 0.01},
        {"hidden": (20, 17), "norm": "batch", "activation": "tanh", "dropout": 0.3},
        {"hidden": (48,) * 3, "norm": "layer", "activation": "gelu", "residual": True},
    ],
)
def test_the_numbers_are_the_same_to_the_bit(shape, monkeypatch):
    recipes = [Recipe(**shape, seed=seed) for seed in range(24)]
    digits = scaling.scale(data.split(data.load("digits"), n=200), "standard")
    found = []
    for tries in ((1, 1), (2, 2)):
        monkeypatch.setattr(threads, "TRY_FROM", 0)
        monkeypatch.setattr(threads, "TRIES", tries * 20)
        found.append(fit(recipes, digits, steps=15, every=5))
    for key in ("loss", "test_loss"):
        assert torch.equal(found[0][key], found[1][key])
