"""Figures of notebook 08: marginals, searches, range test, rungs, surrogate, curse, coordinates."""

import sys
from dataclasses import replace

import numpy as np
import pytest
import torch

from helpers.lessons.hyperparameter_tuning.figures.coordinates import Coordinates
from helpers.lessons.hyperparameter_tuning.figures.marginals import Marginals
from helpers.lessons.hyperparameter_tuning.figures.range_tests import RangeTest
from helpers.lessons.hyperparameter_tuning.figures.rungs import Rungs
from helpers.lessons.hyperparameter_tuning.figures.searches import Searches
from helpers.lessons.hyperparameter_tuning.figures.surrogates import Belief, Surrogate
from helpers.lessons.hyperparameter_tuning.figures.winners_curse import Curse
from helpers.lessons.hyperparameter_tuning.halving import Raced, expected_best
from helpers.lessons.hyperparameter_tuning.hills import Found, hills
from helpers.lessons.hyperparameter_tuning.rates import beside_constant_rates, range_test
from helpers.lessons.hyperparameter_tuning.tables import Table
from helpers.lessons.hyperparameter_tuning.winners import Chosen
from helpers.recipes import Recipe
from helpers.tuning.results import DONE, FAILED, PRUNED, RUNNING, Result, Trial
from helpers.tuning.space import Space
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
SPACE = {"layers": (1, 3), "units": [16, 32], "lr": (1e-3, 1.0, "log")}


def draws():
    return torch.Generator().manual_seed(0)


def table(scores=None):
    values = {"layers": [1, 2], "learning_rate": [0.01, 0.1, 1.0]}
    return Table(values, torch.rand(2, 3, generator=draws()) if scores is None else scores)


def found(searches=4):
    peak, weights = torch.tensor([0.3, 0.6, 0.5]), torch.tensor([0.8, 0.1, 0.1])
    tried = {
        "grid": torch.cartesian_prod(*[torch.tensor([0.25, 0.75])] * 3),
        "random": torch.rand(8, 3, generator=draws()),
    }
    best = {"grid": torch.linspace(0.5, 0.8, searches), "random": torch.full((searches,), 0.9)}
    return Found(peak, tried, weights, best)


def range_tests(seeds=(0, 1)):
    nets = [Recipe(hidden=(4,), seed=seed) for seed in seeds]
    runs = range_test(nets, toy(), 1e-3, 100.0, steps=20, batch_size=8)
    return list(beside_constant_rates(runs, nets[0], toy(), seeds, (0.01, 0.1, 1.0), steps=3))


def raced(epochs=3):
    scores = torch.rand(epochs + 1, 2, 6, generator=draws())
    racing = torch.ones_like(scores, dtype=torch.bool)
    for race in range(2):
        racing[2:, race] = False
        racing[2:, race, scores[1, race].argsort(descending=True)[:2]] = True
    return [Raced(scores[:t], racing[:t], epochs, (1,)) for t in range(1, epochs + 2)]


def belief(step=3):
    x = 10 ** torch.linspace(-3, 0, 20)
    mean, std = torch.linspace(0.2, 0.8, 20), torch.full((20,), 0.1)
    worth = torch.linspace(0, 1, 20)
    return Belief(x, mean + 0.05, mean, std, worth, x[:step], mean[:step], step, 5)


def chosen():
    return Chosen(torch.rand(3, 16, generator=draws()), torch.rand(3, 16, generator=draws()))


def result(count=3):
    made = (
        Trial(0, {"layers": 1, "units": 32, "lr": 0.1}, DONE, (0.5, 0.8)),
        Trial(1, {"layers": 3, "units": 16, "lr": 0.01}, PRUNED, (0.2,)),
        Trial(2, {"layers": 2, "units": 16, "lr": 1.0}, RUNNING, ()),
    )
    return Result(Space.of(SPACE), made[:count], 5)


def test_a_setting_that_alone_decides_explains_everything():
    decided = torch.tensor([[0.1, 0.5, 0.9], [0.1, 0.5, 0.9]])
    assert table(decided).share("learning_rate") == pytest.approx(1)
    assert table(decided).share("layers") == pytest.approx(0)
    crossed = torch.tensor([[0.0, 1.0, 0.5], [1.0, 0.0, 0.5]])  # they act only together
    assert table(crossed).share("layers") == pytest.approx(0)


def test_marginals_show_mean_and_best_over_the_others():
    plot, seen = Marginals(["layers", "learning_rate"], ["learning_rate"], "accuracy"), table()
    words = plot.update([seen])
    np.testing.assert_allclose(plot.means[0].get_ydata(), seen.scores.mean(1), rtol=1e-6)
    np.testing.assert_allclose(plot.bests[1].get_ydata(), seen.scores.amax(0), rtol=1e-6)
    assert words.startswith(
        "share of the differences that each setting explains on its own: layers"
    )


def test_a_single_setting_explains_everything_and_is_drawn():
    alone = Table({"layers": [1, 2, 3]}, torch.tensor([0.1, 0.5, 0.9]))
    assert alone.share("layers") == pytest.approx(1)
    Marginals(["layers"], [], "accuracy").update([alone])


def test_a_panel_takes_its_setting_by_name():
    plot, seen = Marginals(["learning_rate", "layers"], ["learning_rate"], "accuracy"), table()
    plot.update([seen])
    np.testing.assert_allclose(plot.means[0].get_ydata(), seen.scores.mean(0), rtol=1e-6)


def test_hills_are_one_at_the_peak_and_fall_with_the_weights():
    peak, weights = torch.tensor([0.3, 0.6]), torch.tensor([0.9, 0.1])
    off = torch.tensor([[0.3, 0.6], [0.9, 0.6], [0.3, 0.0]])
    at_peak, far_in_first, far_in_second = hills(off, peak, weights).tolist()
    assert at_peak == pytest.approx(1)
    assert far_in_first == pytest.approx(0.1, abs=0.01)
    assert far_in_second == pytest.approx(0.9, abs=0.01)


def test_searches_count_different_values_and_draw_stems_to_the_hill():
    plot = Searches()
    words = plot.update([found()])
    assert words.startswith("8 trials each; different values of setting 1: grid 2, random 8")
    assert "median of 4 searches: grid ≈ 65.0 %, random ≈ 90.0 %" in words
    assert len(plot.stems["random"].get_xdata()) == 24
    assert plot.axes[2].get_ylim()[0] == 0.5


def test_a_doubled_loss_is_no_longer_drawn():
    plot, seen = RangeTest(), range_tests()
    words = plot.update(seen)
    last = seen[-1]
    shown = np.isfinite(plot.smooth.get_ydata())
    assert shown[0] and not shown[-1]  # a rate of 100 breaks every network
    assert not (np.diff(shown.astype(int)) > 0).any()  # what has gone does not come back
    assert words.startswith("the test suggests a learning rate of ≈ ")
    assert len(plot.accuracy.get_xdata()) == len(last.constant) == 3
    assert not len(plot.raw.get_xdata())  # two seeds: no single mini-batches
    plot.update(seen[:1])
    assert not len(plot.marks[0].get_xdata()) and not len(plot.accuracy.get_xdata())


def test_the_expected_best_is_the_mean_over_all_choices():
    scores = torch.tensor([[0.1, 0.7, 0.4, 0.9]], dtype=torch.float64)
    pairs = torch.combinations(torch.arange(4))
    expected = scores[0][pairs].amax(1).mean().item()
    assert expected_best(scores, 2).item() == pytest.approx(expected)
    assert expected_best(scores, 4).item() == pytest.approx(0.9)
    assert expected_best(scores, 1).item() == pytest.approx(scores.mean().item())


def test_rungs_cut_curves_and_count_what_is_spent():
    plot, seen = Rungs(), raced()
    words = plot.update(seen)
    last = seen[-1]
    assert last.spent == pytest.approx((6 + 2 + 2) / 18)
    assert len(plot.ends.get_xdata()) == 4 and set(plot.ends.get_xdata()) == {1}
    lengths = sorted(len(path) for path in plot.kept.get_segments())
    assert lengths == [2, 2, 2, 2, 4, 4]
    everything, survivor, _ = last.found()
    assert (survivor <= everything).all()
    assert words.startswith("2 of 6 still race, 56 % of the epochs spent")
    assert words.endswith("races") == (last.scores.shape[1] > 1)
    level = plot.pairs.get_ydata().reshape(-1, 3)
    np.testing.assert_allclose(level[:, :2], torch.stack([everything, survivor], 1))
    assert (last.step, last.steps) == (3, 3)


def test_the_surrogate_points_to_the_place_worth_most():
    plot = Surrogate("learning rate", "accuracy")
    words = plot.update([belief()])
    assert set(plot.nexts[0].get_xdata()) == {1.0}
    assert len(plot.trials.get_xdata()) == 3 and len(plot.newest.get_xdata()) == 1
    assert words.startswith("after 3 trials the best is ≈ 26.3 %")


def test_the_winner_among_the_first_ones_is_the_first_of_equals():
    scores = Chosen(torch.tensor([[0.5, 0.8, 0.8, 0.6, 0.9]]), torch.arange(5.0)[None] / 10)
    best, fresh = scores.winners()
    assert best[:, 0].tolist() == pytest.approx([0.5, 0.8, 0.8, 0.8, 0.9])
    assert fresh[:, 0].tolist() == pytest.approx([0.0, 0.1, 0.1, 0.1, 0.4])


def test_the_curse_is_the_distance_of_the_winners_two_scores():
    plot, seen = Curse(), chosen()
    words = plot.update([seen])
    best, fresh = (side[-1].median().item() for side in seen.winners())
    assert plot.curves[0].get_ydata()[-1] == pytest.approx(best)
    assert plot.curves[1].get_ydata()[-1] == pytest.approx(fresh)
    assert plot.winner.get_xdata()[0] == pytest.approx(seen.validation[0].max().item())
    assert "medians of 3 validation sets" in words


def test_a_trial_crosses_each_axis_at_its_setting():
    plot = Coordinates(SPACE)
    words = plot.update([result()])
    across = plot.bundles[1].get_segments()
    assert len(across) == 2  # one has no score yet
    np.testing.assert_allclose(across[1][:, 1], [1 / 6, 0.75, 2 / 3, 0.8], rtol=1e-6)
    np.testing.assert_allclose(plot.best[1].get_ydata(), across[1][:, 1])
    assert plot.crosses.get_ydata().tolist() == pytest.approx([0.2])
    assert words == (
        "1 of 5 trials trained to the end, 1 stopped early, 3 epochs; the best ≈ 80.0 %: layers 1, "
        "units 32, lr 0.1"
    )


def test_single_scores_stand_one_after_another():
    plot = Coordinates(SPACE, by_epoch=False)
    plot.update([result(1)])
    assert plot.dots.get_xdata().tolist() == [1] and plot.best[0].get_ydata().tolist() == [0.8]
    assert not plot.bundles[0].get_segments()


def test_a_trial_that_diverged_has_no_line():
    settings, lost = {"layers": 1, "units": 16, "lr": 0.1}, float("nan")
    ends = (0.95, DONE), (lost, FAILED), (0.3, DONE)
    made = tuple(Trial(k, settings, state, (end,)) for k, (end, state) in enumerate(ends))
    plot = Coordinates(SPACE)
    plot.update([Result(Space.of(SPACE), made, 3)])
    across = plot.bundles[1].get_segments()
    assert [line[-1, 1] for line in across] == pytest.approx([0.3, 0.95])


def test_a_trial_stands_at_its_number():
    later = Result(Space.of(SPACE), (replace(result(1).trials[0], number=6),), 5)
    plot = Coordinates(SPACE, by_epoch=False)
    plot.update([later])
    assert plot.dots.get_xdata() == [7] and plot.axes[0].get_xlim() == (0.5, 7.5)


def test_a_search_without_a_score_says_so():
    nothing = Result(Space.of(SPACE), (), 5)
    assert Coordinates(SPACE).update([nothing]) == "0 of 5 trials trained to the end"


def test_a_borrowed_figure_leaves_nothing_behind_in_pyplot():
    from helpers.drawing.borrowed import Borrowed

    def draw(height):
        from matplotlib import pyplot

        _, axes = pyplot.subplots()
        axes.bar([0, 1], [1, height])
        return axes

    borrowed = Borrowed(draw, 3, words="two bars", width=400, height=200)
    assert not sys.modules["matplotlib.pyplot"].get_fignums()
    data, metadata = borrowed._repr_mimebundle_()
    assert data["text/plain"] == "Figure: two bars." and data["image/png"][:4] == b"\x89PNG"
    assert metadata["image/png"] == {"width": 400, "height": 200}
    assert data["image/png"] == borrowed.picture()  # the same bytes each time


CASES = {
    "marginals": (lambda: Marginals(["layers", "learning_rate"], ["learning_rate"], "accuracy"),
                  lambda: [table()]),
    "searches": (Searches, lambda: [found(1), found()]),
    "range test": (RangeTest, range_tests),
    "rungs": (Rungs, raced),
    "surrogate": (lambda: Surrogate("learning rate", "accuracy"), lambda: [belief(), belief(5)]),
    "curse": (Curse, lambda: [chosen()]),
    "coordinates": (lambda: Coordinates(SPACE), lambda: [result(1), result()]),
    "single scores": (lambda: Coordinates(SPACE, by_epoch=False), lambda: [result(1)]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_settled_picture_depends_on_the_list_alone_and_fits(name):
    check_settled(*CASES[name])
