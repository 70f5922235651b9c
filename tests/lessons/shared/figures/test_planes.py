"""Figures of decision regions: points, colours and losses are the scene's."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from helpers.lessons.shared.figures.planes import CLASSES, GONE, STRENGTH, Learning, Regions, colors
from tests.lessons.shared.figures.runs import NET, scenes
from tests.made import record, scene, shows, sure_of, tinted
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


@pytest.mark.parametrize(
    ("training", "test", "right", "words"),
    [
        (0.5, 0.9, 0.93, "test accuracy ≈ 93 %; loss ≈ 0.5 in training, ≈ 0.9 on test points"),
        (0.9, 0.5, 0.71, "test accuracy ≈ 71 %; loss ≈ 0.9 in training, ≈ 0.5 on test points"),
    ],
)
def test_words_and_curves_keep_training_and_test_apart(training, test, right, words):
    plot = Learning()
    seen = [
        scene(
            record(step, epoch=step / 4, loss=[training + k], test_loss=[test + k], **accuracy),
            sure_of(0.2 * (2 - k)),
        )
        for step, k, accuracy in (
            (0, 1, {"test_accuracy": [0.1]}),
            (8, 0, {"test_accuracy": [right]}),
        )
    ]
    assert plot.update(seen) == words
    for line, end in zip(plot.losses.lines.values(), (training, test), strict=True):
        shows(line, [0, 2], [end + 1, end])
    np.testing.assert_allclose(plot.field.image.get_array()[0, 0], tinted(0.4), rtol=1e-6)


@pytest.mark.parametrize("step", [0, 7])
def test_words_give_the_step_of_divergence(step):
    gone = record(loss=[float("nan")], test_accuracy=[0.1], diverged_at=[step])
    plot = Learning()
    assert plot.update([scene(gone, sure_of(float("nan")))]) == f"diverged (at step ≈ {step})"
    plot.picture()


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_each_region_has_its_name_and_its_own_network(order):
    names = [["one", "other"][k] for k in order]
    rights, sure = [0.6, 0.8], [0.9, 0.3]
    seen = record(test_accuracy=[rights[k] for k in order])
    plot = Regions(names)
    ends = ["one ≈ 60 %", "other ≈ 80 %"]
    assert plot.update([scene(seen, sure_of(*[sure[k] for k in order]))]) == (
        f"test accuracy: {ends[order[0]]}, {ends[order[1]]}"
    )
    for at, k in enumerate(order):
        assert plot.axes[at].get_title() == names[at]
        image = plot.fields[at].image.get_array()
        np.testing.assert_allclose(image[0, 0], tinted(sure[k]), rtol=1e-6)
