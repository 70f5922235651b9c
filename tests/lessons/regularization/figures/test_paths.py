"""Paths: lines are the coefficients, the star is the best validation loss."""

import pytest
import torch

from helpers.lessons.regularization.figures.paths import Paths
from helpers.lessons.regularization.sparsity import all_weights
from helpers.recipes import Recipe
from helpers.training import fit
from tests.made import NAN, record, shows
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
RUN = {"steps": 6, "every": 2, "batch_size": 8, "dtype": torch.float64}


def build():
    return Paths("abcde", (0.01, 1), (-1, 1), (0, 2))


def linear(mix=1.0):
    zero = Recipe(hidden=(), init="zeros", lr=0.1)
    models = [zero.but(l1=mix * s, weight_decay=(1 - mix) * s) for s in (0.01, 0.1, 1.0)]
    records = fit(models, toy("regression"), probes=[all_weights], **RUN).records
    validation = torch.tensor([0.5, 0.25, 0.75], dtype=torch.float64)  # whatever the test losses
    return [record.also(validation_loss=validation) for record in records]


STRENGTHS = [0.01, 0.1, 1.0]
WEIGHTS = [[0.5, -0.4, 0.3], [0.001, 0.0, -0.2], [0.0, 0.0, 0.0]]  # (λ, feature)
LOSSES = {"loss": [0.1, 0.4, 0.9], "validation_loss": [0.8, 0.6, 0.7]}
TEST = [0.55, 0.65, 0.75]


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ([0, 1, 2], "λ ≈ 0.1; test loss there ≈ 0.65; not 0 there: a, c"),
        ([1, 0, 2], "λ ≈ 0.01; test loss there ≈ 0.55; not 0 there: a, c"),
        ([0, 2, 1], "λ ≈ 1; test loss there ≈ 0.75; not 0 there: a, c"),
    ],
)
@pytest.mark.parametrize("field", ["l1", "weight_decay"])
def test_paths_are_the_coefficients_and_the_star_is_the_best_validation_loss(field, order, words):
    recipes = [Recipe(hidden=(), **{field: s}) for s in STRENGTHS]
    losses = {key: [values[k] for k in order] for key, values in LOSSES.items()}
    weights = torch.tensor(WEIGHTS)[order]
    plot = Paths("abc", (0.01, 1), (-1, 1), (0, 2))
    probed = {"all_weights": weights, "validation_loss": losses["validation_loss"]}
    seen = record(recipes=recipes, probed=probed, loss=losses["loss"], test_loss=TEST)
    assert plot.update([seen]) == f"validation loss is lowest at {words}"
    for k, line in enumerate(plot.curves.values()):
        shows(line, STRENGTHS, weights[:, k])
    for line, key in zip(plot.losses, LOSSES, strict=True):
        shows(line, STRENGTHS, losses[key])
    best = STRENGTHS[order.index(1)]
    shows(plot.best, [best], [0.6])
    assert all(list(line.get_xdata()) == [best] * 2 for line in plot.here)


@pytest.mark.parametrize(
    ("losses", "words"),
    [
        ([0.3, 0.6, 0.7], "λ ≈ 0.01; test loss there ≈ 0.55; not 0 there: all coefficients"),
        ([0.9, 0.6, 0.2], "λ ≈ 1; test loss there ≈ 0.75; not 0 there: nothing"),
        ([0.9, NAN, 0.2], "λ ≈ 1; test loss there ≈ 0.75; not 0 there: nothing"),  # one diverged
    ],
)
def test_all_coefficients_or_none_are_told(losses, words):
    recipes = [Recipe(hidden=(), l1=s) for s in STRENGTHS]
    probed = {"all_weights": WEIGHTS, "validation_loss": losses}
    seen = record(recipes=recipes, test_loss=TEST, loss=[0.5, 0.1, 0.5], probed=probed)
    plot = Paths("abc", (0.01, 1), (-1, 1), (0, 2))
    assert plot.update([seen]) == f"validation loss is lowest at {words}"


def test_each_line_has_a_look_of_its_own():
    looks = {(line.get_color(), str(line.get_linestyle())) for line in build().lines}
    assert len(looks) == 7


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(build, linear)
