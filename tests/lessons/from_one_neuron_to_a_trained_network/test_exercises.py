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


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        ("neuron_output", lambda x, w, b: (x * w).sum() + b, "still to come"),
        ("neuron_output", lambda x, w, b: sigmoid(torch.dot(x, w)), "bias is missing"),
        ("neuron_output", lambda x, w, b: sigmoid(w * x + b), "one output"),
        ("updated", lambda w, gradient, eta: w + eta * gradient, "climbs"),
        ("updated", lambda w, gradient, eta: -gradient * eta, "add it to the weight"),
        ("updated", lambda w, gradient, eta: w - gradient, "learning rate is missing"),
        (
            "chain_gradient",
            lambda x, w, v, y: chain_by_floats(x, w, v, y) / 2,
            "a factor 2",
        ),
        ("chain_gradient", lambda x, w, v, y: -chain_by_floats(x, w, v, y), "the sign is wrong"),
        ("chain_gradient", lambda x, w, v, y: chain_by_floats(x, w, v, y) / v, "the weight v"),
        ("chain_gradient", lambda x, w, v, y: chain_by_floats(x, w, v, y) / x, "the input x"),
        ("softmax", lambda s: torch.exp(s), "add up to 1"),
        ("softmax", lambda s: s / s.sum(), "exponentials come first"),
        ("softmax", lambda s: 1 / (1 + torch.exp(-s)), "do not compete"),
        ("accuracy", lambda s, y: sum(s.argmax(1) == y), "a count"),
        ("accuracy", lambda s, y: (s.argmax(1) == y).float(), "take the mean"),
        ("accuracy", lambda s, y: ((s[:, 1] > 0.5).long() == y).float().mean(), "not with 0 or ½"),
    ],
)
def test_a_wrong_answer_hears_its_misunderstanding(name, wrong, words):
    headline, example = getattr(exercises, f"check_{name}").verdict(wrong).split("\n")
    assert headline.startswith(f"✗ {name}: ") and words in headline
    assert "yours gives" in example
