"""Figures of optimizers: paths, curves, marks and words are the numbers they were given."""

import numpy as np
import pytest
import torch

from helpers.drawing.style import look
from helpers.experiments import lineup
from helpers.lessons.optimizers.figures.batch_sizes import BatchSizes, Paces, in_step
from helpers.lessons.optimizers.figures.damping import Damping, Swing, regime
from helpers.lessons.optimizers.figures.fair_race import FairRace
from helpers.lessons.optimizers.figures.step_sizes import StepSizes, Walk
from helpers.lessons.optimizers.figures.surface_race import SurfaceRace
from helpers.lessons.optimizers.rule_rate_grid import Heats, best, by_rule
from helpers.lessons.optimizers.surfaces import SURFACES, race
from helpers.recipes import Recipe
from helpers.training import train
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
NAMES, RULES = ["SGD", "momentum", "AdaGrad", "Adam"], ["sgd", "momentum", "adagrad", "adam"]
EIGHT = ["SGD", "momentum", "Nesterov", "AdaGrad", "Adadelta", "RMSProp", "Adam", "AdamW"]
RATES = [0.01, 0.1, 1.0]


def runs(surface="Rosenbrock", **options):
    return list(race(surface, (-0.8, 0.6), RULES, **options))


def swing(momentum=0.9, factor=0.9):
    steps, grid = torch.arange(50), np.linspace(0, 0.99, 100)
    weights = (factor**steps).double()
    factors = 0.8 + torch.tensor(grid - 0.5).abs() / 5
    return Swing(momentum, "it creeps", weights, weights, grid, factors, grid[::20], factors[::20])


def walk(steps=40):
    draws = torch.Generator().manual_seed(0)
    sizes = torch.rand(steps, 2, 8, generator=draws) + 0.1
    sizes[:5, 1] = torch.nan
    return Walk(sizes, torch.rand(steps, 2, 8, generator=draws), steps, 40)


def heats(shared=None):
    pairs = [(name.lower(), lr) for name in EIGHT for lr in RATES]
    variants = {f"{rule} {lr}": Recipe([4], optimizer=rule, lr=lr) for rule, lr in pairs}
    options = {"steps": 6, "every": 3, "batch_size": 16}
    return [Heats(record, shared) for record in train(lineup(variants, [0, 1]), toy(), **options)]


def paces():
    sizes = (8, 64)
    return list(in_step(train([Recipe([4])], toy(), epochs=2, batch_size=size) for size in sizes))


CASES = {
    "surface": (lambda: SurfaceRace(NAMES), runs),
    "damping": (Damping, lambda: [swing(0.2), swing(0.9)]),
    "step sizes": (lambda: StepSizes(["dense", "sparse"]), lambda: [walk(20), walk(40)]),
    "fair race": (lambda: FairRace(EIGHT, RATES), heats),
    "one rate for all": (lambda: FairRace(EIGHT, RATES), lambda: heats(0.1)),
    "batch sizes": (lambda: BatchSizes(["8", "64"]), paces),
}


@pytest.mark.parametrize("name", CASES)
def test_the_settled_picture_depends_on_the_list_alone_and_fits(name):
    check_settled(*CASES[name])


def test_paths_start_at_the_circle_and_end_in_their_marks():
    seen, plot = runs(), SurfaceRace(NAMES)
    words, last = plot.update(seen), seen[-1]
    for k, name in enumerate(NAMES):
        np.testing.assert_allclose(plot.paths[k].get_xydata(), last.paths[:, k])
        np.testing.assert_allclose(plot.heads[k].get_xydata(), last.paths[-1:, k])
        np.testing.assert_allclose(plot.curves[k].get_ydata(), last.values[:, k])
        assert plot.paths[k].get_color() == look(name).color
    assert np.isnan(plot.thin[0].get_ydata()).all() and np.isnan(plot.thick[1].get_ydata()).all()
    assert plot.minima.get_xydata().tolist() == [list(m) for m in SURFACES["Rosenbrock"].minima]
    lowest = NAMES[int(last.values[-1].argmin())]
    assert words.startswith(f"after 150 steps, above the lowest value: lowest {lowest} ≈ ")


def test_another_surface_brings_its_own_map_and_the_same_one_is_kept():
    plot = SurfaceRace(NAMES)
    plot.update(runs())
    contours = plot.drawn[1]
    plot.update(runs())
    assert plot.drawn[1] is contours
    plot.update(runs("Beale"))
    assert plot.drawn[1] is not contours and contours not in plot._moving
    assert plot.axes[0].get_xlim() == (-4.5, 4.5)


def test_a_rule_that_leaves_the_map_is_gone_and_can_be_drawn():
    plot = SurfaceRace(NAMES)
    assert "highest SGD gone" in plot.update(runs(factor=10.0))
    plot.picture()


@pytest.mark.parametrize(
    ("roots", "words"),
    [
        ([0.9 + 0.3j, 0.9 - 0.3j], "swings"),
        ([0.9, 0.5], "creeps"),
        ([0.7, 0.69], "quickest"),
        ([-0.9, 0.1], "flips"),
        ([-1.1, 0.5], "diverges"),
    ],
)
def test_a_regime_follows_from_the_roots(roots, words):
    assert words in regime(torch.tensor(roots, dtype=torch.complex128))


def test_the_dot_stands_on_theorys_curve_and_the_line_at_its_lowest_point():
    plot, run = Damping(), swing(0.7)
    words = plot.update([run])
    assert plot.here.get_xydata()[0] == pytest.approx([0.7, 0.84], abs=1e-6)
    assert plot.critical.get_xdata() == pytest.approx([0.5, 0.5])
    assert words == (
        "it creeps; at momentum 0.7 theory's factor per step is 0.84, "
        "the smallest is at momentum ≈ 0.5"
    )


def test_a_swing_that_grows_ends_where_it_leaves():
    plot = Damping()
    plot.update([swing(factor=1.5)])
    heights = plot.weights.get_ydata()
    assert np.nanmax(heights) < 4 and np.isnan(heights[-1])
    plot.picture()


def test_step_sizes_are_medians_and_a_parameter_without_gradient_has_none():
    plot, run = StepSizes(["dense", "sparse"]), walk()
    words = plot.update([run])
    sizes = plot.curves["sizes"][1].get_ydata()
    assert np.isnan(sizes[:5]).all()
    np.testing.assert_allclose(sizes[5:], run.sizes[5:, 1].quantile(0.5, dim=1), rtol=1e-6)
    assert words.startswith("after 40 steps, dense: step size ≈ 0.")


def test_each_rule_is_compared_at_its_best_or_at_the_shared_rate():
    accuracy = torch.tensor([[[0.1, 0.1], [0.875, 0.625], [0.75, 0.75]]] * 4)  # rules, rates, seeds
    assert best(accuracy).tolist() == [1, 1, 1, 1]  # of equal medians the smaller rate
    (*_, last), plot = heats(), FairRace(EIGHT, RATES)
    values = by_rule(last.record.test_accuracy, 8, 3).double()
    middle = values.quantile(0.5, dim=2)
    assert plot.update([last]).startswith("each at its best rate: SGD ≈ ")
    for k, dot in enumerate(plot.dots):
        assert dot.get_xdata()[0] == pytest.approx(middle[k].max().item())
        np.testing.assert_allclose(plot.curves[k].get_ydata(), middle[k])
    words = plot.update([Heats(last.record, shared=0.12)])
    assert words.startswith("all at the rate 0.1: ")
    for k, dot in enumerate(plot.dots):
        assert dot.get_xdata()[0] == pytest.approx(middle[k, 1].item())
        assert not len(plot.stars[k].get_xdata())
    assert list(plot.shared.get_xdata()) == [0.12, 0.12]


def test_batch_sizes_share_their_epochs_and_differ_in_updates():
    seen, plot = paces(), BatchSizes(["8", "64"])
    words = plot.update(seen)
    epochs, updates = ([list(curve.get_xdata()[1:]) for curve in panel] for panel in plot.curves)
    assert epochs == [[1, 2], [1, 2]]
    for k in range(2):
        steps = [item.records[k].step for item in seen]
        assert updates[k] == steps[1:] and steps[0] == 0
        losses = [item.records[k].test_loss[0] for item in seen]
        np.testing.assert_allclose(plot.curves[0][k].get_ydata(), losses)
    assert (seen[-1].step, seen[-1].steps) == (steps_of(seen, 0), steps_of(seen, 0))
    assert words.startswith(f"after 2 epochs, 8: {steps_of(seen, 0)} updates, loss ≈ ")


def steps_of(seen: list[Paces], k: int) -> int:
    return seen[-1].records[k].steps
