"""Notebook 09's exercises: every way to be right passes, a wrong one hears its misunderstanding."""

import pytest
import torch

from helpers.lessons.clinic import exercises


def pace_by_hand(before, after):
    step = sum((b - a) ** 2 for b, a in zip(before, after, strict=True)) ** 0.5
    return step / sum(b**2 for b in before) ** 0.5


def leak_by_sets(train, test):
    known = {tuple(row) for row in train.tolist()}
    return sum(tuple(row) in known for row in test.tolist()) / len(test)


def leak_by_loop(train, test):
    return sum(any(torch.equal(one, other) for other in train) for one in test) / len(test)


def leak_in_the_same_place(train, test):
    rows = min(len(train), len(test))
    return sum(torch.equal(train[k], test[k]) for k in range(rows)) / rows


def first_by_nonzero(answers):
    places = answers.nonzero()
    return places[0] if len(places) else -1


def works_by_loop(fresh, reported, least):
    met = [f >= least and r - f <= 0.05 for f, r in zip(fresh, reported, strict=True)]
    return 1.0 if sum(met) >= 4 else 0.0


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("pace", pace_by_hand),
        ("pace", lambda b, a: torch.dist(b, a) / torch.linalg.norm(b)),
        ("leaked_share", leak_by_sets),
        ("leaked_share", leak_by_loop),
        ("agreement", lambda a, b: sum(a.argmax(1) == b.argmax(1)) / len(a)),
        ("agreement", lambda a, b: (a.topk(1).indices == b.topk(1).indices).float().mean()),
        ("first_yes", first_by_nonzero),
        ("first_yes", lambda a: a.tolist().index(True) if True in a else -1),
        ("works", works_by_loop),
        ("works", lambda f, r, least: ((f >= least) & (r <= f + 0.05)).sum() >= 4),
    ],
)
def test_every_way_to_be_right_passes(name, right):
    check = getattr(exercises, f"check_{name}")
    if name == "works" and right is not works_by_loop:
        right = _as_number(right)
    assert check.verdict(right).startswith(f"✓ {name} is right")


def _as_number(function):
    return lambda *arguments: float(function(*arguments))


WRONG = [
    ("pace", lambda b, a: (a - b).square().sum().sqrt(), "compare it with the weights"),
    ("pace", lambda b, a: (a.norm() - b.norm()) / b.norm(), "norm of the change"),
    ("pace", lambda b, a: a.norm() / b.norm(), "after over before"),
    ("pace", lambda b, a: torch.dist(a, b) / a.norm(), "before the step"),
    ("pace", lambda b, a: ((a - b) / b).abs().mean(), "ruled by the smallest"),
    ("pace", lambda b, a: torch.linalg.norm(b) / torch.dist(a, b), "changed places"),
    ("pace", lambda b, a: (a - b).norm(1) / b.norm(1), "not sizes"),
    ("leaked_share", lambda a, b: leak_by_sets(b, a), "count test images"),
    ("leaked_share", lambda a, b: leak_by_sets(a, b) * len(b), "divide by the number"),
    ("leaked_share", lambda a, b: 1 - leak_by_sets(a, b), "clean"),
    (
        "leaked_share",
        lambda a, b: sum(bool((row == a).any()) for row in b) / len(b),
        "one equal pixel",
    ),
    ("leaked_share", leak_in_the_same_place, "may stand anywhere"),
    (
        "leaked_share",
        lambda a, b: sum(torch.equal(x, y) for x in a for y in b) / len(b),
        "each test image once",
    ),
    ("agreement", lambda a, b: torch.isclose(a, b).all(1).float().mean(), "may move a little"),
    ("agreement", lambda a, b: (a.argmax(0) == b.argmax(0)).float().mean(), "columns"),
    ("agreement", lambda a, b: (a.argmax(1) != b.argmax(1)).float().mean(), "that changed"),
    ("agreement", lambda a, b: sum(a.argmax(1) == b.argmax(1)), "divide by the images"),
    ("first_yes", lambda a: max(k for k, y in enumerate([True, *a]) if y) - 1, "last yes"),
    ("first_yes", torch.Tensor.sum, "counts the yeses"),
    ("first_yes", lambda a: a.int().argmax(), "healthy: −1"),
    ("first_yes", lambda a: first_by_nonzero(a) + 1, "counted from 0"),
    ("first_yes", lambda a: a.tolist().index(False) if not all(a) else -1, "first no"),
    ("works", lambda f, r, least: float((f >= least).sum() >= 4), "far too good"),
    ("works", lambda f, r, least: float(f.mean() >= least and (r - f).mean() <= 0.05), "mean"),
    ("works", lambda f, r, least: float(((f >= least) & (r - f <= 0.05)).all()), "four seeds"),
    ("works", lambda f, r, least: float(any((f >= least) & (r <= f + 0.05))), "one lucky seed"),
    ("works", lambda f, r, least: works_by_loop(r, f, least), "about fresh images"),
    (
        "works",
        lambda f, r, least: float(sum((f >= least) & (abs(r - f) <= 0.05)) >= 4),
        "does no harm",
    ),
]


@pytest.mark.parametrize(("name", "wrong", "words"), WRONG)
def test_a_wrong_answer_hears_its_misunderstanding(name, wrong, words):
    headline, example = getattr(exercises, f"check_{name}").verdict(wrong).split("\n")
    assert headline.startswith(f"✗ {name}: ") and words in headline
    assert "yours gives" in example
