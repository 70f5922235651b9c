"""Figures of penalties, early stopping and remedies: what they draw is what was measured."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from helpers.lessons.regularization.figures.learning_curves import LearningCurves, Learnt
from helpers.lessons.regularization.figures.paths import Paths
from helpers.lessons.regularization.figures.penalty_geometry import ANGLES, Diamond, ball, ellipse
from helpers.lessons.regularization.figures.stops import Stops, ends
from helpers.lessons.regularization.figures.strips import Strips
from helpers.lessons.regularization.figures.weights import (
    EDGES,
    LOWEST,
    WEIGHTS,
    Weights,
    all_weights,
    spread,
)
from helpers.lessons.regularization.shrinkage import minima, shrink
from helpers.lessons.regularization.stopping import Outcome, parameters, stop_early
from helpers.recipes import Recipe
from helpers.training import fit, train
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
HESSIAN = torch.tensor([[1.0, 0.5], [0.5, 1.0]], dtype=torch.float64)
BEST = torch.tensor([1.5, 0.6], dtype=torch.float64)
STRENGTHS = torch.linspace(0, 2, 21, dtype=torch.float64)
RUN = {"steps": 6, "every": 2, "batch_size": 8, "dtype": torch.float64}
NET = Recipe(hidden=(6,), lr=0.5)


def shrunk(strength=1.0, mix=1.0):
    return [shrink(HESSIAN, BEST, strength, mix, STRENGTHS)]


def pair(l1=0.1, **changes):
    return fit([NET, NET.but(l1=l1, **changes)], toy(), probes=WEIGHTS, **RUN).records


def linear(mix=1.0):
    made = [Recipe(hidden=(), init="zeros", lr=0.1, l1=mix * s, weight_decay=(1 - mix) * s)
            for s in (0.01, 0.1, 1.0)]  # fmt: skip
    return fit(made, toy("regression"), probes=[all_weights], **RUN).records


def outcome(patience=2, count=2):
    nets = [NET.but(seed=s) for s in range(count)]
    stream = train(nets, toy(), probes=[parameters], **{**RUN, "every": 1})
    return [Outcome(watched, toy().test) for watched in stop_early(stream, patience)]


def learnt(known=3):
    values = torch.arange(18.0).view(3, 2, 3) / 4
    test = values + 1
    test[known:] = float("nan")
    return [Learnt((10, 20, 40), values, test, 1, 2)]


def stripped():
    draws = torch.Generator().manual_seed(0)
    return [{"test_loss": torch.rand(3, 8, generator=draws), "gap": torch.arange(24.0).view(3, 8)}]


CASES = {
    "diamond": (Diamond, shrunk),
    "weights": (Weights, pair),
    "paths": (lambda: Paths("abcde", (0.01, 1), (-1, 1), (0, 2)), linear),
    "stops": (Stops, outcome),
    "learning": (lambda: LearningCurves(["one", "other"], (10, 20, 40)), learnt),
    "strips": (lambda: Strips(["overfit", "early stopping", "L2"], ["test_loss", "gap"]), stripped),
}


@pytest.mark.parametrize("name", CASES)
def test_the_settled_picture_depends_on_the_list_alone_and_fits(name):
    check_settled(*CASES[name])


# Where a penalty moves the minimum


def test_l2_has_a_formula_and_l1_takes_lambda_off_independent_weights():
    none = torch.zeros(21, dtype=torch.float64)
    found = minima(HESSIAN, BEST, none, STRENGTHS)
    by_formula = [torch.linalg.solve(HESSIAN + s * torch.eye(2), HESSIAN @ BEST) for s in STRENGTHS]
    torch.testing.assert_close(found, torch.stack(by_formula))
    found = minima(torch.eye(2).double(), BEST, STRENGTHS, none)
    expected = BEST.sign() * (BEST.abs() - STRENGTHS[:, None]).clamp_min(0)
    torch.testing.assert_close(found, expected)
    assert (found[8:, 1] == 0).all()


@pytest.mark.parametrize("mix", [0.0, 0.3, 1.0])
def test_the_minimum_is_lower_than_all_around_it(mix):
    def total(w):
        away = w - BEST
        loss = ((away @ HESSIAN) * away).sum(-1) / 2
        return loss + 0.7 * (mix * w.abs().sum(-1) + (1 - mix) / 2 * w.square().sum(-1))

    weights = shrunk(0.7, mix)[0].weights
    nearby = weights + 0.01 * torch.from_numpy(np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1))
    assert (total(nearby) > total(weights)).all()


@pytest.mark.parametrize("mix", [0.0, 0.4, 1.0])
def test_both_contours_run_through_the_minimum(mix):
    item, plot = shrunk(0.8, mix)[0], Diamond()
    plot.update([item])
    for line in (plot.level, plot.ball):
        away = np.hypot(*(line.get_xydata() - item.weights.numpy()).T)
        assert away.min() < 0.03
    np.testing.assert_allclose(plot.path.get_xydata(), item.path)
    assert plot.here.get_xdata()[0] == item.weights[0]


def test_balls_are_diamonds_and_circles_and_may_be_a_point():
    weights = np.array([0.6, -0.8])
    np.testing.assert_allclose(np.hypot(*ball(weights, 0.0)), 1)
    np.testing.assert_allclose(np.abs(ball(weights, 1.0)).sum(0), 1.4)
    for mix in (0.0, 0.5, 1.0):
        np.testing.assert_array_equal(ball(np.zeros(2), mix), 0)
    np.testing.assert_allclose(np.hypot(*ellipse(torch.eye(2), np.zeros(2), 2.0)), 2)


def test_a_zero_is_told_only_if_it_is_exact():
    plot = Diamond()
    assert plot.update(shrunk(1.0, 1.0)).endswith("w₂ = 0 exactly")
    assert "exactly" not in plot.update(shrunk(1.0, 0.0))


# Weights


def test_bars_are_shares_and_exact_zeros_stand_apart():
    records, plot = pair(), Weights()
    plot.update(records)
    weights = records[-1].probed["all_weights"]
    assert weights.shape == (2, 5 * 6 + 6 * 3)
    zero = (weights == 0).double().mean(1)
    assert zero[0] == 0 and zero[1] > 0
    torch.testing.assert_close(records[-1].probed["zero_share"], zero)
    assert plot.zeros.get_ydata()[1] == zero[1]
    for line, row in zip((plot.before, plot.after), weights.numpy(), strict=True):
        inside = np.clip(row[row != 0], EDGES[0], EDGES[-1])
        shares = np.histogram(inside, EDGES)[0] / len(row)
        drawn = line.get_ydata()[:-1]
        np.testing.assert_allclose(np.where(drawn < LOWEST, 0, drawn), shares)
    np.testing.assert_allclose(plot.curves[2].get_ydata()[-1], zero[1])


def test_words_say_none_only_of_none():
    assert Weights().update(pair(l1=0.0, weight_decay=0.1)).startswith("none of the weights")
    assert Weights().update(pair()).startswith("≈ ")


def test_a_diverged_networks_weights_can_be_drawn():
    plot = Weights()
    assert plot.update(pair(l1=0.0, weight_decay=1e200))
    plot.picture()
    assert spread(np.array([np.nan, 5.0]), 2)[-1] == 0.5


# Paths, stops, learning curves, strips


def test_paths_are_the_coefficients_and_the_star_is_the_best_test_loss():
    records, plot = linear(), Paths("abcde", (0.01, 1), (-1, 1), (0, 2))
    words = plot.update(records)
    weights = records[-1].probed["all_weights"].numpy()
    for k, line in enumerate(plot.curves.values()):
        np.testing.assert_allclose(line.get_xydata(), np.c_[[0.01, 0.1, 1.0], weights[:, k]])
    best = int(records[-1].test_loss.argmin())
    assert plot.best.get_xdata()[0] == pytest.approx([0.01, 0.1, 1.0][best])
    assert words.startswith("test loss is lowest at λ ≈ ")
    looks = {(line.get_color(), str(line.get_linestyle())) for line in plot.lines}
    assert len(looks) == 7


def test_a_stop_is_where_patience_ran_out_and_a_dot_is_a_network():
    seen, plot = outcome(), Stops()
    words = plot.update(seen)
    last = seen[-1]
    assert plot.best.get_xdata()[0] == last.watched.best_epoch[0]
    np.testing.assert_array_equal(plot.stop.get_xdata(), [last.watched.stopped[0]] * 2)
    np.testing.assert_allclose(plot.dots.get_xdata(), last.at_end())
    np.testing.assert_allclose(plot.dots.get_ydata(), last.at_best())
    assert "median test loss of 2 seeds ≈ " in words
    assert plot.update(outcome(patience=50, count=1)).startswith("patience has not run out; goes")
    assert ends([float("nan"), 1.2]) == 1.5 and ends([1e9]) == 50


def test_learning_curves_leave_out_what_is_not_known_yet():
    plot = LearningCurves(["one", "other"], (10, 20, 40))
    words = plot.update(learnt(known=2))
    (one, other), (gap, _) = plot.curves
    np.testing.assert_array_equal(one.get_xdata(), [10, 20])
    np.testing.assert_allclose(one.get_ydata(), [1.25, 2.75])
    np.testing.assert_allclose(other.get_ydata(), [2.0, 3.5])
    np.testing.assert_allclose(gap.get_ydata(), 1)
    assert words == "test loss with 20 examples: one ≈ 2.8, other ≈ 3.5"
    low = replace(learnt()[0], loss=torch.full((3, 2, 3), 9.0))
    plot.update([low])
    assert plot.axes[1].get_ylim()[0] <= -8


def test_strips_show_every_seed_and_the_median():
    (values,), plot = stripped(), Strips(["overfit", "early stopping", "L2"], ["test_loss", "gap"])
    words = plot.update([values])
    for k, (dots, bar) in enumerate(plot.rows[1]):
        np.testing.assert_array_equal(dots.get_xydata(), np.c_[values["gap"][k], [k] * 8])
        assert bar.get_xdata()[0] == np.median(values["gap"][k])
    assert plot.levels[1].get_xdata()[0] == np.median(values["gap"][0])
    assert words.startswith("test loss, median: overfit ≈ ")
    assert [text.get_text() for text in plot.figure.texts] == ["overfit", "early stopping", "L2"]
