"""What every figure promises: which items it takes, and what the base class does for all."""

import importlib
import inspect
import io
import re

import numpy as np
import pytest
from PIL import Image

from helpers.drawing import limits, ticks
from helpers.drawing.canvas import Plot
from helpers.engine.records import Record
from helpers.panels import Diagnostics
from helpers.plots import Curves, Lines
from helpers.recipes import Recipe
from helpers.training import fit
from tests import ROOT
from tests.oracle import toy
from tests.test_plots import trained

NAMES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in sorted((ROOT / "helpers").rglob("*.py"))
    if re.search(r"class \w+\((\w+\.)?\w+\):", path.read_text("utf-8"))
]
MODULES = [importlib.import_module(name) for name in NAMES]
PLOTS = {
    kind
    for module in MODULES
    for kind in vars(module).values()
    if inspect.isclass(kind) and issubclass(kind, Plot) and kind is not Plot
}


@pytest.mark.parametrize("kind", sorted(PLOTS, key=lambda kind: kind.__name__))
def test_every_figure_says_what_it_draws(kind):
    assert kind.takes is not object
    assert kind.update is Plot.update and kind.show is Plot.show  # so that the items are checked
    assert not kind.probes or issubclass(Record, kind.takes) or hasattr(kind.takes, "record")


def records(**options):
    return fit(Recipe(hidden=(3,)), toy(), steps=2, every=1, **options).records


@pytest.mark.parametrize(
    ("plot", "items", "sentence"),
    [
        (Curves(["net"]), [{"loss": 1}], "Curves draws items of type Record, got dict"),
        (Curves(["net"]), [], "Curves draws one item or more, got none"),
        (Lines(["a"], "x", "y"), records(), "Lines draws items of type dict, got Record"),
        (Diagnostics(), records(), "needs Records with the probes activation_spread, gradient_no"),
    ],
)
def test_a_wrong_item_gets_one_sentence(plot, items, sentence):
    with pytest.raises(ValueError, match=sentence) as error:
        plot.update(items)
    assert "\n" not in str(error.value) and len(str(error.value)) < 160


class Dot(Plot):
    """A marker that stands where the last item says."""

    takes = (int, float)

    def __init__(self):
        super().__init__(200, 120, ncols=2)
        self.dot = self.empty(self.axes[0], "o", ms=9)

    def draw(self, items):
        self.dot.set_data([items[-1]], [0.5])
        return f"at {items[-1]}"


def ink(plot):
    plot.picture()
    return 255 - plot._pixels()[..., :3].astype(int)


def test_update_keeps_the_words_and_show_returns_the_plot():
    plot = Dot()
    assert plot.update([0.2, 0.4]) == plot.words == "at 0.4"
    assert plot.show([1]) is plot and plot.words == "at 1"


def test_an_artist_that_is_removed_is_gone_from_every_later_picture():
    plot = Dot()
    bare = ink(plot)
    plot.update([0.5])
    assert (ink(plot) != bare).any()
    plot.remove(plot.dot)
    np.testing.assert_array_equal(ink(plot), bare)
    with pytest.raises(ValueError):
        plot.remove(plot.dot)  # once is enough


def held(plot):
    """Bytes of the pictures that a plot keeps."""
    return sum(kept.nbytes for *pair, _ in plot._still.values() for kept in pair)


def test_a_plot_that_rests_keeps_what_a_first_frame_needs_and_draws_the_same():
    plot = Dot().show([0.5])
    crisp, quick = plot.picture(2), plot.picture(1)
    before = held(plot)
    plot.rest()
    assert held(plot) == before / 5 == 2 * 4 * 200 * 120
    assert (plot.picture(1), plot.picture(2)) == (quick, crisp)


def test_an_empty_line_has_no_ghost():
    plot = Dot()
    plot.update([0.5])
    plot.pin(True)
    assert plot.ghosts == []


def test_a_color_bar_stands_right_of_its_panel():
    plot = Plot(400, 200, right=120)
    mesh = plot.axes[0].pcolormesh(np.zeros((2, 2)), vmin=0, vmax=1)
    plot.color_bar(plot.axes[0], mesh, label="share")
    bar, place = plot.figure.axes[-1].get_position(), plot.axes[0].get_position()
    assert bar.x0 > place.x1 and bar.height == pytest.approx(place.height)
    assert plot.figure.axes[-1].get_ylabel() == "share"


def test_panels_of_any_arrangement_share_the_pixels():
    """Also where one panel is as tall as two: each pixel is some panel's, or nobody's label."""
    plot = Plot(840, 480, nrows=2, ncols=2)
    tall, upper, spare, lower = plot.axes
    spare.remove()
    tall.set_subplotspec(tall.get_gridspec()[:, 0])
    plot.axes = [tall, upper, lower]
    owners = np.zeros((480, 840), int)
    for axis in plot.axes:
        owners[plot._region(axis, 1)] += 1
    assert owners.max() == 1
    assert owners[:, : owners.shape[1] // 3].min() == 1  # the tall panel has its side to itself


@pytest.mark.parametrize("most", [4, 6, 8])
def test_round_numbers_are_few_and_round(most):
    axis = Plot().axes[0].xaxis
    ticks.round_numbers(axis, most=most, whole=True)
    for high in (1, 7, 90, 12345):
        places = axis.get_major_locator().tick_values(0, high)
        inside = places[(places >= 0) & (places <= high)]
        assert len(inside) <= most + 1 and (inside == np.round(inside)).all()
        step = np.diff(places)[0]
        assert step / 10 ** np.floor(np.log10(step)) in (1, 2, 5)


@pytest.mark.parametrize(("value", "end"), [(0.9, 1), (1, 1), (1.2, 2), (2.5, 5), (61, 100)])
def test_an_axis_ends_at_the_next_round_number(value, end):
    assert limits.round_up(value) == pytest.approx(end)


def test_the_format_of_pictures_stands_in_one_place():
    for path in (ROOT / "helpers").rglob("*.py"):
        if path.stem not in ("pictures", "data"):  # the photographs' files have a format, too
            assert not re.search(r"\bpng\b", path.read_text("utf-8")), path


def test_a_plot_shows_itself_as_a_crisp_picture_with_its_words():
    plot = Curves(["sick"], [("loss", "log")], width=400, height=300).show(trained(1))
    data, meta = plot._repr_mimebundle_()
    assert Image.open(io.BytesIO(data["image/png"])).size == (800, 600)
    assert meta == {"image/png": {"width": 400, "height": 300, "alt": data["text/plain"]}}
    assert data["text/plain"] == f"Figure: {plot.words}."
    plot.close()
    assert not plot.lines
