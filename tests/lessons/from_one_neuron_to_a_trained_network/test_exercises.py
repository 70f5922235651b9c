"""Notebook 00's exercises: every way to be right passes, a wrong one hears its misunderstanding."""

import math

import pytest
import torch

from helpers.lessons.from_one_neuron_to_a_trained_network import exercises


def sigmoid(z):
    return 1 / (1 + torch.exp(-z))


def neuron_by_loop(x, w, b):
    z = b
    for x_i, w_i in zip(x.tolist(), w.tolist(), strict=True):
        z += x_i * w_i
    return 1 / (1 + math.exp(-z))


def update_in_place(w, gradient, eta):
    w -= eta * gradient
    return w


def chain_by_autograd(x, w, v, y):
    w = torch.tensor(w, requires_grad=True)
    loss = (sigmoid(v * sigmoid(w * x)) - y) ** 2
    loss.backward()
    return w.grad


def chain_by_floats(x, w, v, y):
    o = 1 / (1 + math.exp(-w * x))
    y_hat = 1 / (1 + math.exp(-v * o))
    return 2 * (y_hat - y) * y_hat * (1 - y_hat) * v * o * (1 - o) * x


def softmax_without_overflow(scores):
    e = torch.exp(scores - scores.max())
    return e / e.sum()


def accuracy_by_counting(scores, y):
    right = 0
    for row, label in zip(scores, y, strict=True):
        right += int(row.argmax() == label)
    return right / len(y)


def slopes(x, w, v, y):
    o = sigmoid(torch.tensor(w * x))
    y_hat = sigmoid(v * o)
    return o * (1 - o), y_hat * (1 - y_hat)


def squared_error_for_its_slope(x, w, v, y):
    y_hat = sigmoid(v * sigmoid(torch.tensor(w * x)))
    return (y_hat - y) ** 2 * math.prod(slopes(x, w, v, y)) * v * x


def stops_at_v(x, w, v, y):
    v = torch.tensor(v, requires_grad=True)
    ((sigmoid(v * sigmoid(torch.tensor(w * x))) - y) ** 2).backward()
    return v.grad


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("neuron_output", neuron_by_loop),
        ("neuron_output", lambda x, w, b: sigmoid((w * x).sum() + b)),
        ("updated", update_in_place),
        ("updated", lambda w, gradient, eta: w + -eta * gradient),
        ("chain_gradient", chain_by_autograd),
        ("chain_gradient", chain_by_floats),
        ("softmax", softmax_without_overflow),
        ("softmax", lambda scores: torch.nn.functional.softmax(scores, dim=0)),
        ("accuracy", accuracy_by_counting),
        ("accuracy", lambda scores, y: (scores.argmax(dim=1) == y).float().mean().item()),
    ],
)
def test_every_way_to_be_right_passes(name, right):
    check = getattr(exercises, f"check_{name}")
    assert check.verdict(right).startswith(f"✓ {name} is right")


WRONG = [
    ("neuron_output", lambda x, w, b: (x * w).sum() + b, "still to come"),
    ("neuron_output", lambda x, w, b: sigmoid(torch.dot(x, w)), "bias is missing"),
    ("neuron_output", lambda x, w, b: sigmoid(w * x + b), "one output"),
    ("neuron_output", lambda x, w, b: neuron_by_loop(x, w, -b), "not subtracted"),
    ("neuron_output", lambda x, w, b: neuron_by_loop(x, w, len(x) * b), "added once"),
    ("neuron_output", lambda x, w, b: sum(sigmoid(x * w)) + b, "after the sum"),
    ("neuron_output", lambda x, w, b: neuron_by_loop(x, w, 0) + b, "before the activation"),
    ("neuron_output", lambda x, w, b: torch.tanh(torch.dot(x, w) + b), "tanh"),
    ("updated", lambda w, gradient, eta: w + eta * gradient, "climbs"),
    ("updated", lambda w, gradient, eta: -gradient * eta, "add it to the weight"),
    ("updated", lambda w, gradient, eta: w - gradient, "learning rate is missing"),
    ("updated", lambda w, gradient, eta: gradient * eta, "and uphill"),
    ("updated", lambda w, gradient, eta: w * eta - gradient, "not the weight"),
    ("updated", lambda w, gradient, eta: w - 1 / eta * gradient, "do not divide"),
    ("updated", lambda w, gradient, eta: w - eta * torch.sign(gradient), "only its sign"),
    (
        "chain_gradient",
        lambda x, w, v, y: chain_by_floats(x, w, v, y) / 2,
        "a factor 2",
    ),
    ("chain_gradient", lambda x, w, v, y: -chain_by_floats(x, w, v, y), "the sign is wrong"),
    ("chain_gradient", lambda x, w, v, y: chain_by_floats(x, w, v, y) / v, "the weight v"),
    ("chain_gradient", lambda x, w, v, y: chain_by_floats(x, w, v, y) / x, "the input x"),
    ("chain_gradient", lambda *a: chain_by_floats(*a) / slopes(*a)[0], "the first sigmoid"),
    ("chain_gradient", lambda *a: chain_by_floats(*a) / slopes(*a)[1], "the last sigmoid"),
    ("chain_gradient", squared_error_for_its_slope, "not with L"),
    ("chain_gradient", stops_at_v, "go on to w"),
    ("softmax", lambda s: torch.exp(s), "add up to 1"),
    ("softmax", lambda s: s / s.sum(), "exponentials come first"),
    ("softmax", lambda s: 1 / (1 + torch.exp(-s)), "do not compete"),
    ("softmax", lambda s: (s - s.max()).exp(), "not by the largest"),
    ("softmax", lambda s: s.exp() / sum(s), "not of scores"),
    ("softmax", lambda s: torch.exp(-s) / torch.exp(-s).sum(), "the sign is wrong"),
    ("softmax", lambda s: s - s.logsumexp(0), "logarithms"),
    ("softmax", lambda s: torch.eye(len(s))[s.argmax()], "winner alone"),
    ("accuracy", lambda s, y: sum(s.argmax(1) == y), "a count"),
    ("accuracy", lambda s, y: (s.argmax(1) == y).float(), "take the mean"),
    ("accuracy", lambda s, y: ((s[:, 1] > 0.5).long() == y).float().mean(), "not with 0 or ½"),
    ("accuracy", lambda s, y: 1 - accuracy_by_counting(s, y), "wrong answers"),
    ("accuracy", lambda s, y: (s.max(1).values == y).float().mean(), "not the score"),
    ("accuracy", lambda s, y: s.max(1).indices, "compare them with y"),
]


@pytest.mark.parametrize(("name", "wrong", "words"), WRONG)
def test_a_wrong_answer_hears_its_misunderstanding(name, wrong, words):
    headline, example = getattr(exercises, f"check_{name}").verdict(wrong).split("\n")
    assert headline.startswith(f"✗ {name}: ") and words in headline
    assert "yours gives" in example
