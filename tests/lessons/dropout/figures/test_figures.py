"""Figures of notebook 04: who is off, the cure, the sweep, the committees, the doubt."""

import numpy as np
import pytest
import torch

from helpers.data import load, make, split
from helpers.experiments import lineup
from helpers.lessons.dropout.ensembles import KINDS, Vote
from helpers.lessons.dropout.figures.committees import Committees
from helpers.lessons.dropout.figures.cures import Cures
from helpers.lessons.dropout.figures.doubts import Doubts
from helpers.lessons.dropout.figures.shutdowns import Shutdowns
from helpers.lessons.dropout.figures.sweeps import TOPS, Sweep
from helpers.lessons.dropout.thinned import masked_steps
from helpers.lessons.dropout.uncertainty import doubts
from helpers.lessons.shared.generalization import on_training_data
from helpers.lessons.shared.regions import SIDE, train_on_plane
from helpers.recipes import Recipe
from helpers.training import fit
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
MOONS = split(make("moons", n=80))
PLAIN = Recipe(hidden=(8,), optimizer="adam", lr=0.05)
PAIR = {"no dropout": PLAIN, "dropout": PLAIN.but(dropout=0.5)}
RATES = (0.0, 0.3, 0.6)
NAMES = list(PAIR)


def steps(**changes):
    return list(masked_steps(MOONS, (0.5, 0.25), steps=9, **changes))


def scenes():
    options = {"steps": 6, "every": 2, "probes": on_training_data(MOONS)}
    return list(train_on_plane(lineup(PAIR, range(3)), MOONS, **options))


def sweep():
    networks = lineup({str(p): PLAIN.but(dropout=p) for p in RATES}, range(4))
    data = split(load("wine"), n=40)
    return fit(networks, data, steps=4, every=2, probes=on_training_data(data)).records


def vote(step=2):
    rows = {name: torch.linspace(0.5, 0.5 + k / 10, 20) for k, name in enumerate(KINDS)}
    return Vote({name: rows[name] for name in KINDS[: step + 1]}, 0.77, step, 2)


def doubt():
    return list(doubts(PLAIN.but(dropout=0.3), MOONS, samples=5, steps=4, every=2))


def test_what_is_off_is_crossed_out_and_what_moves_is_dark():
    plot, seen = Shutdowns((2, 6, 6, 2)), steps()
    words = plot.update(seen)
    on = torch.cat(list(seen[-1].on))
    assert len(plot.crosses.get_xdata()) == (on == 0).sum()
    white = plot.nodes.get_facecolors()[:, :3].sum(1) == 3
    np.testing.assert_array_equal(white, on == 0)
    moved = torch.cat([gradient.flatten() for gradient in seen[-1].gradients]) != 0
    np.testing.assert_array_equal(np.array(plot.moved.get_linewidths()) > 0, moved)
    off = (seen[-1].on[0] == 0).sum()
    assert words.startswith(f"layer 1: {off} of 6 units off now, ") and "(p = 0.25)" in words


def test_the_share_off_so_far_counts_all_steps():
    plot, seen = Shutdowns((2, 6, 6, 2)), steps(batch_size=4)
    plot.update(seen)
    off = np.mean([1 - step.on[1].mean() for step in seen])
    curve, level = plot.curves["layer 2"], plot.levels[1]
    assert curve.get_ydata()[-1] == pytest.approx(off)
    assert list(curve.get_xdata()) == list(range(1, 10)) and set(level.get_ydata()) == {0.25}


def test_the_cure_shows_both_ends_of_the_gap():
    plot, seen = Cures(NAMES), scenes()
    words = plot.update(seen)
    record = seen[-1].record
    train = record.probed["train_accuracy"].view(2, 3).median(1).values
    tests = record.test_accuracy.view(2, 3).median(1).values
    for k, name in enumerate(NAMES):
        assert plot.curves[f"{name}, training"].get_ydata()[-1] == pytest.approx(train[k])
        assert plot.curves[f"{name}, test"].get_ydata()[-1] == pytest.approx(tests[k])
        band = plot.bands[k].get_paths()[0].vertices[:, 1]
        assert band.min() <= tests[k] <= band.max()
    assert words.startswith("no dropout: ≈ ") and words.count("% on test points") == 2
    assert not any(len(points.get_xdata()) for points in plot.fields[0].test)
    assert sum(len(points.get_xdata()) for points in plot.fields[1].train) == len(MOONS.train)


def test_a_field_shows_the_first_seed_of_its_variant():
    plot, seen = Cures(NAMES), scenes()
    plot.update(seen)
    first, second = (np.asarray(field.image.get_array()) for field in plot.fields)
    assert not np.array_equal(first, second)
    plot.fields[0].update(seen[-1], network=3)  # three seeds: the second variant's first
    np.testing.assert_array_equal(plot.fields[0].image.get_array(), second)


def test_a_sweep_draws_medians_over_the_setting():
    plot, seen = Sweep(RATES, "p (share shut down)"), sweep()
    words = plot.update(seen)
    middle = np.median(seen[-1].test_loss.view(3, 4), axis=1)
    np.testing.assert_allclose(plot.curves["test_loss"].get_ydata(), middle, rtol=1e-6)
    np.testing.assert_array_equal(plot.curves["test_loss"].get_xdata(), RATES)
    assert plot.axes[1].get_ylim()[1] in TOPS and plot.axes[1].get_ylim()[1] >= middle.max()
    assert "on test data the best accuracy is ≈ " in words and "p 0.6: ≈ " in words


def test_committees_mark_every_doubling_and_may_grow_in_number():
    plot = Committees()
    plot.update([vote(step=0)])
    assert not len(plot.curves["random forest"].get_xdata())
    words = plot.update([vote()])
    forest = plot.curves["random forest"]
    assert list(forest.get_markevery()) == [0, 1, 3, 7, 15]
    assert list(forest.get_xdata()) == list(range(1, 21))
    assert plot.axes[0].get_xlim()[1] > 20 and set(plot.level.get_ydata()) == {0.77}
    assert words.endswith("random forest (20) ≈ 70 %, all on, scaled ≈ 77 %")


def test_doubt_is_the_spread_of_the_thinned_networks():
    plot, seen = Doubts(), doubt()
    words = plot.update(seen)
    last = seen[-1]
    assert last.spread.shape == (SIDE, SIDE) and len(last.edge) == 4 * (SIDE - 1)
    assert 0 < last.spread.max() <= 0.5 and last.scene.answers.shape == (1, SIDE, SIDE, 2)
    shown = np.asarray(plot.points.image.get_array())
    np.testing.assert_allclose(shown, last.spread.clamp(0, 0.4), rtol=1e-6)
    assert words.startswith("5 thinned networks: spread ≈ ")


def test_without_disagreement_there_is_no_doubt():
    with pytest.raises(ValueError, match="samples takes 1 or more, got 0"):
        next(doubts(PLAIN.but(dropout=0.5), MOONS, samples=0, steps=0))
    last = list(doubts(PLAIN.but(dropout=1e-9), MOONS, samples=3, steps=0))[-1]
    assert last.spread.max() < 1e-6 and last.near < 1e-6


CASES = {
    "shutdowns": (lambda: Shutdowns((2, 6, 6, 2)), steps),
    "cures": (lambda: Cures(NAMES), scenes),
    "sweep": (lambda: Sweep(RATES, "p (share shut down)"), sweep),
    "committees": (Committees, lambda: [vote(0), vote()]),
    "doubts": (Doubts, doubt),
}


@pytest.mark.parametrize("name", CASES)
def test_the_settled_picture_depends_on_the_list_alone_and_fits(name):
    check_settled(*CASES[name])
