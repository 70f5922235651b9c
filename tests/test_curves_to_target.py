"""Curves with a target and with a reference: where each variant gets there, and what it is told."""

import numpy as np
import pytest
import torch

from helpers.experiments import middle, steps_to
from helpers.plots import Curves, CurvesToTarget, _steps_taken
from helpers.recipes import Recipe
from helpers.training import fit
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
PLAIN = Recipe(hidden=(6, 6), activation="tanh", lr=0.3)
NORMED = PLAIN.but(norm="batch")
NAMES = ["no norm", "batch norm"]


def records(recipes):
    return fit(recipes, toy(), steps=8, every=2, batch_size=8).records


def beside_a_tree():
    share = torch.full((2,), 0.9)
    return [record.also(reference=share) for record in records([PLAIN, NORMED])]


def test_steps_to_is_the_first_record_at_the_target():
    values = torch.tensor([[0.1, 0.1, 0.1], [0.5, 0.2, 0.1], [0.4, 0.9, 0.1]])
    steps = torch.tensor([0, 10, 20])
    target = torch.tensor([0.5, 0.5, 0.5])
    assert steps_to(target, values, steps).tolist() == [10, 20, torch.inf]
    both = torch.stack([values, values + 1], dim=1)  # (T, V, K)
    assert steps_to(target, both, steps).tolist() == [[10, 20, torch.inf], [0, 0, 0]]


def test_the_median_of_an_even_number_is_between_the_middle_two_and_may_be_infinite():
    rows = torch.tensor([[4.0, 1, 3, 2], [1, torch.inf, torch.inf, 2], [torch.inf] * 4])
    assert middle(rows).tolist() == [2.5, torch.inf, torch.inf]
    assert middle(torch.tensor([3.0, 1, 2])) == 2


def test_a_mark_is_where_each_reaches_the_best_of_the_first():
    recipes = [PLAIN.but(seed=s, norm=n) for n in ("none", "batch", "layer") for s in (0, 1)]
    items, plot = records(recipes), CurvesToTarget([*NAMES, "layer norm"])
    words = plot.update(items)
    values = torch.stack([record.test_accuracy for record in items]).double().view(5, 3, 2)
    target = values[:, 0].amax(0)
    each = steps_to(target, values, torch.tensor([0, 2, 4, 6, 8]))
    taken = each.mean(1).tolist()  # of two seeds the median is the mean
    assert plot.target.get_ydata()[0] == pytest.approx(target.mean().item())
    for mark, step in zip(plot.marks, taken, strict=True):
        assert list(mark.get_xdata()) == ([step] if step < torch.inf else [])
    assert words.startswith("steps to the best of no norm, ≈ ")
    assert f"no norm ≈ {taken[0]:g}," in words


def test_who_never_gets_there_is_told_and_has_no_mark():
    plot = CurvesToTarget(NAMES)
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
    assert _steps_taken("layer norm", float(step), float(times)) == words


def test_a_reference_is_a_level_line_with_its_name_in_the_legend():
    plot = Curves(NAMES, reference="tree")
    words = plot.update(beside_a_tree())
    assert words.endswith(", tree ≈ 90 %") and words.startswith("test accuracy: no norm ≈ ")
    np.testing.assert_allclose(plot.level.get_ydata(), [0.9, 0.9])
    names = [text.get_text() for text in plot.figure.legends[0].get_texts()]
    assert names == [*NAMES, "tree"] and len(plot.figure.legends) == 1


CASES = {
    "target": (lambda: CurvesToTarget(NAMES), lambda: records([PLAIN, NORMED])),
    "target, diverged": (
        lambda: CurvesToTarget(NAMES),
        lambda: records([PLAIN.but(activation="relu", gain=1e30), NORMED]),
    ),
    "reference": (lambda: Curves(NAMES, reference="tree"), beside_a_tree),
}


@pytest.mark.parametrize("name", CASES)
def test_the_settled_picture_depends_on_the_list_alone_and_fits(name):
    check_settled(*CASES[name])
