"""Figures of notebook 03: the mini-batch, drift, the race, twin maps, train() against eval()."""

import numpy as np
import pytest
import torch

from helpers.engine import layers
from helpers.engine.networks import Stack
from helpers.experiments import middle, steps_to
from helpers.lessons.batch_normalization.figures.drifts import SHARES, Drift, outputs_of
from helpers.lessons.batch_normalization.figures.minibatch import MiniBatch, Normalization
from helpers.lessons.batch_normalization.figures.modes import (
    SIZES,
    Modes,
    accuracy_in_batches,
    modes_of,
)
from helpers.lessons.batch_normalization.figures.races import Race, _taken
from helpers.lessons.batch_normalization.figures.twin_maps import TwinMaps, trained_share
from helpers.probes import Glimpse
from helpers.recipes import Recipe
from helpers.training import fit, train
from tests.oracle import Network, toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
PLAIN = Recipe(hidden=(6, 6), activation="tanh", lr=0.3)
NORMED = PLAIN.but(norm="batch")
NAMES = ["no norm", "batch norm"]


def records(recipes, **options):
    options = {"steps": 8, "every": 2, "batch_size": 8, **options}
    return fit(recipes, toy(), **options).records


def mini_batch(count=6, to=5.0, scale=1.0):
    z = torch.linspace(-2, 2, count, dtype=torch.float64)
    moved = torch.cat([torch.tensor([to], dtype=torch.float64), z[1:]])

    def normed(z):
        return scale * (z - z.mean()) / z.std(correction=0)

    return MiniBatch(moved, normed(moved), normed(z))


# What the artists hold


def test_a_dragged_example_moves_the_others_and_rings_stay_behind():
    plot, seen = Normalization(), mini_batch()
    words = plot.update([mini_batch(3), seen])
    np.testing.assert_allclose(plot.dots[1].get_ydata(), seen.outputs[1:])
    np.testing.assert_allclose(plot.dragged[0].get_xydata(), [[1, 5.0]])
    np.testing.assert_allclose(plot.rings.get_ydata(), seen.before)
    assert (plot.dots[1].get_ydata() != plot.rings.get_ydata()[1:]).all()
    ends = plot.moves.get_segments()[3]
    np.testing.assert_allclose(ends[:, 1], [seen.before[3], seen.outputs[3]])
    assert plot.mean.get_ydata()[0] == pytest.approx(seen.z.mean())
    moved = (seen.outputs - seen.before).abs()[1:]
    assert f"by ≈ {moved.min():.2g} to ≈ {moved.max():.2g}" in words


def test_the_axis_of_outputs_grows_in_steps():
    plot = Normalization()
    for scale, top in ((1, 4), (3, 8), (1, 4), (9, 32)):
        plot.update([mini_batch(scale=scale)])
        assert plot.axes[1].get_ylim() == (-top, top)
    far = mini_batch(scale=40)
    plot.update([far])
    assert 32 < far.outputs.abs().max() < plot.axes[1].get_ylim()[1]


def test_the_probe_gives_quantiles_of_the_asked_unit():
    recipe = NORMED.but(hidden=(6, 4))
    kept = []
    post = lambda glimpse: glimpse.post[1]  # noqa: E731
    post.__name__ = "post"
    for layer, unit, column in ((2, 3, 2), (2, 99, 3)):  # a narrower layer gives its last unit
        (record,) = records(recipe, steps=0, probes=[outputs_of(layer, unit), post])
        expected = np.quantile(record.probed["post"][0, :, column].double(), SHARES)
        np.testing.assert_allclose(record.probed["outputs"][0], expected, rtol=1e-6)
        kept.append(record)


def test_drift_draws_median_and_bands_of_each_network():
    seen = records([PLAIN, NORMED], probes=[outputs_of(2, 1)])
    plot = Drift(NAMES)
    words = plot.update(seen)
    last = seen[-1].probed["outputs"]
    for s in range(2):
        assert plot.lines[s].get_ydata()[-1] == pytest.approx(last[s, 2].item())
        wide = plot.bands[s][0].get_paths()[0].vertices[:, 1]
        assert wide.max() == pytest.approx(max(r.probed["outputs"][s, 4].item() for r in seen))
    assert plot.axes[0].get_ylim() == plot.axes[1].get_ylim() == (-1.06, 1.06)
    width = (last[1, 4] - last[1, 0]).item()
    assert f"batch norm ≈ {width:.2g}" in words
    plot.update(records([PLAIN, NORMED.but(norm_place="after")], probes=[outputs_of(2, 1)]))
    assert plot.axes[0].get_ylim() == (-2, 2)  # beyond tanh's range: nothing is cut off


def test_a_drag_that_moves_nobody_is_told():
    stays = mini_batch(4, to=-2.0)
    assert Normalization().update([stays]).endswith("outputs not at all")


def test_steps_to_is_the_first_record_at_the_target():
    values = torch.tensor([[0.1, 0.1, 0.1], [0.5, 0.2, 0.1], [0.4, 0.9, 0.1]])
    steps = torch.tensor([0, 10, 20])
    target = torch.tensor([0.5, 0.5, 0.5])
    assert steps_to(target, values, steps).tolist() == [10, 20, torch.inf]
    both = torch.stack([values, values + 1], dim=1)  # (T, V, K)
    assert steps_to(target, both, steps).tolist() == [[10, 20, torch.inf], [0, 0, 0]]


def test_the_race_marks_where_each_reaches_the_best_of_the_first():
    seen = records([PLAIN.but(seed=s, norm=n) for n in ("none", "batch", "layer") for s in (0, 1)])
    plot = Race([*NAMES, "layer norm"])
    words = plot.update(seen)
    values = torch.stack([record.test_accuracy for record in seen]).double().view(5, 3, 2)
    target = values[:, 0].amax(0)
    each = steps_to(target, values, torch.tensor([0, 2, 4, 6, 8]))
    taken = each.mean(1).tolist()  # of two seeds the median is the mean
    assert plot.target.get_ydata()[0] == pytest.approx(target.mean().item())
    for mark, step in zip(plot.marks, taken, strict=True):
        assert list(mark.get_xdata()) == ([step] if step < torch.inf else [])
    assert (
        words.startswith("steps to the best of no norm, ≈ ") and f"no norm ≈ {taken[0]:g}," in words
    )


def test_the_median_of_an_even_number_is_between_the_middle_two_and_may_be_infinite():
    rows = torch.tensor([[4.0, 1, 3, 2], [1, torch.inf, torch.inf, 2], [torch.inf] * 4])
    assert middle(rows).tolist() == [2.5, torch.inf, torch.inf]
    assert middle(torch.tensor([3.0, 1, 2])) == 2


def test_who_never_gets_there_is_told_and_has_no_mark():
    plot = Race(NAMES)
    words = plot.update(records([PLAIN, NORMED.but(lr=0.0)]))
    assert words.endswith("batch norm never gets there")
    assert not len(plot.marks[1].get_xdata())


@pytest.mark.parametrize(
    ("step", "times", "words"),
    [
        (50, 3, "layer norm ≈ 50 (≈ 3 times fewer)"),
        (300, 0.5, "layer norm ≈ 300 (≈ 2 times as many)"),
        (150, 1, "layer norm ≈ 150"),
        (0, torch.inf, "layer norm ≈ 0"),
        (0, torch.nan, "layer norm ≈ 0"),
        (torch.inf, 0, "layer norm never gets there"),
    ],
)
def test_more_steps_are_not_called_fewer(step, times, words):
    assert _taken("layer norm", float(step), float(times)) == words


def maps(**changes):
    grid = [PLAIN.but(lr=lr, gain=g, norm=n, **changes)
            for n in ("none", "batch") for g in (1, 1e30) for lr in (0.1, 1, 10)]  # fmt: skip
    return records(grid)


def twin():
    return TwinMaps(NAMES, [0.1, 1, 10], [1, 1e30], "learning rate", "gain")


def test_twin_maps_are_in_the_recipes_order_with_crosses_on_what_diverged():
    seen, plot = maps(activation="relu"), twin()
    words = plot.update(seen)
    values = seen[-1].test_accuracy.view(2, 2, 3)
    for k, mesh in enumerate(plot.meshes):
        np.testing.assert_allclose(mesh.get_array(), values[k])
    gone = (seen[-1].diverged_at >= 0).view(2, 2, 3)[0]
    assert gone[1].all()  # weights of 10³⁰
    assert len(plot.crosses[0].get_xdata()) == gone.sum()
    assert set(plot.crosses[0].get_ydata()) >= {1e30}
    share = trained_share(values)
    assert share.tolist() == pytest.approx((values >= 0.8).double().mean((1, 2)).tolist())
    assert f"no norm ≈ {100 * share[0]:.0f} %" in words
    assert plot.shares[1].get_text().startswith(f"batch norm: {100 * share[1]:.0f} %")


@pytest.mark.parametrize("activation", ["tanh", "leaky_relu"])
def test_accuracy_in_batches_is_torchs_train_mode(activation):
    recipes = [NORMED.but(seed=seed, activation=activation) for seed in (0, 1)]
    test = toy().test
    stack = Stack(recipes, test.n_features, test.n_outputs, torch.float64)
    for size in (3, 4):
        ours = accuracy_in_batches(stack, test, size)
        for s, recipe in enumerate(recipes):
            network = Network(recipe, test.n_features, test.n_outputs).train()
            whole = len(test) // size * size
            outputs = torch.cat([network(x.double()) for x in test.x[:whole].split(size)])
            right = (outputs.argmax(1) == test.y[:whole]).double().mean()
            assert ours[s] == pytest.approx(right.item())


def test_alone_an_example_is_its_own_mean_so_all_get_one_answer():
    stack = Stack([NORMED], 5, 3)
    test = toy().test
    alone = accuracy_in_batches(stack, test, 1)
    layers_in = torch.zeros(1, 1, 6)
    assert (layers.batch_norm(layers_in, *[torch.ones(1, 1, 6)] * 2, *layers.moments(layers_in, 1))
            [0] == 1).all()  # fmt: skip
    assert alone[0].item() in [pytest.approx((test.y == c).double().mean()) for c in range(3)]


@pytest.mark.parametrize(
    "other", [{"norm": "none"}, {"norm_place": "after"}, {"residual": True}, {"dropout": 0.5}]
)
def test_a_network_whose_train_mode_is_another_is_refused(other):
    stack = Stack([NORMED.but(**other)], 5, 3)
    with pytest.raises(ValueError, match=r"stack takes networks with norm batch, .*, got norm"):
        accuracy_in_batches(stack, toy().test, 4)


def modes():
    big = toy(n=600)
    test = big.train
    return fit(NORMED, big, steps=4, every=2, batch_size=8, probes=[modes_of(test)]).records


def test_modes_shows_both_accuracies_and_train_by_size():
    seen, plot = modes(), Modes()
    words = plot.update(seen)
    assert list(plot.evals[0].get_ydata()) == pytest.approx(
        [r.test_accuracy[0].item() for r in seen]
    )
    assert list(plot.trains[1].get_xdata()) == list(SIZES)
    np.testing.assert_allclose(plot.trains[1].get_ydata(), seen[-1].probed["modes"][0])
    assert plot.trains[0].get_ydata()[-1] == plot.trains[1].get_ydata()[-1]
    assert plot.evals[1].get_ydata()[0] == plot.evals[0].get_ydata()[-1]
    assert "one by one" in words


def test_the_probe_of_modes_leaves_running_statistics_alone():
    seen = []

    def means(glimpse: Glimpse):
        seen.append(glimpse.stack.running_means[0].clone())
        modes_of(toy().train)(glimpse)
        seen.append(glimpse.stack.running_means[0].clone())
        return torch.zeros(1)

    list(train(NORMED, toy(), steps=0, batch_size=8, probes=[means]))
    assert torch.equal(*seen)


# What holds for all of them

CASES = {
    "mini-batch": (Normalization, lambda: [mini_batch(2), mini_batch(32, scale=3), mini_batch()]),
    "drift": (lambda: Drift(NAMES), lambda: records([PLAIN, NORMED], probes=[outputs_of(1, 1)])),
    "drift, unbounded": (
        lambda: Drift(NAMES),
        lambda: records([PLAIN.but(activation="relu", gain=1e4)] * 2, probes=[outputs_of(2, 1)]),
    ),
    "race": (lambda: Race(NAMES), lambda: records([PLAIN, NORMED])),
    "race, diverged": (
        lambda: Race(NAMES),
        lambda: records([PLAIN.but(activation="relu", gain=1e30), NORMED]),
    ),
    "twin maps": (twin, maps),
    "modes": (Modes, modes),
}


@pytest.mark.parametrize("name", CASES)
def test_the_settled_picture_depends_on_the_list_alone_and_fits(name):
    check_settled(*CASES[name])
