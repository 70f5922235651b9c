"""Figures of notebook 02: a valley, columns under scalers, curves beside a tree, a leak."""

import numpy as np
import pytest
import torch
from helpers.lessons.data_scaling.figures.references import CurvesBeside

from helpers import scaling
from helpers.data import load, split
from helpers.lessons.data_scaling.figures.leaks import Leak, Reports, running
from helpers.lessons.data_scaling.figures.scaled_columns import Column, Columns
from helpers.lessons.data_scaling.figures.valleys import LEVELS, Valley, contours
from helpers.lessons.data_scaling.side_by_side import race
from helpers.lessons.shared.descents import walk
from helpers.recipes import Recipe

pytestmark = pytest.mark.filterwarnings("error")
SCALERS = ("none", "standard")


def valley(rate, ratio=3.0, steps=50):
    """A walk down ½ Σ (w − 1)² · (1, ratio²), with exactly these curvatures."""
    x = torch.tensor([[1.0, 1.0], [1.0, -1.0]], dtype=torch.float64) * torch.tensor([1.0, ratio])
    y = x.sum(1, keepdim=True)
    rates = torch.cat([torch.tensor([rate]), torch.logspace(-3, 1, 401)]).double()
    path = [torch.tensor([[-0.5], [2.0]], dtype=torch.float64).expand(2, 402)]
    for _ in range(steps):
        path.append(path[-1] - rates * (x.T @ (x @ path[-1] - y)) / len(x))
    return list(walk(x, y, torch.stack(path), rates))


def column(typos=0, name="salary"):
    x = torch.linspace(10.0, 20.0, 100)[:, None]
    x[:typos] *= 10
    scaled = {key: fit(x)(x)[:, 0] for key, fit in scaling.SCALERS.items()}
    return Column(name, {"raw": x[:, 0], **scaled}, torch.arange(100) < typos)


def raced(steps=4, lr=0.1, seeds=2):
    networks = [Recipe(hidden=(4,), lr=lr, seed=seed) for seed in range(seeds)]
    return list(race(networks, split(load("wine")), SCALERS, 0.9, steps=steps, every=2))


def reports(honest=0.8, leaky=0.9):
    noise = torch.linspace(-0.05, 0.05, 40)
    return Reports(honest + noise, leaky + noise.flip(0), 40, 100)


CASES = {
    "valley": (Valley, valley(0.1)),
    "valley left": (Valley, valley(0.5, steps=2000)),
    "columns": (Columns, [column(3)]),
    "curves beside": (lambda: CurvesBeside(["unscaled", "standard"], "tree"), raced()),
    "leak": (Leak, [reports()]),
}


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_cut_off_and_the_picture_is_the_same_twice(name):
    build, seen = CASES[name]
    plot, again = build(), build()
    again.update(seen[:1])
    assert plot.update(seen) == again.update(seen)
    assert plot.picture(2) == again.picture(2)
    plot.picture()
    box = 100 * plot.figure.get_tightbbox(plot.canvas.get_renderer()).get_points()
    assert (box >= -1).all() and (box <= (plot.width + 1, plot.height + 1)).all()


@pytest.mark.parametrize("ratio", [1.0, 3.0, 10.0])
def test_the_limit_is_two_over_the_largest_curvature_and_is_met(ratio):
    last = valley(0.001, ratio)[-1]
    assert last.predicted == pytest.approx(2 / ratio**2)
    assert last.observed == pytest.approx(last.predicted, rel=0.05)
    torch.testing.assert_close(last.best, torch.ones(2, dtype=torch.float64))


def test_a_walk_grows_to_the_whole_path():
    seen = valley(0.1, steps=20)
    assert [item.step for item in seen] == [1, 2, 4, 8, 16, 20]
    assert [len(item.path) for item in seen] == [2, 3, 5, 9, 17, 21]
    plot = Valley()
    plot.update(seen)
    np.testing.assert_array_equal(np.stack(plot.path.get_data(), 1), seen[-1].path)


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (0.001, "50 steps leave ≈ "),
        (0.2, "leave less than a millionth of the loss"),
        (0.3, "50 steps climb out of the valley"),
    ],
)
def test_the_valleys_words_tell_where_it_ends(rate, words):
    told = Valley().update(valley(rate))
    assert told.startswith("condition number ≈ 9; largest stable rate predicted ≈ 0.222, observed")
    assert words in told


def test_contours_are_where_the_loss_is_what_they_say():
    hessian = torch.tensor([[2.0, 1.0], [1.0, 3.0]], dtype=torch.float64)
    best = torch.tensor([1.0, -1.0], dtype=torch.float64)
    for level, outline in zip(LEVELS, contours(hessian, best), strict=True):
        off = torch.tensor(outline) - best[:, None]
        torch.testing.assert_close(
            0.5 * (off * (hessian @ off)).sum(0), torch.full((181,), level).double()
        )


def test_bars_add_up_and_typing_errors_are_marked():
    plot = Columns()
    words = plot.update([column(3)])
    for bars in plot.bars.values():
        assert bars.get_data()[0].sum() == pytest.approx(1)  # none is lost at an edge
    assert len(plot.marks["raw"].get_xdata()) == 3
    assert plot.marks["robust"].get_xdata().max() <= 4
    assert words.startswith("100 people, salary: within 1, 2, 3 standard deviations lie ≈ 97.0 %")
    assert "; the correct values fill ≈ 11 % of min-max's range" in words
    assert plot.shares.get_text().splitlines()[0] == "±1:  97.0 %"


def test_the_same_networks_race_under_each_scaler():
    seen = raced()
    assert [item.step for item in seen] == [0, 2, 4] and seen[0].steps == 4
    assert (seen[0].record.loss[:2] > seen[0].record.loss[2:]).all()  # raw scores are far off
    plot = CurvesBeside(["unscaled", "standard"], "tree")
    words = plot.update(seen)
    assert words.endswith(", tree ≈ 90 %") and words.startswith("test accuracy: unscaled ≈ ")
    np.testing.assert_array_equal(plot.level.get_ydata(), [0.9, 0.9])
    names = [text.get_text() for text in plot.figure.legends[0].get_texts()]
    assert names == ["unscaled", "standard", "tree"] and len(plot.figure.legends) == 1


def test_a_leaks_mean_settles_with_its_interval():
    counts, mean, half = running(np.array([1.0, 3.0, 5.0]))
    np.testing.assert_array_equal(counts, [2, 3])
    np.testing.assert_allclose(mean, [2, 3])
    np.testing.assert_allclose(half, 1.96 * np.array([np.sqrt(2 / 2), 2 / np.sqrt(3)]))


def test_a_single_split_has_no_interval():
    words = Leak().update([Reports(torch.tensor([0.8]), torch.tensor([0.9]), 1, 100)])
    assert words.endswith("it adds ≈ 10 points")


def test_a_leaks_words_and_axes():
    plot = Leak()
    words = plot.update([reports()])
    assert words.startswith(
        "reported without the leak ≈ 80.0 %, with it ≈ 90.0 %: it adds ≈ 10 points"
    )
    assert plot.axes[1].get_xlim() == (0, 100)
    low, high = plot.axes[1].get_ylim()
    assert low < plot.mean.get_ydata().min() and plot.mean.get_ydata().max() < high
    plot.update([reports(0.1, 0.2)])  # below the axis: counted at its edge
    for outline in plot.outlines.values():
        assert outline.get_data()[0].sum() == pytest.approx(1)
