"""Early stopping: where patience ran out, where the weights go back to, a dot per network."""

import math
from dataclasses import replace

import pytest
import torch

from helpers.lessons.regularization.figures.stops import Stops
from helpers.lessons.regularization.stopping import (
    Answers,
    Outcome,
    outcome,
    parameters,
    stop_early,
)
from helpers.recipes import Recipe
from helpers.training import train
from tests.made import record, shows
from tests.oracle import toy
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")
RUN = {"steps": 6, "every": 2, "batch_size": 8, "dtype": torch.float64}
NET = Recipe(hidden=(6,), lr=0.5)


def outcomes(patience=2, count=2):
    nets = [NET.but(seed=s) for s in range(count)]
    stream = train(nets, toy(), probes=[parameters], **{**RUN, "every": 1})
    return [outcome(stop, toy().test) for stop in stop_early(stream, patience)]


# Three networks: the first stops at 4 and goes back to 1. Losses (epoch, network).
TRAINING = [[2.0, 1.9, 1.8], [0.9, 0.8, 0.7], [0.2, 0.3, 0.4]]
VALIDATION = [[2.1, 2.2, 2.3], [1.1, 1.2, 1.3], [1.6, 1.7, 1.8]]
AT_END = {"loss": [1.9, 0.9, 1.1], "accuracy": [0.71, 0.81, 0.75], "confidence": [0.9] * 3}
AT_BEST = {"loss": [0.8, 0.95, 0.5], "accuracy": [0.6, 0.8, 0.7], "confidence": [0.8] * 3}


def by_hand(order=(0, 1, 2), ran_out=True):
    """Outcomes at the epochs 0, 2 and 4 of networks in this order."""

    def pick(values):
        return torch.tensor(values)[list(order)]

    stops = pick([4.0, 3.0, 2.0]) if ran_out else pick([math.nan] * 3)
    places = pick([1.05, 1.15, 1.25]), pick([1.0, 2.0, 3.0]), torch.zeros(len(order), 1), stops
    items = []
    for epoch, training, validation in zip((0, 2, 4), TRAINING, VALIDATION, strict=True):
        losses = {"loss": pick(training).tolist(), "test_loss": pick(validation).tolist()}
        item = Outcome(record(4 * epoch, 16, float(epoch), **losses), *places, toy().test)
        for name, values in {"at_end": AT_END, "at_best": AT_BEST}.items():
            vars(item)[name] = Answers(**{key: pick(row) for key, row in values.items()})
        items.append(item)
    return items


WORTH = {
    3: "medians of 3 seeds: test loss ≈ 0.8 with the restored weights, ≈ 1.1 with the last; "
    "test accuracy ≈ 70 % and ≈ 75 %",
    1: "test loss ≈ 0.8 with the restored weights, ≈ 1.9 with the last; "
    "test accuracy ≈ 60 % and ≈ 71 %",
}


@pytest.mark.parametrize(
    ("order", "ran_out", "words"),
    [
        ((0, 1, 2), True, "stops at epoch ≈ 4, goes back to epoch ≈ 1"),
        ((2, 0, 1), True, "stops at epoch ≈ 2, goes back to epoch ≈ 3"),
        ((0,), False, "patience has not run out; goes back to epoch ≈ 1"),
    ],
)
def test_a_stop_is_where_patience_ran_out_and_a_dot_is_a_network(order, ran_out, words):
    plot, items, first = Stops(), by_hand(order, ran_out), order[0]
    assert plot.update(items) == f"{words}; {WORTH[len(order)]}"
    for line, losses in zip(plot.losses, (TRAINING, VALIDATION), strict=True):
        shows(line, [0, 2, 4], [row[first] for row in losses])
    shows(plot.best, [first + 1], [1.05 + first / 10])
    if ran_out:
        assert list(plot.stop.get_xdata()) == [4 - first] * 2
    for dots, key in zip(plot.dots, ("loss", "accuracy"), strict=True):
        shows(dots, *(getattr(answers, key) for answers in (items[-1].at_end, items[-1].at_best)))


def test_axes_end_at_the_next_round_loss_whatever_diverged():
    plot, last = Stops(), outcomes()[-1]
    for losses, top in (([math.nan, 1.2], 1.5), ([1e9, 1.0], 50)):
        end = replace(last)
        vars(end)["at_end"] = Answers(*[torch.tensor(losses)] * 3)  # what it would measure
        plot.update([end])
        assert plot.axes[1].get_xlim()[1] == top


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(Stops, outcomes)
