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


def test_each_rule_is_compared_at_its_best_or_at_the_shared_rate():
    (*_, last), plot = grids(), build()
    values = by_rule(last.record.test_accuracy, 8, 3).double()
    middle = values.quantile(0.5, dim=2)
    assert plot.update([last]).startswith("each at its best rate: SGD ≈ ")
    for k, dot in enumerate(plot.dots):
        assert dot.get_xdata()[0] == pytest.approx(middle[k].max().item())
        np.testing.assert_allclose(plot.curves[k].get_ydata(), middle[k])
    words = plot.update([RateGrid(last.record, shared=0.12)])
    assert words.startswith("all at the rate 0.1: ")
    for k, dot in enumerate(plot.dots):
        assert dot.get_xdata()[0] == pytest.approx(middle[k, 1].item())
        assert not len(plot.stars[k].get_xdata())
    assert list(plot.shared.get_xdata()) == [0.12, 0.12]


def test_what_diverged_has_a_cross_and_is_in_no_median_bar_or_text():
    (*_, last), plot = grids(), build()
    diverged = torch.full((48,), -1)
    diverged[[0, 1, 8, 16, 17]] = 3  # SGD at 0.01, a seed of momentum at 0.1, Nesterov at 1
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
