"""Figures: same list, same picture; nothing is cut off; ghosts, crosses, missing numbers."""

import io
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from helpers.drawing.maps import Map
from helpers.experiments import Grid
from helpers.panels import DEAD, DIAGNOSTICS, DeadUnits, Diagnostics
from helpers.plots import Curves, Lines
from helpers.probes import gradient_norms
from helpers.recipes import ACTIVATIONS, Recipe
from helpers.training import fit
from tests.made import fills, record, shows
from tests.oracle import toy

pytestmark = pytest.mark.filterwarnings("error")
NAN = float("nan")
CURE = Recipe(hidden=(6, 6), activation="tanh", lr=0.05)
NAMES = ("sick", "shallower", "relu", "good init", "batch norm", "residual")


def trained(count, seeds=1, asked=(), task="classification", **changes):
    recipes = [CURE.but(seed=s, **changes) for s in range(count * seeds)]
    return fit(recipes, toy(task), steps=6, every=1, batch_size=8, probes=asked).records


def lines_of(depth):
    x = np.linspace(1, 50, 20)
    return {"sigmoid": (x, np.exp(-x * depth)), "tanh": (x, 0.5 * np.exp(-x))}


def grid(known):
    """A map of 6 columns of which so many are known; it changes its sign at gain 1."""
    x, y = list(range(1, 7)), [0.1, 0.3, 1, 3, 10]
    values = torch.tensor(x) * torch.tensor(y).log10()[:, None] * 3
    values[:, known:] = NAN
    return Grid(x, y, values, step=known, steps=6)


CASES = {
    "lines": (
        lambda: Lines(["sigmoid", "tanh"], "depth, in layers", "gradient", "log"),
        lambda: [lines_of(depth) for depth in (0.1, 2, 14)],
    ),
    "shares": (
        lambda: Lines(["sigmoid", "tanh"], "learning rate", "accuracy", "percent", "log"),
        lambda: [lines_of(depth) for depth in (0.1, 2)],
    ),
    "curves": (lambda: Curves(NAMES), lambda: trained(6, 5)),
    "map": (
        lambda: Map("depth", "gain", "log10 of the gradient", 6),
        lambda: [grid(known) for known in (1, 3, 6)],
    ),
    "diagnostics": (Diagnostics, lambda: trained(1, asked=DIAGNOSTICS)),
    "dead units": (lambda: DeadUnits(["relu", "leaky_relu"]), lambda: trained(2, asked=DEAD)),
}
WIDE = {
    "starved": (
        Diagnostics,
        lambda: trained(1, asked=DIAGNOSTICS, hidden=(6,) * 50, activation="sigmoid"),
    ),
    "one curve": (lambda: Curves(["relu"], xlabel="step"), lambda: trained(1)),
    "activations": (lambda: Curves(ACTIVATIONS), lambda: trained(8)),
    "regression": (
        lambda: Curves(["relu"], [("loss", "log"), ("test_loss", "linear")]),
        lambda: trained(1, 5, task="regression"),
    ),
}


@pytest.fixture(scope="module", params=CASES)
def case(request):
    build, records = CASES[request.param]
    return build, records()


def pixels(plot, scale=1):
    return np.asarray(Image.open(io.BytesIO(plot.picture(scale)))).astype(int)


def test_the_settled_picture_depends_on_the_list_alone(case):
    build, seen = case
    streamed, fresh = build(), build()
    for end in (1, len(seen)):
        streamed.update(seen[:end])
        streamed.picture()
        streamed.picture(2)  # what it keeps of this one must not show in the next
    words, settled = streamed.update(seen), streamed.picture(2)
    assert (fresh.update(seen), fresh.picture(2)) == (words, settled)


def test_a_streamed_frame_is_the_same_twice_and_follows_the_data(case):
    build, seen = case
    plot = build()
    words = plot.update(seen[:1])
    assert words
    assert not words.endswith(".")
    first = plot.picture()
    plot.update(seen)
    second = plot.picture()
    assert second != first
    plot.update(seen)
    assert plot.picture() == second
    plot.update(seen[:1])
    assert plot.picture() == first
    assert pixels(plot).shape == (plot.height, plot.width, 3)
    assert pixels(plot).std() > 5  # not blank


@pytest.mark.parametrize("name", CASES | WIDE)
def test_no_text_is_cut_off_or_under_other_text(name):
    build, records = (CASES | WIDE)[name]
    plot, seen = build(), records()
    for end, scale in ((1, 1), (len(seen), 1), (len(seen), 2)):
        plot.update(seen[:end])
        plot.picture(scale)
        renderer = plot.canvas.get_renderer()
        box = 100 * plot.figure.get_tightbbox(renderer).get_points()  # inches → CSS pixels
        assert (box >= -1).all(), box
        assert (box <= (plot.width + 1, plot.height + 1)).all(), box
        boxes = [text.get_window_extent(renderer) for text in texts(plot)]
        boxes += [axis.get_window_extent(renderer) for axis in plot.axes]
        for i, one in enumerate(boxes):
            assert not any(one.overlaps(other) for other in boxes[i + 1 :])


def texts(plot):
    """Legend entries and titles."""
    entries = [text for legend in plot.figure.legends for text in legend.get_texts()]
    return entries + [axis.title for axis in plot.axes if axis.title.get_text()]


@pytest.mark.parametrize("names", [["a", "b"], ["quiet weight: Adam with L2"] * 4, ["x" * 60] * 3])
def test_a_legend_takes_as_many_rows_as_it_needs_and_stays_inside(names):
    plot = Lines([f"{name} {k}" for k, name in enumerate(names)], "step", "y")
    (legend,) = plot.figure.legends
    box, figure = legend.get_window_extent(), plot.figure.bbox
    assert figure.x0 <= box.x0 and box.x1 <= figure.x1
    assert box.y0 >= max(axis.get_window_extent().y1 for axis in plot.axes)


def test_pin_adds_ghosts_that_stay_and_go(case):
    build, seen = case
    plot = build()
    plot.update(seen)
    plot.picture()
    bare, artists = plot.picture(), sum(len(axis.lines) for axis in plot.axes)
    plot.pin(True)
    assert len(plot.ghosts) == sum(len(line.get_xdata()) > 0 for line in plot.lines) > 0
    kept = [ghost.get_ydata().copy() for ghost in plot.ghosts]
    assert plot.picture() != bare
    plot.update(seen[:1])
    for ghost, ydata in zip(plot.ghosts, kept, strict=True):
        np.testing.assert_array_equal(ghost.get_ydata(), ydata)
    plot.pin(True)  # once more: the new state replaces the old ghosts
    plot.pin(False)
    assert sum(len(axis.lines) for axis in plot.axes) == artists
    plot.update(seen)
    assert plot.picture() == bare


def test_axes_of_rates_are_logarithmic_and_shares_are_per_cent():
    plot = Lines(["accuracy"], "learning rate", "test accuracy", "percent", "log")
    rates = np.array([0.002, 0.02, 2.0])
    assert plot.update([{"accuracy": (rates, np.array([0.5, 0.934, 0.1]))}]) == (
        "at learning rate 2: accuracy ≈ 10 %"
    )
    (axis,) = plot.axes
    assert axis.get_ylim() == (0, 1)
    assert axis.get_xlim() == pytest.approx((0.002 / 1000**0.02, 2 * 1000**0.02))
    texts = [
        [label.get_text() for label in ticks.get_ticklabels()] for ticks in (axis.xaxis, axis.yaxis)
    ]
    assert texts[0] == ["10⁻²", "10⁻¹", "1"]
    assert texts[1][-1] == "100 %"


def test_a_short_logarithmic_axis_has_ticks_at_2_and_5_too():
    plot = Lines(["tanh"], "rate", "loss", "log")
    plot.update([{"tanh": (np.arange(3), np.array([0.15, 0.3, 0.8]))}])
    ticks = plot.axes[0].yaxis.get_major_locator()()
    np.testing.assert_allclose(ticks, [0.1, 0.2, 0.5, 1])


def test_a_pinned_curve_stays_in_sight_when_the_next_is_much_smaller():
    plot = Lines(["tanh"], "depth", "gradient", "log")
    x = np.arange(1.0, 9)
    plot.update([{"tanh": (x, np.full(8, 1e6))}])
    plot.pin(True)
    plot.update([{"tanh": (x[:4], np.full(4, 1e-6))}])
    low, high = plot.axes[0].get_ylim()
    assert low <= 1e-6
    assert high >= 1e6
    assert plot.axes[0].get_xlim()[1] >= 8


def spoil(record, rows, step):
    """The record as if the networks of these rows had diverged at that step."""
    if record.step < step:
        return record
    changes = {"diverged_at": record.diverged_at.clone()}
    changes["diverged_at"][rows] = step
    for key in ("loss", "test_loss", "test_accuracy"):
        changes[key] = getattr(record, key).clone()
        changes[key][rows] = NAN
    return replace(record, **changes)


def shown_crosses(plot):
    crosses = [cross for panel in plot.crosses.values() for cross in panel]
    return [cross.get_data() for cross in crosses if len(cross.get_xdata())]


def test_a_diverged_variant_ends_in_a_cross_and_the_words_say_so():
    seen = [spoil(record, slice(5, 10), 3) for record in trained(2, 5)]
    plot = Curves(["sick", "relu"])
    plot.update(seen)
    plot.picture(2)
    line = plot.lines[1]
    for xs, _ in shown_crosses(plot):
        assert xs == [pytest.approx(seen[2].epoch)]
    assert shown_crosses(plot)[0][1] == [line.get_ydata()[2]]
    assert np.isnan(line.get_ydata()[3:]).all()
    assert np.isfinite(plot.lines[0].get_ydata()).all()
    plot.update(trained(2, 5))
    assert not shown_crosses(plot)


@pytest.mark.parametrize("key", ["loss", "test_accuracy"])
def test_one_diverged_seed_of_five_does_not_hide_the_other_four(key):
    seen = [spoil(record, slice(7, 8), 3) for record in trained(2, 5)]
    plot = Curves(["sick", "relu"], [(key, "linear")])
    words = plot.update(seen)
    plot.picture(2)
    assert np.isfinite(plot.lines[1].get_ydata()).all()
    assert "no number" not in words


def test_divergence_from_the_first_step_on_does_not_crash():
    seen = [spoil(record, slice(0, 5), 0) for record in trained(1, 5)]
    plot = Curves(["sick"])
    for end in range(1, len(seen) + 1):
        assert "diverged" in plot.update(seen[:end])
        plot.picture()


def test_a_column_without_numbers_crashes_no_panel():
    dead, alive = trained(2, asked=DEAD), trained(1, asked=DIAGNOSTICS)
    for plot, records in ((Diagnostics(), alive), (DeadUnits(["a", "b"]), dead)):
        seen = [
            r.also(**{k: torch.full_like(v, NAN) for k, v in r.probed.items()}) for r in records
        ]
        assert plot.update(seen)
        plot.picture()
    lines = Lines(["a", "b"], "x", "y")
    lines.update([{"a": ([1, 2], [NAN, NAN]), "b": ([1, 2], [NAN, 1])}])
    lines.picture()


def test_infinite_and_zero_numbers_fit_on_a_logarithmic_axis():
    lines = Lines(["a"], "x", "y", "log")
    for y in ([0, 0, 0], [1, np.inf, np.inf], [1e-320, 1e250, 0], [-1, 1, 2]):
        lines.update([{"a": ([1, 2, 3], y)}])
        lines.picture()
        low, high = lines.axes[0].get_ylim()
        assert 0 < low < high < np.inf


def test_a_line_that_is_gone_from_the_list_is_gone_from_the_picture():
    plot, fresh = (Lines(["sigmoid", "tanh"], "x", "y") for _ in range(2))
    plot.update([lines_of(1)])
    half = [{"tanh": lines_of(1)["tanh"]}]
    assert plot.update(half) == fresh.update(half)
    assert plot.picture(2) == fresh.picture(2)


X, FIRST, SECOND = [1, 2, 4], [0.9, 0.5, 0.25], [0.1, 0.3, 0.75]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "at depth 4 layers: sigmoid ≈ {}, leaky ReLU ≈ {}"),
        ({"exact": True}, "at depth 4 layers: sigmoid {}, leaky ReLU {}"),
        ({"yscale": "percent"}, "at depth 4 layers: sigmoid ≈ {}, leaky ReLU ≈ {}"),
    ],
)
def test_the_words_of_lines_give_each_name_its_own_end(options, words):
    plot = Lines(["sigmoid", "leaky_relu"], "depth (layers)", "gradient", **options)
    ends = ["25 %", "75 %"] if "yscale" in options else ["0.25", "0.75"]
    for first, second in ((FIRST, SECOND), (SECOND, FIRST)):
        seen = plot.update([{"sigmoid": (X, first), "leaky_relu": (X, second)}])
        assert seen == words.format(*ends)
        shows(plot.curves["sigmoid"], X, first)
        shows(plot.curves["leaky_relu"], X, second)
        ends.reverse()


def test_lines_that_end_at_different_places_each_tell_their_own():
    plot = Lines(["sigmoid", "tanh"], "depth (layers)", "gradient")
    assert plot.update([{"sigmoid": (X, FIRST), "tanh": (X[:2], SECOND[:2])}]) == (
        "sigmoid ≈ 0.25 at depth 4 layers, tanh ≈ 0.3 at depth 2 layers"
    )
    assert plot.update([{"tanh": (X[:2], SECOND[:2])}]) == "at depth 2 layers: tanh ≈ 0.3"


SEEDS = torch.tensor([[0.30, 0.10, 0.50, 0.20, 0.35], [0.9, 0.6, 0.8, 0.85, 0.7]])  # unsorted
MIDDLE, QUARTILES = [0.30, 0.8], [(0.20, 0.35), (0.7, 0.85)]  # of five: the second and fourth


def run_of(seeds):
    """Three Records of variants × seeds: the accuracies halved, as they are, nearly as they are."""
    shares = (0.5, 1.0, 0.9)
    return [
        record(10 * k, 20, 2.0 * k, test_accuracy=(seeds * share).tolist(), loss=seeds.tolist())
        for k, share in enumerate(shares)
    ]


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_curves_and_their_words_are_the_medians_and_quartiles_of_the_seeds(order):
    names = [["sick", "relu"][k] for k in order]
    plot = Curves(names, [("test_accuracy", "linear"), ("loss", "linear")])
    words = [["sick ≈ 27 %", "ReLU ≈ 72 %"][k] for k in order]
    assert plot.update(run_of(SEEDS[order])) == f"test accuracy: {', '.join(words)}"
    for at, k in enumerate(order):
        shares = np.array([0.5, 1, 0.9])
        low, high = QUARTILES[k]
        for key, factors in (("test_accuracy", shares), ("loss", np.ones(3))):
            curve = plot.curves[key][at]
            shows(curve.line, [0, 2, 4], MIDDLE[k] * factors)
            fills(curve.band, [0, 2, 4], low * factors, high * factors)
    assert plot.axes[0].get_xlim() == (0, 4)


def test_the_words_of_curves_without_an_accuracy_are_about_the_first_panel():
    seen = [record(8, 16, loss=[0.3, 4.0], test_loss=[7.0, 5.0])]
    plot = Curves(["sick", "relu"], [("loss", "log"), ("test_loss", "log")], xlabel="step")
    assert plot.update(seen) == "training loss: sick ≈ 0.3, ReLU ≈ 4"
    plot = Curves(["sick", "relu"], [("test_loss", "log"), ("loss", "log")], xlabel="step")
    assert plot.update(seen) == "test loss: sick ≈ 7, ReLU ≈ 5"
    shows(plot.curves["loss"][1].line, [8], [4])
    assert plot.axes[0].get_xlim() == (0, 16)


def test_the_words_tell_which_variant_diverged_and_when():
    gone = [[3, 9, 2, 4, 3], [-1, 5, -1, -1, -1]]  # one seed alone is not the variant
    for order in ([0, 1], [1, 0]):
        last = record(test_accuracy=SEEDS[order].tolist(), diverged_at=[gone[k] for k in order])
        words = [
            ["sick diverged (at step ≈ 3)", "ReLU ≈ 83 % (≈ 1 of 5 diverged)"][k] for k in order
        ]
        plot = Curves([["sick", "relu"][k] for k in order], [("test_accuracy", "linear")])
        assert plot.update([last]) == f"test accuracy: {', '.join(words)}"
        ends = [curve.line.get_ydata()[-1] for curve in plot.curves["test_accuracy"]]
        assert ends[order.index(1)] == pytest.approx(0.825) and np.isnan(ends[order.index(0)])


def test_a_probe_with_one_number_per_network_can_be_drawn():
    def first_layer(glimpse):
        return gradient_norms(glimpse)[:, 0]

    plot = Curves(["sick", "relu"], [("first_layer", "log")])
    seen = trained(2, 1, asked=[first_layer])
    plot.update(seen)
    np.testing.assert_allclose(plot.lines[1].get_ydata()[-1], seen[-1].probed["first_layer"][1])
