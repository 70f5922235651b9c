"""A wall of paintings: each picture, number and word is its own painter's."""

import numpy as np
import pytest
import torch

from helpers.data import Dataset, photograph
from helpers.lessons.shared.figures.paintings import HIGHEST, Paintings
from helpers.lessons.shared.figures.planes import GONE
from tests.made import NAN, record
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
SIDE = 4


def small():
    """A photograph of 4 × 4 pixels, each with colours of its own."""
    y = torch.linspace(0.2, 0.8, SIDE * SIDE * 3).view(-1, 3)
    return Dataset("small", torch.zeros(SIDE * SIDE, 2), y, "regression")


def painted(*errors, **numbers):
    """A Record of painters that are so far off at every pixel."""
    return record(probed={"painting": [(small().y + e).tolist() for e in errors]}, **numbers)


def shown(tile):
    return np.asarray(tile.get_array())


def test_a_settled_picture_depends_on_its_list_alone():
    check_settled(
        lambda: Paintings(small(), ["sigmoid", "relu"]),
        lambda: [painted(0.1, 0.15), painted(NAN, 0.01, diverged_at=[3, -1]), painted(0.1, 0.02)],
    )


def test_pictures_numbers_and_words_are_each_painters_own():
    plot = Paintings(small(), ["sigmoid", "relu", "zero"])
    words = plot.update([painted(0.1, 0.01, -0.05)])
    assert words == "PSNR of 3 paintings: ReLU ≈ 40.0 dB; zero ≈ 26.0 dB; sigmoid ≈ 20.0 dB"
    assert [note.get_text() for note in plot.notes] == ["20.0 dB", "40.0 dB", "26.0 dB"]
    y = small().y.view(SIDE, SIDE, 3).numpy()
    for tile, error in zip(plot.tiles, (0, 0.1, 0.01, -0.05), strict=True):
        np.testing.assert_allclose(shown(tile), y + error, atol=1e-6)
    assert plot.update([painted(0.01, 0.1, -0.05)]) == words.replace(
        "ReLU ≈ 40.0 dB; zero ≈ 26.0 dB; sigmoid", "sigmoid ≈ 40.0 dB; zero ≈ 26.0 dB; ReLU"
    )


def test_a_painter_that_diverged_leaves_its_place_grey_and_says_so():
    plot = Paintings(small(), ["sigmoid", "relu"])
    words = plot.update([painted(NAN, 0.1, diverged_at=[3, -1])])
    assert words == "PSNR of 2 paintings: ReLU ≈ 20.0 dB; diverged: sigmoid"
    assert [note.get_text() for note in plot.notes] == ["diverged", "20.0 dB"]
    np.testing.assert_allclose(shown(plot.tiles[1]), np.full((SIDE, SIDE, 3), GONE))
    assert "diverged: sigmoid" not in plot.update([painted(0.2, 0.1)])
    assert [note.get_text() for note in plot.notes] == ["14.0 dB", "20.0 dB"]


def test_colours_beyond_white_and_black_are_shown_as_these_and_counted_as_they_are():
    plot = Paintings(small(), ["sigmoid"])
    assert plot.update([painted(2.0)]) == "PSNR of 1 paintings: sigmoid ≈ −6.0 dB"
    assert shown(plot.tiles[1]).max() == 1


def test_of_a_wall_the_best_and_the_worst_are_told():
    plot = Paintings(small(), [""] * 64)
    words = plot.update([painted(*(0.1 + 0.01 * k for k in range(64)))])
    assert words == ("PSNR of 64 paintings: best painter 1 ≈ 20.0 dB; worst painter 64 ≈ 2.7 dB")


@pytest.mark.parametrize(("count", "name"), [(1, "one"), (2, ""), (8, "a"), (27, "b"), (64, "")])
def test_paintings_are_square_apart_and_fit(count, name):
    plot = Paintings(photograph("flower"), [name] * count)
    assert plot.height <= HIGHEST
    boxes = [tile.get_extent() for tile in plot.tiles]
    assert len(boxes) == count + 1
    for left, right, bottom, top in boxes:
        assert right - left == pytest.approx(bottom - top) and right - left >= 50
        assert left >= 0 and right <= plot.width and top >= 0
    places = {(round(left), round(top)) for left, _, _, top in boxes}
    assert len(places) == count + 1


def test_photograph_stands_first_in_its_own_order():
    photo = photograph("temple")
    plot = Paintings(photo, ["sigmoid"])
    plot.update([record(probed={"painting": photo.y[None] * 0})])
    first = shown(plot.tiles[0])
    np.testing.assert_array_equal(first[5, 40], photo.y[5 * 64 + 40])
    assert plot.tiles[0].origin == "upper" and plot.axes[0].get_ylim()[0] > 0
