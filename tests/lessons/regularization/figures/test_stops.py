"""Early stopping: where patience ran out, where the weights go back to, a dot per network."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from helpers.lessons.regularization.figures.stops import Stops
from helpers.lessons.regularization.stopping import Answers, outcome, parameters, stop_early
from helpers.recipes import Recipe
from helpers.training import train
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
RUN = {"steps": 6, "every": 2, "batch_size": 8, "dtype": torch.float64}
NET = Recipe(hidden=(6,), lr=0.5)


def outcomes(patience=2, count=2):
    nets = [NET.but(seed=s) for s in range(count)]
    stream = train(nets, toy(), probes=[parameters], **{**RUN, "every": 1})
    return [outcome(stop, toy().test) for stop in stop_early(stream, patience)]


def test_a_stop_is_where_patience_ran_out_and_a_dot_is_a_network():
    run, plot = outcomes(), Stops()
    words = plot.update(run)
    last = run[-1]
    assert plot.best.get_xdata()[0] == last.best_epoch[0]
    np.testing.assert_array_equal(plot.stop.get_xdata(), [last.stop_epoch[0]] * 2)
    for dots, key in zip(plot.dots, ("loss", "accuracy"), strict=True):
        np.testing.assert_allclose(dots.get_xdata(), getattr(last.at_end, key))
        np.testing.assert_allclose(dots.get_ydata(), getattr(last.at_best, key))
    assert "; medians of 2 seeds: test loss ≈ " in words
    assert plot.update(outcomes(patience=50, count=1)).startswith("patience has not run out; goes")


def test_words_tell_the_restored_weights_from_the_last():
    last = replace(outcomes(count=1)[-1])
    for name, numbers in {"at_best": (1.2, 0.75, 0.8), "at_end": (1.7, 0.5, 0.9)}.items():
        vars(last)[name] = Answers(*(torch.tensor([n]) for n in numbers))
    assert (
        Stops()
        .update([last])
        .endswith(
            "test loss ≈ 1.2 with the restored weights, ≈ 1.7 with the last; "
            "test accuracy ≈ 75 % and ≈ 50 %"
        )
    )


def test_axes_end_at_the_next_round_loss_whatever_diverged():
    plot, last = Stops(), outcomes()[-1]
    for losses, top in (([math.nan, 1.2], 1.5), ([1e9, 1.0], 50)):
        end = replace(last)
        vars(end)["at_end"] = Answers(*[torch.tensor(losses)] * 3)  # what it would measure
        plot.update([end])
        assert plot.axes[1].get_xlim()[1] == top


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Stops, outcomes)
