"""The drawing of the playground: tiles, lines and names are the scene's."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from helpers.lessons.from_one_neuron_to_a_trained_network.figures.playground import (
    ROWS,
    STROKE,
    TILE,
    Playground,
)
from helpers.lessons.shared.regions import SIDE
from tests import made
from tests.lessons.shared.figures.runs import NET, scenes
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def test_a_settled_picture_depends_on_its_list_alone():
    check_settled(Playground, lambda: scenes(name="blobs", features="+ all"))


def edges_of(plot):
    lines = plot.drawing.edges
    return lines.get_segments(), lines.get_linewidths(), lines.get_linestyles()


def test_a_weights_line_is_as_thick_as_it_is_large_and_dashed_below_zero():
    (scene, *_), plot = scenes(), Playground()
    plot.update([scene])
    segments, widths, styles = edges_of(plot)
    assert len(segments) == 2 * 3 + 3 * 8 + 8 * 2
    first = scene.weights[0].flatten()
    np.testing.assert_allclose(widths[:6], STROKE * first.abs() / first.abs().max(), rtol=1e-5)
    for weight, (_, dashes) in zip(first, styles, strict=False):
        assert (dashes is None) == (weight > 0)
    assert max(widths[-16:]) <= STROKE / 2 + 1e-6  # eight units send: finer lines


WEIGHTS = [[[1.0, -0.5], [-0.25, 2.0]], [[-3.0, 0.75], [1.5, 0.375]]]  # two layers, (from, to)
WIDTHS = [[[2, 1], [0.5, 4]], [[4, 1], [2, 0.5]]]  # points: the largest of a layer has 4


def by_hand(order=(0, 1)):
    """A network of two hidden units, the first positive everywhere, the second negative; their
    order may be exchanged. It is 80 % sure of class 1."""
    order, flat = list(order), torch.ones(SIDE, SIDE)
    units = [torch.stack([flat, -flat]), torch.stack([flat, -flat])[order]]
    first, second = map(torch.tensor, WEIGHTS)
    answers = torch.tensor([0.2, 0.8]).expand(1, SIDE, SIDE, 2).tolist()
    weights = [first[:, order], second[order]]
    seen = made.record(loss=[0.4], test_loss=[0.7], test_accuracy=[0.85])
    return made.scene(seen, answers, units=units, weights=weights)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_each_unit_keeps_its_weights_and_its_picture(order):
    plot = Playground()
    assert plot.update([by_hand(order)]) == (
        "test accuracy ≈ 85 %; loss ≈ 0.4 in training, ≈ 0.7 on test points"
    )
    segments, widths, styles = edges_of(plot)
    wanted = [WIDTHS[0][i][j] for i in (0, 1) for j in order]
    wanted += [WIDTHS[1][i][j] for i in order for j in (0, 1)]
    np.testing.assert_allclose(widths, wanted)
    signs = [WEIGHTS[0][i][j] > 0 for i in (0, 1) for j in order]
    signs += [WEIGHTS[1][i][j] > 0 for i in order for j in (0, 1)]
    assert [dashes is None for _, dashes in styles] == signs
    colors = plot.drawing.edges.get_colors()  # orange above 0, blue below
    assert [red > blue for red, _, blue, _ in colors] == signs
    heights = sorted({start[1] for start, _ in segments}, reverse=True)  # the first unit on top
    ends = [(heights.index(start[1]), heights.index(end[1])) for start, end in segments]
    assert ends == [(0, 0), (0, 1), (1, 0), (1, 1)] * 2
    picture = np.asarray(plot.drawing.image.get_array())
    for k, (x, y) in zip(order, (segments[4][0], segments[6][0]), strict=True):
        red, _, blue, _ = picture[int(y), int(x) - TILE // 2]
        assert (red > blue) == (k == 0)  # orange above 0, blue below


def test_a_units_tile_shows_its_output_white_at_zero():
    (scene, *_), plot = scenes(), Playground()
    plot.update([scene])
    picture = np.asarray(plot.drawing.image.get_array())
    (start, _) = edges_of(plot)[0][6]
    x, y = int(start[0]) - TILE, int(start[1] - TILE / 2)  # the first hidden unit
    tile = picture[y + 1 : y + TILE - 1, x + 1 : x + TILE - 1, :3]
    values = scene.units[1][0, ::2, ::2][1:-1, 1:-1].numpy()
    orange = tile[..., 0] > tile[..., 2]
    clear = np.abs(values) > 0.1 * np.abs(values).max()
    np.testing.assert_array_equal(orange[clear], (values > 0)[clear])


def test_inputs_are_named_and_no_tile_covers_another():
    plot = Playground()
    for features, hidden in (("+ all", (8, 8, 8, 8)), ("x1 x2", ()), ("+ sines", (1,))):
        run = scenes(NET.but(hidden=hidden), features=features)
        plot.update(run)
        names = [text.get_text() for text in plot.drawing.names if text.get_text()]
        assert tuple(names) == run[-1].features
        picture = np.asarray(plot.drawing.image.get_array())
        tiles = sum(map(len, run[-1].units)) + 2
        assert (picture[..., 3] > 0).sum() == tiles * TILE**2
        check_settled(Playground, lambda run=run: run)
    assert max(map(len, scenes(features="+ all")[0].units)) <= ROWS and SIDE == 2 * TILE


def test_a_diverged_network_can_be_drawn():
    (scene, *_), plot = scenes(), Playground()
    blank = [torch.full_like(part, float("nan")) for part in (*scene.units, *scene.weights)]
    gone = replace(scene, units=blank[:3], weights=blank[3:])
    assert plot.update([gone])
    plot.picture()
    assert not any(edges_of(plot)[1])
