"""A figure that another library draws by pyplot."""

import sys

from helpers.drawing.borrowed import Borrowed


def bars(height):
    from matplotlib import pyplot

    _, axes = pyplot.subplots()
    axes.bar([0, 1], [1, height])
    return axes


def test_a_borrowed_figure_leaves_nothing_behind_in_pyplot():
    Borrowed(bars, 3, words="two bars")
    assert not sys.modules["matplotlib.pyplot"].get_fignums()


def test_a_borrowed_figure_is_shown_with_its_words_in_its_size():
    borrowed = Borrowed(bars, 3, words="two bars", width=400, height=200)
    data, metadata = borrowed._repr_mimebundle_()
    assert data["text/plain"] == "Figure: two bars." and data["image/png"][:4] == b"\x89PNG"
    alt = "Figure: two bars."
    assert metadata["image/png"] == {"width": 400, "height": 200, "alt": alt}
    assert data["image/png"] == borrowed._repr_mimebundle_()[0]["image/png"]  # the same each time
