"""The benchmark's peers train what the engine trains, and its floor is the engine's products."""

from itertools import pairwise

import pytest
import torch

import course
from helpers.training import fit
from tests.bench import peers
from tests.oracle import toy

SEEDS = [3, 4]


def small(task):
    return peers.Problem("small", toy(task), (7, 5), "tanh", 4, lr=0.05, bar=0.0)


def losses(problem, outputs):
    """Each network's loss on the test data, (S,)."""
    return torch.stack([problem.loss(one, problem.data.test.y) for one in outputs])


@pytest.mark.parametrize("task", ["classification", "regression"])
@pytest.mark.parametrize(("peer", "epochs"), [("plain", 1), ("tight", 3), ("jax_vmap", 3)])
def test_a_peer_ends_where_the_engine_ends(peer, epochs, task):
    if peer == "jax_vmap":
        pytest.importorskip("jax", reason="jax comes with `python course.py bench engine`")
        from tests.bench.jax_peer import jax_vmap as contender
    else:
        contender = getattr(peers, peer)
    problem = small(task)
    run, predict = contender(problem, SEEDS, epochs)
    before = losses(problem, predict())
    run()
    after = losses(problem, predict())
    engine = fit(problem.recipes(SEEDS), problem.data, epochs=epochs, batch_size=4)["test_loss"]
    count = len(after)  # plain and tight train one network
    torch.testing.assert_close(before, engine[0, :count], rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(after, engine[-1, :count], rtol=1e-4, atol=1e-5)
    assert ((after - before).abs() > 1e-2).all()  # or the comparison would say little


def test_the_floor_is_all_the_products_of_an_epoch(monkeypatch):
    problem, done = small("regression"), 0

    def bmm(left, right, out):
        nonlocal done
        assert out.shape == (*left.shape[:2], right.shape[2])
        done += left.numel() * right.shape[2]

    run, _ = peers.floor(problem, SEEDS, epochs=2)
    monkeypatch.setattr(torch, "bmm", bmm)
    run()
    layers = [fan_in * fan_out for fan_in, fan_out in pairwise(problem.sizes)]
    per_example = 3 * sum(layers) - layers[0]  # no gradient of the data
    assert done == 2 * len(SEEDS) * len(problem.data.train) * per_example


def test_options_reach_the_benchmark(monkeypatch):
    calls = []
    monkeypatch.setattr(course, "environment", lambda *needs: needs)
    monkeypatch.setattr(course, "call", lambda *command: calls.append(command) or 0)
    assert course.main(["bench", "latency", "--presses", "3", "--browser"]) == 0
    assert calls[0][0][-1] == "tests/bench/requirements.txt"
    assert calls[0][1:] == ("tests/bench/latency.py", "--presses", "3", "--browser")


def test_growth_finds_the_exponents_of_power_laws():
    growth = pytest.importorskip("bench.growth", reason="psutil comes with `course.py bench`")
    rows = {n: {"time": 3 * n**0.5, "memory": n**2} for n in (1, 2, 4, 8)}
    rows[1]["time"] = rows[2]["time"]  # a fixed cost at the small end
    found = growth.exponents(rows)
    assert (found["time"], found["memory"]) == (0.5, 2.0)
    assert found["whole"] < 0.5
