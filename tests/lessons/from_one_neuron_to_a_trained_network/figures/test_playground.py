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
