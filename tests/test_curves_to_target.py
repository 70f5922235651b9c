"""Curves with a target and with a reference: where each variant gets there, and what it is told."""

import numpy as np
import pytest
import torch

from helpers.experiments import middle, steps_to
from helpers.plots import Curves, CurvesToTarget, _steps_taken
from helpers.recipes import Recipe
from helpers.training import fit
from tests.made import NAN, record, shows
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


STEPS = [0, 5, 10, 20, 30, 40]
# Accuracies (V, K, T) of three seeds. The best of the first: 60 % at 40, 80 % at 20, 70 % at 30.
FIRST = [
    [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
    [0.1, 0.2, 0.3, 0.8, 0.5, 0.6],
    [0.1, 0.2, 0.3, 0.4, 0.7, 0.6],
]
# Reached at 10, 20, 5, where the best of the second is: 63 %, 82 %, 75 %.
SECOND = [
    [0.1, 0.2, 0.63, 0.4, 0.5, 0.6],
    [0.1, 0.2, 0.3, 0.82, 0.5, 0.6],
    [0.1, 0.75, 0.3, 0.4, 0.5, 0.6],
]


def race(*variants):
    shares = torch.tensor(variants).flatten(0, 1).T.tolist()
    return [record(s, 40, test_accuracy=a) for s, a in zip(STEPS, shares, strict=True)]


def test_a_mark_is_where_each_reaches_the_best_of_the_first():
    plot = CurvesToTarget(NAMES)
    assert plot.update(race(FIRST, SECOND)) == (  # 4, 1 and 6 times fewer; of medians it were 3
        "steps to the best of no norm, ≈ 70 %: no norm ≈ 30, batch norm ≈ 10 (≈ 4 times fewer)"
    )
    shows(plot.target, [0, 40], [0.7, 0.7])
    for mark, drop, step in zip(plot.marks, plot.drops, (30, 10), strict=True):
        shows(mark, [step], [0.7])
        shows(drop, [step, step], [0, 0.7])
    shows(plot.lines[1], STEPS, np.median(SECOND, axis=0))


def test_an_accuracy_that_is_no_number_reaches_no_target_and_sets_none():
    first, second = ([[NAN, *shares[1:]] for shares in variant] for variant in (FIRST, SECOND))
    words = CurvesToTarget(NAMES).update(race(first, second))
    assert words == CurvesToTarget(NAMES).update(race(FIRST, SECOND))


def test_who_never_gets_there_is_told_and_has_no_mark():
    plot = CurvesToTarget(NAMES[::-1])
    assert plot.update(race(SECOND, FIRST)) == (
        "steps to the best of batch norm, ≈ 75 %: batch norm ≈ 10, no norm never gets there"
    )
    shows(plot.marks[0], [10], [0.75])
    for artist in (plot.marks[1], plot.drops[1]):
        shows(artist, [], [])


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
    shares = {"reference": [0.9, 0.9]}
    seen = [record(epoch=4.0, test_accuracy=[0.3, 0.6], probed=shares)]
    assert plot.update(seen) == "test accuracy: no norm ≈ 30 %, batch norm ≈ 60 %, tree ≈ 90 %"
    shows(plot.level, [0, 8], [0.9, 0.9])
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
