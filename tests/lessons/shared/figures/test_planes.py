"""Figures of decision regions: points, colours and losses are the scene's."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgb

from helpers.lessons.shared.figures.planes import CLASSES, GONE, STRENGTH, Learning, Regions, colors
from tests.lessons.shared.figures.runs import NET, scenes
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def two_networks():
    return scenes([NET, NET.but(seed=1)])


CASES = {
    "learning": (Learning, scenes),
    "regions": (lambda: Regions(["one", "other"]), two_networks),
}


@pytest.mark.parametrize("name", CASES)
def test_a_settled_picture_depends_on_its_list_alone(name):
    check_settled(*CASES[name])


def test_points_stand_where_the_data_are_and_the_plane_holds_them():
    run, plot = scenes(name="blobs"), Learning()
    plot.update(run)
    field, split = plot.field, run[-1].data
    for kinds, part in ((field.train, split.train), (field.test, split.test)):
        for label, points in enumerate(kinds):
            np.testing.assert_array_equal(points.get_xydata(), part.x[part.y == label])
    assert {points.get_marker() for points in field.train} == {"o", "s", "^"}
    assert field.axis.get_xlim() == field.axis.get_ylim() == (-run[-1].half, run[-1].half)
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
    run, plot = scenes(), Learning()
    plot.update(run[:2])
    training, test = plot.losses.lines.values()
    np.testing.assert_allclose(training.get_ydata(), [s.record.loss.item() for s in run[:2]])
    np.testing.assert_allclose(test.get_ydata(), [s.record.test_loss.item() for s in run[:2]])
    assert plot.losses.axis.get_xlim() == (0, pytest.approx(run[-1].record.epoch))
    assert plot.losses.axis.get_ylim()[1] in (1, 2)


def test_words_give_accuracy_and_losses_or_the_step_of_divergence():
    run, plot = scenes(), Learning()
    record = replace(run[-1].record, test_accuracy=torch.tensor([0.934]))
    assert "test accuracy ≈ 93 %; loss ≈ " in plot.update(
        [*run[:-1], replace(run[-1], record=record)]
    )
    gone = replace(record, diverged_at=torch.tensor([7]), loss=torch.tensor([float("nan")]))
    unsure = torch.full_like(run[-1].answers, float("nan"))
    words = plot.update([*run[:-1], replace(run[-1], record=gone, answers=unsure)])
    assert words == "diverged (at step ≈ 7)"
    plot.picture()


def test_each_region_has_its_name_and_its_own_network():
    run, plot = two_networks(), Regions(["one", "other"])
    words = plot.update(run)
    assert [axis.get_title() for axis in plot.axes] == ["one", "other"]
    pictures = [np.asarray(field.image.get_array()) for field in plot.fields]
    for picture, answers in zip(pictures, run[-1].answers, strict=True):
        np.testing.assert_allclose(picture, colors(answers.numpy()), atol=1e-6)
    assert "one ≈ " in words and "other ≈ " in words
