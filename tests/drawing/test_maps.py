"""Maps of shares: a coarse map fills the room, theory's line is the grid's."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from helpers.drawing.maps import Map, Shares
from helpers.experiments import Grid
from tests.test_plots import grid as columns

pytestmark = pytest.mark.filterwarnings("error")
NAN = float("nan")
DEPTHS, STDS = [1, 2, 3, 4], [0.5, 1.0, 2.0]
LINE = ([1, 2, NAN, 2, 1], [0.5, 0.9, NAN, 1.2, 2.0])


def grid(known, theory=LINE):
    """Accuracy falls with depth and is best at 1; only the columns `known` are there yet."""
    values = torch.tensor([[0.2], [0.9], [0.4]]) / torch.tensor(DEPTHS)
    values[:, [k for k in range(4) if k not in known]] = NAN
    return Grid(DEPTHS, STDS, values, len(known), 4, theory)


def shares():
    return Shares("depth (layers)", "std", "test accuracy", (0.5, 4.5), "theory")


def shown(plot):
    """Edges along x, and the values in between."""
    return plot.mesh.get_coordinates()[0, :, 0], plot.mesh.get_array().reshape(3, -1)


@pytest.mark.parametrize(
    ("known", "edges"),
    [
        ([3], [0.5, 4.5]),
        ([0, 3], [0.5, 2.5, 4.5]),
        ([0, 1, 3], [0.5, 1.5, 3, 4.5]),
        (range(4), [0.5, 1.5, 2.5, 3.5, 4.5]),
    ],
)
def test_known_columns_fill_the_room_up_to_their_known_neighbours(known, edges):
    plot = shares()
    plot.update([grid([0]), grid(known)])
    plot.picture()
    x, values = shown(plot)
    np.testing.assert_allclose(x, edges)
    np.testing.assert_allclose(values, grid(range(4)).values[:, list(known)])
    assert not values.mask.any()
    assert plot.axes[0].get_xlim() == (0.5, 4.5)


def test_the_colours_run_from_nothing_to_all_and_the_bar_says_per_cent():
    plot = shares()
    plot.update([grid(range(4))])
    plot.picture()
    assert (plot.mesh.norm.vmin, plot.mesh.norm.vmax) == (0, 1)
    labels = [tick.get_text() for tick in plot.figure.axes[1].get_yticklabels()]
    assert "100 %" in labels and "0 %" in labels


def test_theorys_line_is_the_grids_and_goes_when_it_does():
    plot = shares()
    plot.update([grid(range(4))])
    for line in (plot.theory, plot.edge):
        np.testing.assert_array_equal(line.get_xdata(), LINE[0])
        np.testing.assert_array_equal(line.get_ydata(), LINE[1])
    plot.pin(True)
    assert len(plot.ghosts) == 1  # of the line, not of its white edge
    plot.pin(False)
    plot.update([grid(range(4), ())])
    assert not len(plot.theory.get_xdata())


@pytest.mark.parametrize(
    ("known", "rows", "words"),
    [
        ([0], [0, 1, 2], "at depth 1 layers the best test accuracy is ≈ 90 %, at std ≈ 1"),
        ([0, 2], [0, 1, 2], "at depth 3 layers the best test accuracy is ≈ 30 %, at std ≈ 1"),
        ([0, 1], [0, 2, 1], "at depth 2 layers the best test accuracy is ≈ 45 %, at std ≈ 2"),
        ([0, 1], [1, 0, 2], "at depth 2 layers the best test accuracy is ≈ 45 %, at std ≈ 0.5"),
        ([], [0, 1, 2], "the map is still empty"),
    ],
)
def test_the_words_name_the_deepest_known_columns_best(known, rows, words):
    plot, whole = shares(), grid(known)
    assert plot.update([grid([3]), replace(whole, values=whole.values[rows])]) == words
    if known:
        np.testing.assert_allclose(shown(plot)[1], whole.values[rows][:, known], rtol=1e-6)


def test_the_settled_picture_depends_on_the_last_grid_alone():
    streamed, fresh = shares(), shares()
    for known in ([3], [0, 3], range(4)):
        streamed.update([grid(known)])
        streamed.picture()
    assert streamed.update([grid(range(4))]) == fresh.update([grid(range(4))])
    assert streamed.picture(2) == fresh.picture(2)
    box = 100 * fresh.figure.get_tightbbox(fresh.canvas.get_renderer()).get_points()
    assert (box >= -1).all() and (box <= (fresh.width + 1, fresh.height + 1)).all()


def test_a_map_with_one_column_has_a_tile_of_width_one():
    plot = Map("depth", "gain", "number", 2)
    plot.update([Grid([3], [1, 2], torch.tensor([[-1.0], [1.0]]), 1, 1)])
    plot.picture()
    assert plot.axes[0].get_xlim() == (2.5, 3.5)
    np.testing.assert_allclose(plot.zero.get_ydata(), 2**0.5)


def test_the_map_clips_masks_and_finds_the_change_of_sign():
    plot = Map("depth", "gain", "gradient", 6)
    plot.update([columns(1), columns(3)])
    shown = plot.mesh.get_array().reshape(5, 6)
    assert shown.mask[:, 3:].all()
    assert not shown.mask[:, :3].any()
    assert (shown.min(), shown.max()) == (-6, 6)
    np.testing.assert_allclose(shown[1, :3], 3 * np.log10(0.3) * np.arange(1, 4), rtol=1e-6)
    np.testing.assert_allclose(plot.zero.get_ydata(), [1, 1, 1, NAN, NAN, NAN])


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ([-1.0, 1.0, 2.0], "at depth 2 the map is white at gain ≈ 1"),  # √(0.1 · 10)
        ([-2.0, -1.0, 1.0], "at depth 2 the map is white at gain ≈ 32"),  # √(10 · 100)
        ([1.0, 3.0, 2.0], "at depth 2 the number is above 0 for every gain"),
        ([-1.0, -3.0, -2.0], "at depth 2 the number is below 0 for every gain"),
        ([1.0, -1.0, -2.0], "at depth 2 the number is on both sides of 0 for every gain"),
    ],
)
def test_the_words_of_a_map_are_about_its_last_known_column(column, words):
    values = torch.tensor([[-5.0, -4.0, 3.0], column, [NAN] * 3]).T
    plot = Map("depth", "gain", "gradient", 6)
    assert plot.update([Grid([1, 2, 3], [0.1, 10, 100], values, 2, 3)]) == words


def test_a_map_of_which_nothing_is_known_does_not_crash():
    plot = Map("depth", "gain", "gradient", 6)
    assert plot.update([columns(0)]) == "the map is still empty"
    plot.picture()
