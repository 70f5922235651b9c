"""What the model of a Bayesian search believes, as a figure."""

import pytest
import torch

from helpers.lessons.hyperparameter_tuning.beliefs import Belief
from helpers.lessons.hyperparameter_tuning.figures.surrogates import Surrogate
from tests.lessons.hyperparameter_tuning.figures.runs import belief
from tests.made import fills, shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def surrogate():
    return Surrogate("learning rate", "accuracy")


X, TRUTH, MEAN = [0.001, 0.01, 0.1, 1.0], [0.2, 0.95, 0.6, 0.1], [0.3, 0.8, 0.5, 0.4]
STD, WORTH = [0.05, 0.1, 0.2, 0.15], [0.1, 0.3, 0.7, 0.2]
FORWARDS, BACKWARDS = [0, 1, 2, 3], [3, 2, 1, 0]


@pytest.mark.parametrize(
    ("order", "trials", "words", "next_trial"),
    [
        (
            FORWARDS,
            [0.5, 0.7, 0.4],
            "≈ 70.0 %, at ≈ 0.03; the curve's peak is ≈ 95.0 %, at ≈ 0.01",
            0.1,
        ),
        (
            BACKWARDS,
            [0.4, 0.5, 0.7],
            "≈ 70.0 %, at ≈ 0.3; the curve's peak is ≈ 95.0 %, at ≈ 0.1",
            0.01,
        ),
    ],
)
def test_the_best_trial_is_not_the_peak_and_the_band_is_two_standard_deviations(
    order, trials, words, next_trial
):
    truth, mean, std, worth = (torch.tensor(v)[order] for v in (TRUTH, MEAN, STD, WORTH))
    places, scores = torch.tensor([0.003, 0.03, 0.3]), torch.tensor(trials)
    plot = surrogate()
    assert plot.update([Belief(torch.tensor(X), truth, mean, std, worth, places, scores, 5)]) == (
        f"after 3 trials the best is {words}"
    )
    shows(plot.truth, X, truth)
    shows(plot.mean, X, mean)
    low, high = ([m + k * s for m, s in zip(mean, std, strict=True)] for k in (-2, 2))
    fills(plot.doubt, X, low, high)
    shows(plot.worth, X, worth)
    shows(plot.trials, places, trials)
    shows(plot.newest, [0.3], trials[-1:])
    for line in plot.nexts:
        assert list(line.get_xdata()) == pytest.approx([next_trial] * 2)


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(surrogate, lambda: [belief(), belief(5)])
