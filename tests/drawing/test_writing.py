"""Many texts as one shape: the same letters in the same place as matplotlib's own."""

import numpy as np
import pytest

from helpers.drawing.canvas import Plot
from helpers.drawing.writing import Writing, width

pytestmark = pytest.mark.filterwarnings("error")


class Page(Plot):
    """A page of 400 by 100 pixels, written on in one of two ways."""

    def __init__(self, own: bool):
        super().__init__(400, 100)
        (self.axis,) = self.axes
        self.axis.set_position((0, 0, 1, 1))
        self.axis.set(xlim=(0, 400), ylim=(0, 100))
        self.axis.set_axis_off()
        self.writing = Writing(self, self.axis, "black") if own else None

    def written(self, texts):
        for words, left, middle, size in [] if self.writing else texts:
            look = {"size": 0.72 * size, "va": "center", "color": "black"}
            self.moving(self.axis.text(left, middle, words, **look))
        if self.writing:
            self.writing.write(texts)
        self.picture()
        return np.asarray(self._pixels()[..., 0]).astype(float)


TEXTS = [("w11 = −0.374", 20, 70, 20), ("2.2·10⁻⁶ → 0", 180, 30, 26), ("∂L/∂ŷ", 220, 75, 15)]


def test_the_letters_stand_where_matplotlib_puts_them():
    ours, theirs = Page(own=True).written(TEXTS), Page(own=False).written(TEXTS)
    ink, other = 255 - ours, 255 - theirs
    assert ink.sum() == pytest.approx(other.sum(), rel=0.1)
    for axis in (0, 1):  # the centre of the ink, and how far it spreads
        place = np.arange(ink.shape[axis])
        weights = [part.sum(1 - axis) for part in (ink, other)]
        centres = [np.average(place, weights=weight) for weight in weights]
        assert centres[0] == pytest.approx(centres[1], abs=4 if axis else 1.5)


def test_a_text_is_as_wide_as_its_letters():
    assert width("", 13) == 0
    assert width("0.5", 26) == pytest.approx(2 * width("0.5", 13))
    ours = 255 - Page(own=True).written([("0123456789", 50, 50, 20)])
    columns = np.flatnonzero(ours.sum(0))
    assert columns[-1] - columns[0] == pytest.approx(
        width("0123456789", 20), abs=4
    )  # less the side bearings


def test_new_texts_replace_the_old():
    page = Page(own=True)
    first = page.written(TEXTS)
    assert not np.array_equal(page.written(TEXTS[:1]), first)
    assert (page.written([]) == 255).all()
    np.testing.assert_array_equal(page.written(TEXTS), first)
