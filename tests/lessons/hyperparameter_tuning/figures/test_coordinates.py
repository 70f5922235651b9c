"""A search in several settings at once, as a figure."""

from dataclasses import replace

import numpy as np
import pytest

from helpers.lessons.hyperparameter_tuning.figures.coordinates import Coordinates
from helpers.tuning.results import DONE, FAILED, PRUNED, RUNNING, Result, Trial
from helpers.tuning.space import Space
from tests.made import shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
SPACE = {"layers": (1, 3), "units": [16, 32], "lr": (1e-3, 1.0, "log")}


def result(count=3):
    trials = (
        Trial(0, {"layers": 1, "units": 32, "lr": 0.1}, DONE, (0.5, 0.8)),
        Trial(1, {"layers": 3, "units": 16, "lr": 0.01}, PRUNED, (0.2,)),
        Trial(2, {"layers": 2, "units": 16, "lr": 1.0}, RUNNING, ()),
    )
    return Result(Space.of(SPACE), trials[:count], 5)


def test_a_trial_crosses_each_axis_at_its_setting():
    plot = Coordinates(SPACE)
    words = plot.update([result()])
    across = plot.bundles[1].get_segments()
    assert len(across) == 2  # one has no score yet
    np.testing.assert_allclose(across[1][:, 1], [1 / 6, 0.75, 2 / 3, 0.8], rtol=1e-6)
    np.testing.assert_allclose(plot.best[1].get_ydata(), across[1][:, 1])
    assert plot.crosses.get_ydata().tolist() == pytest.approx([0.2])
    assert words == (
        "≈ 1 of 5 trials trained to the end, ≈ 1 stopped early, ≈ 3 epochs; the best ≈ 80.0 %: "
        "layers ≈ 1, units ≈ 32, lr ≈ 0.1"
    )


SETTINGS = [{"layers": 1, "units": 16, "lr": 0.01}, {"layers": 3, "units": 32, "lr": 0.1}]
HIGH, LOW = (0.3, 0.9), (0.6, 0.7)  # the scores of two trials that are done
NAMED = ["layers ≈ 1, units ≈ 16, lr ≈ 0.01", "layers ≈ 3, units ≈ 32, lr ≈ 0.1"]


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("by_epoch", [True, False])
def test_the_best_is_the_highest_of_those_that_are_done(by_epoch, first):
    trials = (
        Trial(0, SETTINGS[first], DONE, HIGH),
        Trial(1, SETTINGS[1 - first], DONE, LOW),
        Trial(2, SETTINGS[1 - first], PRUNED, (0.95,)),
    )
    plot = Coordinates(SPACE, by_epoch=by_epoch)
    assert plot.update([Result(Space.of(SPACE), trials, 5)]) == (
        f"≈ 2 of 5 trials trained to the end, ≈ 1 stopped early{', ≈ 5 epochs' * by_epoch}; "
        f"the best ≈ 90.0 %: {NAMED[first]}"
    )
    places = [[1 / 6, 0.25, 1 / 3], [5 / 6, 0.75, 2 / 3]]
    heights = [0, 2 / 3, 5 / 6]  # of 70, 90 and 95 % on an axis from 70 %
    wanted = [[*places[k], h] for k, h in zip((1 - first, first, 1 - first), heights, strict=True)]
    across = plot.bundles[1].get_segments()
    np.testing.assert_allclose([line[:, 1] for line in across], wanted, atol=1e-9)
    np.testing.assert_allclose(plot.bundles[1].get_array(), heights, atol=1e-9)
    shows(plot.best[1], range(4), wanted[1])
    assert [end.get_text() for end in plot.ends] == ["70 %", "100 %"]
    if by_epoch:
        paths = [path.tolist() for path in plot.bundles[0].get_segments()]
        assert paths[:2] == [[[1, 0.6], [2, 0.7]], [[1, 0.3], [2, 0.9]]]
        shows(plot.best[0], [1, 2], HIGH)
        assert plot.crosses.get_ydata() == [0.95]
    else:
        shows(plot.dots, [1, 2, 3], [0.9, 0.7, np.nan])
        shows(plot.best[0], [1, 2, 3], [0.9] * 3)


def test_single_scores_stand_one_after_another():
    plot = Coordinates(SPACE, by_epoch=False)
    plot.update([result(1)])
    assert plot.dots.get_xdata().tolist() == [1] and plot.best[0].get_ydata().tolist() == [0.8]
    assert not plot.bundles[0].get_segments()


def test_a_trial_that_diverged_has_no_line():
    settings, lost = {"layers": 1, "units": 16, "lr": 0.1}, float("nan")
    ends = (0.95, DONE), (lost, FAILED), (0.3, DONE)
    trials = tuple(Trial(k, settings, state, (end,)) for k, (end, state) in enumerate(ends))
    plot = Coordinates(SPACE)
    plot.update([Result(Space.of(SPACE), trials, 3)])
    across = plot.bundles[1].get_segments()
    assert [line[-1, 1] for line in across] == pytest.approx([0.3, 0.95])


def test_a_trial_stands_at_its_number():
    later = Result(Space.of(SPACE), (replace(result(1).trials[0], number=6),), 5)
    plot = Coordinates(SPACE, by_epoch=False)
    plot.update([later])
    assert plot.dots.get_xdata() == [7] and plot.axes[0].get_xlim() == (0.5, 7.5)


def test_a_search_without_a_score_says_so():
    nothing = Result(Space.of(SPACE), (), 5)
    assert Coordinates(SPACE).update([nothing]) == "0 of 5 trials trained to the end"


@pytest.mark.parametrize(("by_epoch", "counts"), [(True, (1, 3)), (False, (1,))])
def test_the_settled_picture_depends_on_the_list_alone_and_fits(by_epoch, counts):
    check_settled(lambda: Coordinates(SPACE, by_epoch=by_epoch), lambda: [*map(result, counts)])
