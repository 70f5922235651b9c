"""Exercises of notebook 09: measuring symptoms, reading a chart, judging a treatment."""

import torch

from helpers.engine.tensors import floats
from helpers.lessons.shared.exercise import Exercise

check_pace = Exercise(
    "pace",
    answer="pace",
    lesson="about a thousandth to a hundredth is healthy; 1 throws the weights away",
    solution=lambda before, after: (after - before).norm() / before.norm(),
    examples=(
        (floats([3.0, -4.0]), floats([3.0, -3.5])),
        (floats([1.0, 2.0, -2.0]), floats([0.4, 2.8, -2.0])),
    ),
    sample=lambda draws: tuple(torch.randn(2, 6, generator=draws)),
    mistakes=(
        ("this is the size of the step; compare it with the weights", lambda b, a: (a - b).norm()),
        (
            "a change of the norm is not the norm of the change",
            lambda b, a: (a.norm() - b.norm()) / b.norm(),
            lambda b, a: (a.norm() - b.norm()).abs() / b.norm(),
        ),
        ("this is the weights after over before", lambda b, a: a.norm() / b.norm()),
        ("the two have changed places: step over weights", lambda b, a: b.norm() / (a - b).norm()),
        (
            "take the two norms first: an average over weights is ruled by the smallest ones",
            lambda b, a: ((a - b) / b).abs().mean(),
        ),
        ("divide by the weights before the step", lambda b, a: (a - b).norm() / a.norm()),
        (
            "norms add squares, not sizes",
            lambda b, a: (a - b).abs().sum() / b.abs().sum(),
        ),
    ),
)


def _same(train, test):
    return (test[:, None] == train).all(2)  # (test rows, training rows)


check_leaked_share = Exercise(
    "leaked_share",
    answer="share",
    lesson="a test image that was learnt by heart tests nothing",
    solution=lambda train, test: _same(train, test).any(1).double().mean(),
    examples=(
        (
            floats([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0], [9.0, 9.0]]),
            floats([[3.0, 4.0], [1.0, 6.0], [2.0, 1.0], [3.0, 4.0]]),
        ),
        (
            floats([[1.0, 2.0], [1.0, 2.0], [0.0, 4.0]]),
            floats([[0.0, 0.0], [1.0, 2.0], [0.0, 5.0], [1.0, 2.0], [2.0, 1.0]]),
        ),
    ),
    sample=lambda draws: (
        torch.randint(0, 2, (4, 3), generator=draws).float(),
        torch.randint(0, 2, (6, 3), generator=draws).float(),
    ),
    mistakes=(
        (
            "this is the share of the training images: count test images",
            lambda train, test: _same(train, test).any(0).double().mean(),
        ),
        (
            "one equal pixel is not an equal image",
            lambda train, test: (test[:, None] == train).any(2).any(1).double().mean(),
        ),
        (
            "a leaked image may stand anywhere among the training images",
            lambda train, test: (
                (train[: min(len(train), len(test))] == test[: min(len(train), len(test))])
                .all(1)
                .double()
                .mean()
            ),
        ),
        (
            "this is a count: divide by the number of test images",
            lambda train, test: _same(train, test).any(1).double().sum(),
        ),
        (
            "this is the share of clean test images",
            lambda train, test: 1 - _same(train, test).any(1).double().mean(),
        ),
        (
            "count each test image once, however often the training set has it",
            lambda train, test: _same(train, test).double().sum() / len(test),
        ),
    ),
)


def _alike(first, second, dim=1):
    return first.argmax(dim) == second.argmax(dim)


check_agreement = Exercise(
    "agreement",
    answer="share",
    lesson="in eval() it is 1; less means that chance takes part in the answers",
    solution=lambda first, second: _alike(first, second).double().mean(),
    examples=(
        (
            floats([[1.0, 2.0, 0.0], [3.0, 1.0, 0.0], [0.0, 1.0, 5.0], [9.0, 2.0, 2.0]]),
            floats([[1.0, 2.5, 0.0], [0.0, 1.0, 0.5], [0.0, 1.0, 4.0], [8.0, 2.0, 2.0]]),
        ),
    ),
    sample=lambda draws: tuple(torch.randn(2, 9, 3, generator=draws)),
    mistakes=(
        (
            "outputs may move a little: the answer is the class with the largest one",
            lambda a, b: (a == b).all(1).double().mean(),
            lambda a, b: (a == b).double().mean(),
            lambda a, b: torch.isclose(a, b).all(1).double().mean(),
            lambda a, b: (a.max(1).values == b.max(1).values).double().mean(),
        ),
        (
            "the classes are the columns: argmax along dimension 1",
            lambda a, b: _alike(a, b, 0).double().mean(),
        ),
        ("this is a count: divide by the images", lambda a, b: _alike(a, b).double().sum()),
        ("this is the share that changed", lambda a, b: 1 - _alike(a, b).double().mean()),
    ),
)


def _places(answers):
    return [place for place, yes in enumerate(answers.tolist()) if yes]


check_first_yes = Exercise(
    "first_yes",
    answer="place",
    lesson="what is wrong early makes what comes later look wrong too, so the first yes counts",
    solution=lambda answers: _places(answers)[0] if answers.any() else -1,
    examples=(
        (torch.tensor([False, False, True, True, False, True], device="cpu"),),
        (torch.tensor([True, False, False], device="cpu"),),
        (torch.tensor([False, False], device="cpu"),),
        (torch.tensor([False, True], device="cpu"),),
    ),
    sample=lambda draws: (torch.rand(6, generator=draws) < 0.3,),
    mistakes=(
        (
            "this is the last yes: the first one explains the others",
            lambda answers: _places(answers)[-1] if answers.any() else -1,
        ),
        (
            "this counts the yeses: where is the first?",
            lambda answers: answers.sum(),
            lambda answers: answers.sum() if answers.any() else -1,
        ),
        (
            "without any yes the network is healthy: −1, not the first illness",
            lambda answers: answers.double().argmax(),
        ),
        (
            "places are counted from 0",
            lambda answers: _places(answers)[0] + 1 if answers.any() else -1,
            lambda answers: _places(answers)[0] + 1 if answers.any() else 0,
        ),
        (
            "this is the first no",
            lambda answers: answers.double().argmin(),
            lambda answers: (~answers).double().argmax() if (~answers).any() else -1,
        ),
    ),
)


def _met(fresh, reported, least):
    return (fresh >= least) & (reported - fresh <= 0.05 + 1e-9)


check_works = Exercise(
    "works",
    answer="verdict",
    lesson="accurate on fresh images, honest in its report, and not only with a lucky seed",
    solution=lambda fresh, reported, least: float(
        _met(fresh, reported, least).double().mean() >= 0.8 - 1e-9
    ),
    examples=(
        # Works; then: four reports too good; one bad seed of five; two bad seeds, good mean;
        # all just below; reports below the truth.
        (floats([0.9, 0.91, 0.92, 0.9, 0.93]), floats([0.92, 0.9, 0.9, 0.9, 0.9]), 0.9),
        (floats([0.9, 0.9, 0.9, 0.9, 0.9]), floats([1.0, 1.0, 1.0, 1.0, 0.9]), 0.8),
        (floats([0.9, 0.9, 0.2, 0.9, 0.9]), floats([0.9, 0.9, 0.2, 0.9, 0.9]), 0.8),
        (floats([0.97, 0.97, 0.7, 0.7, 0.97]), floats([0.9, 0.9, 0.7, 0.7, 0.9]), 0.8),
        (floats([0.9, 0.9, 0.9, 0.9, 0.9]), floats([0.8, 0.8, 0.8, 0.8, 0.8]), 0.85),
        (floats([0.5, 0.5, 0.5, 0.9, 0.5]), floats([0.5, 0.5, 0.5, 0.9, 0.5]), 0.8),
    ),
    # 57 % of these work, so neither answer is right for all.
    sample=lambda draws: (
        0.75 + 0.25 * torch.rand(5, generator=draws),
        0.7 + 0.25 * torch.rand(5, generator=draws),
        0.8,
    ),
    mistakes=(
        (
            "a report that is far too good misses the target as well",
            lambda fresh, reported, least: float((fresh >= least).double().mean() >= 0.8 - 1e-9),
        ),
        (
            "four seeds in five are enough",
            lambda fresh, reported, least: float(_met(fresh, reported, least).all()),
        ),
        (
            "one lucky seed is not enough",
            lambda fresh, reported, least: float(_met(fresh, reported, least).any()),
        ),
        (
            "a mean hides seeds that fail: count the seeds that reach the target",
            lambda fresh, reported, least: float(
                fresh.mean() >= least and (reported - fresh).mean() <= 0.05
            ),
        ),
        (
            "the target is about fresh images; the report is only what the script says",
            lambda fresh, reported, least: float(
                _met(reported, fresh, least).double().mean() >= 0.8 - 1e-9
            ),
        ),
        (
            "a report below the truth does no harm",
            lambda fresh, reported, least: float(
                ((fresh >= least) & ((reported - fresh).abs() <= 0.05 + 1e-9)).double().mean()
                >= 0.8 - 1e-9
            ),
        ),
    ),
)
