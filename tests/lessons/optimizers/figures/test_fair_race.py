"""The fair race: curves, marks and words are the numbers of each rule at each rate."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from helpers.experiments import lineup
from helpers.lessons.optimizers.figures.fair_race import FairRace
from helpers.lessons.optimizers.rule_rate_grid import RateGrid, by_rule
from helpers.recipes import Recipe
from helpers.training import train
from tests.made import record, shows
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
EIGHT = ["SGD", "momentum", "Nesterov", "AdaGrad", "Adadelta", "RMSProp", "Adam", "AdamW"]
RATES = [0.01, 0.1, 1.0]


def build():
    return FairRace(EIGHT, RATES)


def grids(shared=None):
    pairs = [(name.lower(), lr) for name in EIGHT for lr in RATES]
    variants = {f"{rule} {lr}": Recipe([4], optimizer=rule, lr=lr) for rule, lr in pairs}
    options = {"steps": 6, "every": 3, "batch_size": 16}
    records = train(lineup(variants, [0, 1]), toy(), **options)
    return [RateGrid(record, shared) for record in records]


SEEDS = torch.tensor(  # accuracies (rule, rate, seed), unsorted; a mean would choose other rates
    [
        [[0.50, 0.10, 0.60], [0.65, 0.62, 0.70], [0.99, 0.61, 0.30]],
        [[0.91, 0.20, 0.90], [0.80, 0.85, 0.81], [0.10, 0.70, 0.20]],
    ]
)
MIDDLE = [[0.50, 0.65, 0.61], [0.90, 0.81, 0.20]]
BEST = ["SGD ≈ 65.0 % at ≈ 0.1", "momentum ≈ 90.0 % at ≈ 0.01"]
ENDS = {None: (1, 0), 0.12: (1, 1), 0.8: (2, 2)}  # where each is compared: of RATES the nearest


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
@pytest.mark.parametrize("shared", ENDS)
def test_each_rule_is_compared_at_its_best_or_at_the_shared_rate(shared, order):
    names = [["SGD", "momentum"][k] for k in order]
    seen = RateGrid(record(test_accuracy=SEEDS[order].tolist()), shared)
    words = {
        None: f"each at its best rate: {BEST[order[0]]}, {BEST[order[1]]}",
        0.12: "all at the rate 0.1: "
        + ", ".join(["SGD ≈ 65 %", "momentum ≈ 81 %"][k] for k in order),
        0.8: "all at the rate 1: " + ", ".join(["SGD ≈ 61 %", "momentum ≈ 20 %"][k] for k in order),
    }
    plot = FairRace(names, RATES)
    assert plot.update([seen]) == words[shared]
    for at, k in enumerate(order):
        rate, row = ENDS[shared][k], 2 - at
        seeds, middle = SEEDS[k, rate], MIDDLE[k][rate]
        shows(plot.curves[at], RATES, MIDDLE[k])
        shows(plot.dots[at], [middle], [row])
        shows(plot.bars[at], [seeds.min(), seeds.max()], [row, row])
        shows(plot.stars[at], *([[], []] if shared else [[RATES[rate]], [middle]]))
        assert plot.texts[at].get_text() == f"{100 * middle:.1f} %"
    assert list(plot.shared.get_xdata()) == ([shared] * 2 if shared else [])


def test_what_diverged_has_a_cross_and_is_in_no_median_bar_or_text():
    (*_, last), plot = grids(), build()
    diverged = torch.full((48,), -1)
    diverged[[0, 1, 8, 16, 17]] = 3  # SGD at 0.01, a seed of momentum at 0.1, Nesterov at 1
    diverged[[1, 8]] = 0  # before their first step
    record = replace(last.record, diverged_at=diverged)
    values = by_rule(record.test_accuracy, 8, 3).double()
    words = plot.update([RateGrid(record, shared=0.01)])
    assert words.startswith("all at the rate 0.01: SGD diverged, momentum ≈ ")
    assert words.endswith("; ≈ 5 of 48 networks diverged")
    assert plot.texts[0].get_text() == "diverged" and not len(plot.bars[0].get_xdata())
    assert np.isnan(plot.curves[0].get_ydata()[0]) and np.isnan(plot.curves[2].get_ydata()[2])
    assert plot.curves[1].get_ydata()[1] == pytest.approx(values[1, 1, 1].item())
    crosses = [list(cross.get_xdata()) for cross in plot.crosses]
    assert crosses == [[0.01], [0.1], [1.0], [], [], [], [], []]


@pytest.mark.parametrize("shared", [None, 0.1])
def test_the_settled_picture_depends_on_the_list_alone_and_fits(shared):
    check_settled(build, lambda: grids(shared))
