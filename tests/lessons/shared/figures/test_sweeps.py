"""Curves over a setting: on training and validation data, or of several variants, still growing."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from helpers.data import load, split
from helpers.experiments import lineup
from helpers.lessons.shared.figures.sweeps import Sweep
from helpers.lessons.shared.generalization import on_training_data, on_validation_data
from helpers.recipes import Recipe
from helpers.training import fit
from tests.made import fills, record, shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
RATES, COUNTS, NAMES = (0.0, 0.3, 0.6), (10, 20, 40), ["one", "other"]
NET = Recipe(hidden=(8,), optimizer="adam", lr=0.05)


def rates():
    return Sweep(RATES, "p (share shut down)")


def counts():
    panels = {"test loss": ["test_loss"], "gap": ["gap"]}
    return Sweep(COUNTS, "training examples", NAMES, panels, xscale="log")


def run():
    networks = lineup({str(p): NET.but(dropout=p) for p in RATES}, range(4))
    data = split(load("wine"), n=40, validation=0.2)
    watch = [*on_training_data(data), *on_validation_data(data)]
    return fit(networks, data, steps=4, every=2, probes=watch).records


def growing(measured=3, gap=1.0):
    """Three counts, two variants, three seeds: numbers 0, ¼, ½ … for the counts measured."""
    losses = torch.arange(18.0) / 4 + 1
    losses[6 * measured :] = float("nan")
    none = torch.full((18,), -1)
    last = replace(run()[-1], test_loss=losses, diverged_at=none)
    return [last.also(gap=losses * 0 + gap)]


# Three rates, three seeds each, unsorted; on training data the best are at other rates.
MADE = {
    "validation_accuracy": [[0.6, 0.9, 0.7], [0.8, 0.5, 0.85], [0.65, 0.1, 0.69]],
    "train_accuracy": [[0.97, 0.99, 0.98], [0.95, 0.9, 0.94], [0.7, 0.8, 0.6]],
    "validation_loss": [[0.9, 0.1, 1.0], [0.8, 0.7, 0.6], [0.4, 0.5, 0.9]],
    "train_loss": [[0.1, 0.2, 0.3], [0.4, 0.3, 0.5], [0.9, 0.6, 0.8]],
}
TEST = [[0.52, 0.9, 0.4], [0.7, 0.61, 0.68], [0.73, 0.3, 0.9]]  # medians 52, 68 and 73 %
WORDS = (
    "on validation data accuracy is highest at p ≈ {}, loss lowest at ≈ {}; "
    "on test data the former gets ≈ {} right, against ≈ {} at 0, ≈ {} at 0.6"
)


def made(order, **exchanged):
    """The sweep with its rates in this order, and with quantities exchanged."""
    probed = {key: torch.tensor(MADE[exchanged.get(key, key)])[order].flatten() for key in MADE}
    return record(probed=probed, test_accuracy=torch.tensor(TEST)[order].tolist())


@pytest.mark.parametrize(
    ("order", "exchanged", "said"),
    [
        ([0, 1, 2], {}, (0.3, 0.6, "68 %", "52 %", "73 %")),
        ([2, 0, 1], {}, (0.6, 0, "68 %", "73 %", "68 %")),
        (
            [0, 1, 2],
            {"validation_accuracy": "train_accuracy", "validation_loss": "train_loss"},
            (0, 0, "52 %", "52 %", "73 %"),
        ),
    ],
)
def test_a_sweep_draws_and_tells_medians_over_the_setting(order, exchanged, said):
    plot = rates()
    assert plot.update([made(range(3)), made(order, **exchanged)]) == WORDS.format(*said)
    for key, (curve,) in plot.curves.items():
        low, middle, high = np.sort(MADE[exchanged.get(key, key)], axis=1)[order].T
        shows(curve.line, RATES, middle)
        fills(curve.band, RATES, (low + middle) / 2, (middle + high) / 2)
    assert len({line.get_color() for line in plot.lines}) == 2


def test_what_has_no_number_is_neither_the_best_nor_in_a_median():
    seen = {key: torch.tensor(values) for key, values in (MADE | {"test_accuracy": TEST}).items()}
    seen["validation_accuracy"][1] = seen["validation_loss"][1] = torch.nan  # the best accuracy
    seen["test_accuracy"][2, 0] = torch.nan  # of 30 and 90 %
    test = seen.pop("test_accuracy").tolist()
    item = record(
        probed={key: values.flatten() for key, values in seen.items()}, test_accuracy=test
    )
    assert rates().update([item]) == WORDS.format(0, 0.6, "52 %", "52 %", "60 %")


def test_a_variant_that_diverged_has_no_number_beside_the_other():
    (item,) = growing()
    item.diverged_at[15:] = 3  # the other one's, with most examples
    words = counts().update([item])
    assert words.startswith("test loss at 40 training examples: one ≈ 4")
    assert words.endswith(", other ≈ no number")


def test_the_value_is_chosen_on_validation_data_and_its_worth_read_on_test_data():
    last, shares = run()[-1], torch.tensor([0.6, 0.9, 0.7]).repeat_interleave(4)
    shown = last.also(validation_accuracy=shares, validation_loss=shares - 0.5)
    test = torch.tensor([0.5, 0.75, 0.8]).repeat_interleave(4)
    assert rates().update([replace(shown, test_accuracy=test)]) == (
        "on validation data accuracy is highest at p ≈ 0.3, loss lowest at ≈ 0; "
        "on test data the former gets ≈ 75 % right, against ≈ 50 % at 0, ≈ 80 % at 0.6"
    )


def test_variants_have_a_curve_each_as_far_as_they_are_measured():
    plot = counts()
    words = plot.update(growing(measured=2))
    one, other = (curve.line for curve in plot.curves["test_loss"])
    np.testing.assert_array_equal(one.get_xdata(), COUNTS)
    np.testing.assert_allclose(one.get_ydata(), [1.25, 2.75, np.nan])
    np.testing.assert_allclose(other.get_ydata(), [2.0, 3.5, np.nan])
    np.testing.assert_allclose(plot.curves["gap"][0].line.get_ydata(), [1, 1, np.nan])
    assert words == "test loss at 20 training examples: one ≈ 2.8, other ≈ 3.5"
    assert [label.get_text() for label in plot.axes[0].get_xticklabels()] == ["10", "20", "40"]
    nothing = "test loss at 10 training examples: one ≈ no number, other ≈ no number"
    assert plot.update(growing(measured=0)) == nothing
    plot.update(growing(gap=-8.0))
    assert plot.axes[1].get_ylim()[0] <= -8


@pytest.mark.parametrize(
    ("build", "items"), [(rates, run), (counts, lambda: [*growing(1), *growing(2), *growing(3)])]
)
def test_the_settled_picture_depends_on_the_list_alone_and_fits(build, items):
    check_settled(build, items)
