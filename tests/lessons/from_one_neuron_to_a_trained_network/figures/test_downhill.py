"""The figure of gradient descent on one weight: curve, tangent and steps are the descent's."""

import pytest
import torch

from helpers.lessons.from_one_neuron_to_a_trained_network.downhill import OneWeightDescent
from helpers.lessons.from_one_neuron_to_a_trained_network.figures.downhill import Downhill
from tests.made import shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
W = torch.linspace(-1, 3, 81, dtype=torch.float64)


def descent(rate=0.25, steps=3):
    path = [2.0]
    for _ in range(steps):
        path.append(path[-1] - rate * 0.2 * path[-1])
    return OneWeightDescent(W, 0.1 * W**2, path, [0.1 * w**2 for w in path], 0.2 * 2.0)


def test_curve_tangent_and_steps_are_the_descents():
    weights, losses = torch.tensor([-1.0, 0, 1, 3]), torch.tensor([0.5, 0.1, 0.3, 0.9])
    path, heights = [2.0, 1.25, 0.5], [0.7, 0.45, 0.2]
    plot = Downhill("weight w")
    assert plot.update([descent(), OneWeightDescent(weights, losses, path, heights, 0.4)]) == (
        "2 steps lead from weight w 2 (loss 0.7) to 0.5 (loss 0.2); the slope at the start is 0.4"
    )
    shows(plot.curve, weights, losses)
    shows(plot.steps, path, heights)
    shows(plot.tangent, [1.4, 2.6], [0.46, 0.94])  # 15 % of the axis to both sides of the start
    assert plot.axes[0].get_xlim() == (-1, 3)
    climbs = OneWeightDescent(weights, losses, path[::-1], heights[::-1], -0.3)
    assert plot.update([climbs]) == (
        "2 steps lead from weight w 0.5 (loss 0.2) to 2 (loss 0.7); the slope at the start is −0.3"
    )


def test_nothing_is_cut_off_and_the_picture_is_the_same_twice():
    check_settled(lambda: Downhill("weight w11"), lambda: [descent(steps=5), descent()])
