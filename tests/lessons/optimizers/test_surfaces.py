"""Surfaces: slopes are autograd's, minima are lowest, and the race is its rules' own steps."""

import pytest
import torch

from helpers.lessons.optimizers import surfaces
from helpers.lessons.optimizers.surfaces import RATES, STEPS, SURFACES, best_rates, race

RULES = ("sgd", "momentum", "adagrad", "adam")
START = (-0.8, 0.6)


@pytest.mark.parametrize("name", SURFACES)
def test_slopes_equal_autograds_and_minima_are_lowest(name):
    surface = SURFACES[name]
    draws = torch.Generator().manual_seed(0)
    x, y = (2 * torch.rand(2, 50, generator=draws, dtype=torch.float64) - 1) * surface.half
    x.requires_grad_(), y.requires_grad_()
    expected = torch.autograd.grad(surface.value(x, y).sum(), (x, y))
    for slope, autograd in zip(surface.slope(x, y), expected, strict=True):
        torch.testing.assert_close(slope, autograd)
    assert (surface.value(x, y) >= surface.lowest).all()
    for minimum in torch.tensor(surface.minima, dtype=torch.float64):
        assert surface.value(*minimum).item() == pytest.approx(surface.lowest, abs=1e-12)
        assert torch.stack(surface.slope(*minimum)).abs().max() < 1e-9


def test_the_aslant_ravine_is_the_ravine_turned():
    straight, aslant = SURFACES["ravine"], SURFACES["ravine aslant"]
    along, across = torch.tensor(1.3).double(), torch.tensor(-0.4).double()
    x, y = ((along - across) / 2**0.5, (along + across) / 2**0.5)
    torch.testing.assert_close(aslant.value(x, y), straight.value(along, across))


@pytest.mark.parametrize("name", SURFACES)
def test_a_relief_is_the_surface_from_edge_to_edge_above_its_lowest_value(name):
    surface = SURFACES[name]
    x, y, heights = surface.relief(5)
    corner = torch.stack([x[-1], y[0]])
    torch.testing.assert_close(corner, surface.at(1, -1))
    torch.testing.assert_close(heights[0, -1], surface.value(*corner) - surface.lowest)
    assert heights.shape == (5, 5) and (heights >= 0).all()


def test_a_race_takes_torchs_steps_at_the_rates_it_reports():
    races = list(race("Rosenbrock", START, RULES, momentum=0.8, decay=0.99))
    last, surface = races[-1], SURFACES["Rosenbrock"]
    makers = {
        "sgd": lambda w, lr: torch.optim.SGD([w], lr),
        "momentum": lambda w, lr: torch.optim.SGD([w], lr, momentum=0.8),
        "adagrad": lambda w, lr: torch.optim.Adagrad([w], lr),
        "adam": lambda w, lr: torch.optim.Adam([w], lr, betas=(0.8, 0.99)),
    }
    for k, rule in enumerate(RULES):
        w = torch.nn.Parameter(surface.at(*START))
        optimizer = makers[rule](w, last.rates[k].item())
        for step in range(31):
            torch.testing.assert_close(last.paths[step, k], w.detach(), rtol=1e-6, atol=1e-9)
            optimizer.zero_grad()
            surface.value(*w).backward()
            optimizer.step()
    assert [item.step for item in races] == [1, 2, 4, 8, 16, 32, 64, STEPS]
    assert all(len(item.paths) == item.step + 1 for item in races)


def test_what_each_rule_carries():
    last = list(race("ravine", START, RULES))[-1]
    carried = ~last.velocities[-1].isnan(), ~last.squares[-1].isnan()
    assert [flags.tolist() for flags in carried] == [
        [False, True, False, True],
        [False, False, True, True],
    ]
    sums = last.squares[1:, RULES.index("adagrad")]
    assert (sums.diff() >= 0).all()
    first = torch.stack(SURFACES["ravine"].slope(*last.paths[0, 0]))
    torch.testing.assert_close(sums[0].double(), first.norm(), rtol=1e-5, atol=0)


def test_the_best_rate_ends_lower_than_its_neighbours():
    rates = best_rates("Rosenbrock", START, RULES, 0.9, 0.9, 0)
    for k, rule in enumerate(RULES):
        at = int((RATES - rates[k]).abs().argmin())
        ends = []
        for near in (at, at - 1, at + 1):
            surface, rate = SURFACES["Rosenbrock"], RATES[near].view(1, 1)
            walk = surfaces.descend(surface, surface.at(*START), [rule], rate, 0.9, 0.9, 0)
            path = torch.stack([w for _, (w, _) in zip(range(STEPS + 1), walk, strict=False)])
            far = path.abs().max() > surfaces.NEAR * surface.half
            late = surface.value(*path[-STEPS // 4 :].unbind(-1)).max()
            ends.append(torch.inf if far else late.item())
        assert ends[0] == min(ends) < torch.inf


@pytest.mark.parametrize(
    ("name", "start", "seed"), [("Rosenbrock", (0.5, -0.9), 1), ("noisy bowl", START, 2)]
)
def test_the_best_rate_is_lowest_in_its_last_quarter_and_stays_on_the_map(name, start, seed):
    surface, rules = SURFACES[name], ("momentum", "adam")
    grid, first = RATES.expand(2, -1), surface.at(*start)
    walk = surfaces.descend(surface, first, rules, grid, 0.8, 0.99, seed)
    paths = torch.stack([w for _, (w, _) in zip(range(STEPS + 1), walk, strict=False)])
    late, last = torch.full((2, *grid.shape), torch.inf, dtype=torch.float64)
    for k in range(2):
        for r in range(len(RATES)):
            path = paths[:, k, r]
            if path.isfinite().all() and path.abs().max() <= surfaces.NEAR * surface.half:
                values = surface.value(path[:, 0], path[:, 1])
                late[k, r], last[k, r] = values[-38:].max(), values[-1]
    found = best_rates(name, start, rules, 0.8, 0.99, seed)
    assert torch.equal(found, RATES[late.argmin(1)])
    assert not torch.equal(found, RATES[last.argmin(1)])  # who passes through wins nothing
    if name == "Rosenbrock":  # some rate comes back from beyond, and lower
        assert surface.value(*paths[-38:, 1].unbind(-1)).amax(0).min() < late[1].min()


def test_noise_has_the_size_that_its_surface_says():
    surface, rate = SURFACES["noisy bowl"], torch.tensor([[0.1]], dtype=torch.float64)
    walk = surfaces.descend(surface, surface.at(*START), ["sgd"], rate, 0.9, 0.9, seed=2)
    path = torch.stack([w[0, 0] for _, (w, _) in zip(range(2001), walk, strict=False)])
    slopes = torch.stack(surface.slope(*path[:-1].T), dim=1)
    noise = (path[:-1] - path[1:]) / 0.1 - slopes
    assert noise.std().item() == pytest.approx(surface.noise, rel=0.05) and surface.noise == 2


def test_a_rate_is_a_factor_on_the_best_and_a_seed_is_the_noise():
    def end(**options):
        return list(race("noisy bowl", START, RULES, **options))[-1]

    torch.testing.assert_close(end(factor=0.5).rates, end().rates / 2)
    assert torch.equal(end(seed=1).paths, end(seed=1).paths)
    assert not torch.equal(end(seed=1).paths[:, 0], end(seed=2).paths[:, 0])


def test_rates_are_the_best_ones_for_the_very_race_that_is_run(monkeypatch):
    asked, rates = [], torch.tensor([0.1, 0.01, 0.2, 0.02]).double()
    monkeypatch.setattr(surfaces, "best_rates", lambda *way: asked.append(way) or rates)
    options = {"momentum": 0.6, "decay": 0.99, "seed": 3}
    last = list(race("noisy bowl", (0.5, -0.9), RULES, **options))[-1]
    assert asked == [("noisy bowl", (0.5, -0.9), RULES, *options.values())]
    torch.testing.assert_close(last.rates, rates)


def test_on_the_ridge_of_the_saddle_no_rule_leaves():
    last = list(race("saddle", (-0.8, 0.0), RULES))[-1]
    assert (last.paths[..., 1] == 0).all()
    left = list(race("saddle", (-0.8, 0.05), RULES))[-1]
    assert (left.values[-1] < 0.1).all()
    valley = SURFACES["saddle"].value(*left.paths.unbind(-1)) + 0.25  # its lowest value is −¼
    torch.testing.assert_close(left.values, valley)
