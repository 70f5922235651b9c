"""The figure of a valley: the path it is given, and words that tell where it ends."""

import numpy as np
import pytest

from helpers.lessons.data_scaling.figures.valleys import Valley
from tests.lessons.shared.walks import walk_down
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize(("rate", "steps"), [(0.1, 50), (0.5, 2000)], ids=["inside", "left"])
def test_the_settled_picture_depends_on_the_list_alone_and_fits(rate, steps):
    check_settled(Valley, lambda: walk_down(rate, steps=steps))


def test_the_whole_path_is_drawn():
    descents, plot = walk_down(0.1, steps=20), Valley()
    plot.update(descents)
    np.testing.assert_array_equal(np.stack(plot.path.get_data(), 1), descents[-1].path)


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (0.001, "50 steps leave ≈ "),
        (0.2, "leave less than a millionth of the loss"),
        (0.3, "50 steps climb out of the valley"),
    ],
)
def test_the_valleys_words_tell_where_it_ends(rate, words):
    text = Valley().update(walk_down(rate, steps=50))
    assert text.startswith("condition number ≈ 9; largest stable rate predicted ≈ 0.222, observed")
    assert words in text
