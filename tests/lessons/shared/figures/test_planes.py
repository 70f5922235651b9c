"""Figures of decision regions: points, colours, losses and drawn networks are the scene's."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgb

from helpers import data
from helpers.lessons.from_one_neuron_to_a_trained_network.figures.playground import (
    ROWS,
    STROKE,
    TILE,
    Playground,
)
from helpers.lessons.shared.figures.planes import CLASSES, GONE, STRENGTH, Learning, Regions, colors
from helpers.lessons.shared.regions import SIDE, train_on_plane
from helpers.recipes import Recipe

pytestmark = pytest.mark.filterwarnings("error")
NET = Recipe(hidden=(3, 8), activation="tanh", lr=0.3)


def scenes(recipes=NET, name="xor", features="x1 x2", **options):
    split = data.split(data.make(name, n=60, noise=0.2))
    options = {"steps": 8, "every": 4, "batch_size": 16, "inside": True, **options}
    return list(train_on_plane(recipes, split, features, **options))


def nothing_is_cut_off(plot):
    plot.picture()
    box = 100 * plot.figure.get_tightbbox(plot.canvas.get_renderer()).get_points()
    return (box >= -1).all() and (box <= (plot.width + 1, plot.height + 1)).all()


CASES = {
    "learning": (Learning, lambda: scenes()),
    "regions": (lambda: Regions(["one", "other"]), lambda: scenes([NET, NET.but(seed=1)])),
    "playground": (Playground, lambda: scenes(name="blobs", features="+ all")),
}


@pytest.fixture(params=CASES)
def case(request):
    build, watched = CASES[request.param]
    return build, watched()


def test_a_settled_picture_depends_on_its_list_alone(case):
    build, seen = case
    streamed, fresh = build(), build()
    for end in (1, len(seen)):
        streamed.update(seen[:end])
        streamed.picture()
    assert (fresh.update(seen), fresh.picture(2)) == (streamed.update(seen), streamed.picture(2))
    assert nothing_is_cut_off(fresh)


def test_points_stand_where_the_data_are_and_the_plane_holds_them():
    seen, plot = scenes(name="blobs"), Learning()
    plot.update(seen)
    field, split = plot.field, seen[-1].data
    for kinds, part in ((field.train, split.train), (field.test, split.test)):
        for label, points in enumerate(kinds):
            np.testing.assert_array_equal(points.get_xydata(), part.x[part.y == label])
    assert {points.get_marker() for points in field.train} == {"o", "s", "^"}
    assert field.axis.get_xlim() == field.axis.get_ylim() == (-seen[-1].half, seen[-1].half)
    two = scenes()
    plot.update(two)
    assert not len(field.train[2].get_xdata())  # the third class is gone


def test_a_sure_network_has_the_classs_colour_and_a_doubtful_one_is_white():
    answers = np.array([[[1.0, 0.0], [0.0, 1.0], [0.5, 0.5], [np.nan, np.nan]]])
    first, second, doubt, gone = colors(answers)[0]
    for color, (name, _) in zip((first, second), CLASSES, strict=False):
        np.testing.assert_allclose(color, 1 - STRENGTH * (1 - np.array(to_rgb(name))))
    np.testing.assert_allclose(doubt, 1)
    np.testing.assert_allclose(gone, GONE)


def test_losses_are_the_records_and_their_axis_ends_where_the_run_will():
    seen, plot = scenes(), Learning()
    plot.update(seen[:2])
    training, test = plot.losses.lines.values()
    np.testing.assert_allclose(training.get_ydata(), [s.record.loss.item() for s in seen[:2]])
    np.testing.assert_allclose(test.get_ydata(), [s.record.test_loss.item() for s in seen[:2]])
    assert plot.losses.axis.get_xlim() == (0, pytest.approx(seen[-1].record.epoch))
    assert plot.losses.axis.get_ylim()[1] in (1, 2)


def test_words_give_accuracy_and_losses_or_the_step_of_divergence():
    seen, plot = scenes(), Learning()
    record = replace(seen[-1].record, test_accuracy=torch.tensor([0.934]))
    assert "test accuracy ≈ 93 %; loss ≈ " in plot.update(
        [*seen[:-1], replace(seen[-1], record=record)]
    )
    gone = replace(record, diverged_at=torch.tensor([7]), loss=torch.tensor([float("nan")]))
    unsure = torch.full_like(seen[-1].answers, float("nan"))
    words = plot.update([*seen[:-1], replace(seen[-1], record=gone, answers=unsure)])
    assert words == "diverged (at step ≈ 7)"
    plot.picture()


def test_each_region_has_its_name_and_its_own_network():
    seen, plot = scenes([NET, NET.but(seed=1)]), Regions(["one", "other"])
    words = plot.update(seen)
    assert [axis.get_title() for axis in plot.axes] == ["one", "other"]
    pictures = [np.asarray(field.image.get_array()) for field in plot.fields]
    for picture, answers in zip(pictures, seen[-1].answers, strict=True):
        np.testing.assert_allclose(picture, colors(answers.numpy()), atol=1e-6)
    assert "one ≈ " in words and "other ≈ " in words


# The drawing of the playground


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
        seen = scenes(NET.but(hidden=hidden), features=features)
        plot.update(seen)
        names = [text.get_text() for text in plot.drawing.names if text.get_text()]
        assert tuple(names) == seen[-1].features
        picture = np.asarray(plot.drawing.image.get_array())
        tiles = sum(map(len, seen[-1].units)) + 2
        assert (picture[..., 3] > 0).sum() == tiles * TILE**2
        assert nothing_is_cut_off(plot)
    assert max(map(len, scenes(features="+ all")[0].units)) <= ROWS and SIDE == 2 * TILE


def test_a_diverged_network_can_be_drawn():
    (scene, *_), plot = scenes(), Playground()
    lost = [torch.full_like(part, float("nan")) for part in (*scene.units, *scene.weights)]
    gone = replace(scene, units=lost[:3], weights=lost[3:])
    assert plot.update([gone])
    plot.picture()
    assert not any(edges_of(plot)[1])
