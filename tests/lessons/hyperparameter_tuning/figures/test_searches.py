"""Grid against random as a figure."""

import numpy as np
import pytest
import torch

from helpers.lessons.hyperparameter_tuning.figures.searches import LIFT, NAMES, TALL, Searches
from helpers.lessons.hyperparameter_tuning.hills import SearchOutcome
from tests.lessons.hyperparameter_tuning.figures.runs import outcome
from tests.made import shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


PEAK, WEIGHTS = torch.tensor([0.3, 0.6, 0.5]), torch.tensor([0.5, 0.3, 0.2])
FOUND = [torch.tensor([0.9, 0.5, 0.6]), torch.tensor([0.7, 0.96, 0.8])]
TRIALS = [
    torch.tensor([[0.25, 0.1, 0.5], [0.25, 0.9, 0.5], [0.75, 0.1, 0.5], [0.75, 0.9, 0.5]]),
    torch.tensor([[0.1, 0.2, 0.3], [0.3, 0.4, 0.9], [0.6, 0.7, 0.1], [0.8, 0.95, 0.2]]),
]


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_searches_keep_trials_and_finds_to_their_strategy(order):
    trials, best = ({n: x[k] for n, k in zip(NAMES, order, strict=True)} for x in (TRIALS, FOUND))
    plot = Searches()
    values, middle = [2, 4], ["60.0 %", "80.0 %"]
    first, second = order
    assert plot.update([SearchOutcome(PEAK, trials, WEIGHTS, best)]) == (
        f"4 trials each; different values of setting 1: grid {values[first]}, "
        f"random {values[second]}; best found, median of 3 searches: "
        f"grid ≈ {middle[first]}, random ≈ {middle[second]}"
    )
    for place, (name, k) in enumerate(zip(NAMES, order, strict=True)):
        x, y, _ = TRIALS[k].numpy().T
        shows(plot.points[name], x, y)
        shows(plot.best.dots[place], plot.best.dots[place].get_xdata(), FOUND[k])
        stems = plot.stems[name].get_xydata().reshape(-1, 3, 2)
        heights = LIFT + TALL * np.exp(-(((x - 0.3) / 0.15) ** 2) / 2)
        np.testing.assert_allclose(stems[:, 0], [[at, LIFT] for at in x], rtol=1e-6)
        np.testing.assert_allclose(stems[:, 1, 1], heights, atol=2e-3)  # on the drawn polygon


def test_a_map_and_the_hill_above_it_are_the_scores_with_the_others_at_their_best():
    plot, x = Searches(), np.linspace(0, 1, 61)
    trials, best = (dict(zip(NAMES, values, strict=True)) for values in (TRIALS, FOUND))
    one = {name: scores[:1] for name, scores in best.items()}
    assert plot.update([SearchOutcome(PEAK, trials, WEIGHTS, one)]) == (
        "4 trials each; different values of setting 1: grid 2, random 4; "
        "best found: grid ≈ 90.0 %, random ≈ 70.0 %"
    )
    first, second = (np.exp(-(((x - peak) / 0.15) ** 2) / 2) for peak in (0.3, 0.6))
    for curve, image in zip(plot.hills, plot.maps, strict=True):
        shows(curve, x, LIFT + TALL * first)
        wanted = 0.5 * first[None, :] + 0.3 * second[:, None] + 0.2
        np.testing.assert_allclose(image.get_array(), wanted, rtol=1e-5)


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Searches, lambda: [outcome(1), outcome()])
