"""What figures say: medians and bands, crosses where training diverged, missing numbers."""

import io
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from helpers.drawing import style
from helpers.drawing.maps import Map
from helpers.panels import DEAD, DIAGNOSTICS, DeadUnits, Diagnostics
from helpers.plots import Curves, Lines
from helpers.probes import gradient_norms
from helpers.words import measured
from tests.test_plots import NAN, grid, lines_of, trained

pytestmark = pytest.mark.filterwarnings("error")


def spoil(record, rows, step):
    """The record as if the networks of these rows had diverged at that step."""
    if record.step < step:
        return record
    changes = {"diverged_at": record.diverged_at.clone()}
    changes["diverged_at"][rows] = step
    for key in ("loss", "test_loss", "test_accuracy"):
        changes[key] = getattr(record, key).clone()
        changes[key][rows] = NAN
    return replace(record, **changes)


def shown_crosses(plot):
    crosses = [cross for panel in plot.crosses.values() for cross in panel]
    return [cross.get_data() for cross in crosses if len(cross.get_xdata())]


def test_a_diverged_variant_ends_in_a_cross_and_the_words_say_so():
    seen = [spoil(record, slice(5, 10), 3) for record in trained(2, 5)]
    plot = Curves(["sick", "relu"])
    words = plot.update(seen)
    plot.picture(2)
    line = plot.lines[1]
    for xs, _ in shown_crosses(plot):
        assert xs == [pytest.approx(seen[2].epoch)]
    assert shown_crosses(plot)[0][1] == [line.get_ydata()[2]]
    assert np.isnan(line.get_ydata()[3:]).all()
    assert np.isfinite(plot.lines[0].get_ydata()).all()
    assert "ReLU diverged (at step ≈ 3)" in words
    assert "sick ≈" in words
    plot.update(trained(2, 5))
    assert not shown_crosses(plot)


@pytest.mark.parametrize("key", ["loss", "test_accuracy"])
def test_one_diverged_seed_of_five_does_not_hide_the_other_four(key):
    seen = [spoil(record, slice(7, 8), 3) for record in trained(2, 5)]
    plot = Curves(["sick", "relu"], [(key, "linear")])
    words = plot.update(seen)
    plot.picture(2)
    assert np.isfinite(plot.lines[1].get_ydata()).all()
    assert "no number" not in words


def test_divergence_from_the_first_step_on_does_not_crash():
    seen = [spoil(record, slice(0, 5), 0) for record in trained(1, 5)]
    plot = Curves(["sick"])
    for end in range(1, len(seen) + 1):
        assert "diverged" in plot.update(seen[:end])
        plot.picture()


def test_a_column_without_numbers_crashes_no_panel():
    dead, alive = trained(2, asked=DEAD), trained(1, asked=DIAGNOSTICS)
    for plot, records in ((Diagnostics(), alive), (DeadUnits(["a", "b"]), dead)):
        seen = [replace(r, probed={k: torch.full_like(v, NAN) for k, v in r.probed.items()})
                for r in records]  # fmt: skip
        assert plot.update(seen)
        plot.picture()
    lines = Lines(["a", "b"], "x", "y")
    lines.update([{"a": ([1, 2], [NAN, NAN]), "b": ([1, 2], [NAN, 1])}])
    lines.picture()


def test_infinite_and_zero_numbers_fit_on_a_logarithmic_axis():
    lines = Lines(["a"], "x", "y", "log")
    for y in ([0, 0, 0], [1, np.inf, np.inf], [1e-320, 1e250, 0], [-1, 1, 2]):
        lines.update([{"a": ([1, 2, 3], y)}])
        lines.picture()
        low, high = lines.axes[0].get_ylim()
        assert 0 < low < high < np.inf


def test_a_line_that_is_gone_from_the_list_is_gone_from_the_picture():
    plot, fresh = (Lines(["sigmoid", "tanh"], "x", "y") for _ in range(2))
    plot.update([lines_of(1)])
    half = [{"tanh": lines_of(1)["tanh"]}]
    assert plot.update(half) == fresh.update(half)
    assert plot.picture(2) == fresh.picture(2)


# What the words and lines say


def test_curves_draw_the_median_and_quartiles_of_the_seeds():
    seen = trained(2, 5)
    plot = Curves(["sick", "relu"], [("loss", "log")])
    plot.update(seen)
    losses = torch.stack([record.loss for record in seen]).view(-1, 2, 5).double()
    for variant, line in enumerate(plot.lines):
        np.testing.assert_allclose(line.get_ydata(), losses[:, variant].median(1).values)
    assert len(plot.curves["loss"]) == 2
    edge = plot.curves["loss"][0].band.get_paths()[0].vertices[:, 1]
    assert edge.max() == pytest.approx(losses[:, 0].quantile(0.75, dim=1).max())
    assert plot.axes[0].get_xlim() == (0, pytest.approx(seen[-1].epoch))


def test_the_words_of_diagnostics_give_the_ratio_of_first_to_last():
    seen = trained(1, asked=DIAGNOSTICS, hidden=(6,) * 8, activation="sigmoid")
    plot = Diagnostics()
    plot.update(seen)
    norms = seen[-1].probed["gradient_norms"][0]
    words = plot.update([seen[-1].also(gradient_norms=norms[None])])
    assert f"gradient is {measured(norms[0] / norms[-1])} of" in words
    spread, gradient, *_ = plot.now
    np.testing.assert_allclose(gradient.get_ydata(), norms)
    assert len(spread.get_xdata()) == 8
    assert list(gradient.get_xdata()) == list(range(1, 10))


def test_the_legend_of_diagnostics_has_no_activations_colour():
    plot = Diagnostics()
    start, now = plot.figure.legends[0].get_lines()
    assert (start.get_color(), start.get_linestyle()) == (style.GREY, "--")
    assert (now.get_color(), now.get_linestyle()) == (style.GREY, "-")
    plot.update(trained(1, asked=DIAGNOSTICS, activation="relu"))
    assert plot.now[0].get_color() == style.look("relu").color


def test_the_map_clips_masks_and_finds_the_change_of_sign():
    plot = Map("depth", "gain", "gradient", 6)
    words = plot.update([grid(1), grid(3)])
    shown = plot.mesh.get_array().reshape(5, 6)
    assert shown.mask[:, 3:].all()
    assert not shown.mask[:, :3].any()
    assert (shown.min(), shown.max()) == (-6, 6)
    np.testing.assert_allclose(plot.zero.get_ydata(), [1, 1, 1, NAN, NAN, NAN])
    assert "at depth 3 the map is white at gain ≈ 1" in words


def test_a_map_of_which_nothing_is_known_does_not_crash():
    plot = Map("depth", "gain", "gradient", 6)
    assert plot.update([grid(0)])
    plot.picture()


def test_a_plot_shows_itself_as_a_crisp_picture_with_its_words():
    plot = Curves(["sick"], [("loss", "log")], width=400, height=300).show(trained(1))
    data, meta = plot._repr_mimebundle_()
    assert Image.open(io.BytesIO(data["image/png"])).size == (800, 600)
    assert meta == {"image/png": {"width": 400, "height": 300}}
    assert data["text/plain"] == f"Figure: {plot.words}."
    plot.close()
    assert not plot.lines


def test_a_probe_with_one_number_per_network_can_be_drawn():
    def first_layer(glimpse):
        return gradient_norms(glimpse)[:, 0]

    plot = Curves(["sick", "relu"], [("first_layer", "log")])
    seen = trained(2, 1, asked=[first_layer])
    plot.update(seen)
    np.testing.assert_allclose(plot.lines[1].get_ydata()[-1], seen[-1].probed["first_layer"][1])
