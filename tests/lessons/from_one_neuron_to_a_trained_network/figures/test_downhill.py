"""The figure of gradient descent on one weight: curve, tangent and steps are the descent's."""

import numpy as np
import pytest
import torch

from helpers.lessons.from_one_neuron_to_a_trained_network.downhill import OneWeightDescent
from helpers.lessons.from_one_neuron_to_a_trained_network.figures.downhill import Downhill
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
W = torch.linspace(-1, 3, 81, dtype=torch.float64)


def descent(rate=0.25, steps=3):
    path = [2.0]
    for _ in range(steps):
        path.append(path[-1] - rate * 0.2 * path[-1])
    return OneWeightDescent(W, 0.1 * W**2, path, [0.1 * w**2 for w in path], 0.2 * 2.0)


def test_the_tangent_touches_the_start_with_the_gradients_slope():
    plot = Downhill("weight w")
    words = plot.update([descent()])
    xs, ys = plot.tangent.get_data()
    assert np.diff(ys) / np.diff(xs) == pytest.approx(0.4)
    assert (np.mean(xs), np.mean(ys)) == pytest.approx((2.0, 0.4))
    assert words.startswith("3 steps lead from weight w 2 (loss 0.4) to ")
    assert words.endswith("the slope at the start is 0.4")


def test_curve_and_steps_are_the_descents():
    plot = Downhill()
    plot.update([descent(steps=5)])
    np.testing.assert_array_equal(plot.curve.get_xydata(), torch.stack([W, 0.1 * W**2], 1))
    xs, ys = map(np.asarray, plot.steps.get_data())
    assert len(xs) == 6 and (np.diff(ys) < 0).all()
    np.testing.assert_allclose(ys, 0.1 * xs**2)
    assert plot.axes[0].get_xlim() == (-1, 3)


def test_nothing_is_cut_off_and_the_picture_is_the_same_twice():
    check_settled(lambda: Downhill("weight w11"), lambda: [descent(steps=5), descent()])
