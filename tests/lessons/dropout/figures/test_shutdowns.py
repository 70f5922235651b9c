"""Who is shut down: crosses, dark lines and running shares are the step's own numbers."""

import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgb

from helpers.data import make, split
from helpers.drawing import style
from helpers.lessons.dropout.figures.shutdowns import Shutdowns
from helpers.lessons.dropout.thinned import MaskedStep, masked_steps
from tests.made import shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def build():
    return Shutdowns((2, 6, 6, 2))


def steps(**changes):
    return list(masked_steps(split(make("moons", n=80)), (0.5, 0.25), steps=9, **changes))


ON = [[1, 0, 1], [0, 1, 0]], [[1, 1, 0], [0.5, 0, 0]]  # two steps, two layers, three units
RATES = 0.5, 0.25
SAID = [
    ["1 of 3 units off now, 33 % so far (p = 0.5)", "2 of 3 units off now, 75 % so far (p = 0.25)"],
    ["2 of 3 units off now, 75 % so far (p = 0.25)", "1 of 3 units off now, 33 % so far (p = 0.5)"],
]


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_what_is_off_is_crossed_out_and_what_moves_is_dark(order):
    moved = torch.tensor([[4.0, 0, 0], [0, -1, 0], [0, 0, 16]])
    gradients = [torch.zeros(1, 3), moved, torch.zeros(3, 1)]
    rates = [RATES[k] for k in order]
    seen = [
        MaskedStep([torch.tensor(on[k], dtype=torch.float) for k in order], gradients, rates, s, 9)
        for s, on in enumerate(ON, start=1)
    ]
    plot, said = Shutdowns((1, 3, 3, 1)), SAID[order[0]]
    assert plot.update(seen) == f"layer 1: {said[0]}; layer 2: {said[1]}"
    off = [[1 / 3, 1 / 3], [2 / 3, 0.75]]  # of two steps the mean
    for at, k in enumerate(order):
        shows(plot.curves[f"layer {at + 1}"], [1, 2], off[k])
        assert set(plot.levels[at].get_ydata()) == {RATES[k]}
    last = np.concatenate([ON[1][k] for k in order])
    shades = plot.nodes.get_facecolors()[:, :3]
    sky = np.array(to_rgb(style.SKY))
    np.testing.assert_allclose(shades, 1 - last[:, None] * (1 - sky))
    places = np.concatenate(plot.places[1:-1])
    shows(plot.crosses, *places[last == 0].T)
    widths = np.array(plot.moved.get_linewidths())[3:12].reshape(3, 3)
    np.testing.assert_allclose(np.diag(widths), [2.25, 1.125, 4.5])  # 4.5 √ of its share of 16
    assert (np.array(plot.moved.get_linewidths()) > 0).sum() == 3


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(build, steps)
