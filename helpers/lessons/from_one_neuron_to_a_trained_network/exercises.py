"""Exercises of notebook 00: one neuron, the chain rule, softmax, counting what is right."""

import torch
from torch import Tensor

from helpers.engine.tensors import floats
from helpers.lessons.shared.exercise import Exercise


def _normal(*shapes):
    # A sample of standard normal tensors; shape () gives a plain number.
    def sample(draws):
        tensors = (torch.randn(shape, generator=draws) for shape in shapes)
        return tuple(x if x.ndim else x.item() for x in tensors)

    return sample


check_neuron_output = Exercise(
    "neuron_output",
    answer="output",
    lesson="weigh, add up, add the bias, squash",
    solution=lambda x, w, b: torch.sigmoid(x @ w + b),
    examples=(
        (floats([1.0, 2.0]), floats([0.5, -1.0]), 0.0),
        (floats([2.0, -1.0]), floats([0.5, 0.5]), 1.0),
    ),
    sample=_normal(3, 3, ()),
    mistakes=(
        ("this is z: the activation is still to come", lambda x, w, b: x @ w + b),
        ("the bias is missing", lambda x, w, b: torch.sigmoid(x @ w)),
        ("the bias is added, not subtracted", lambda x, w, b: torch.sigmoid(x @ w - b)),
        ("add the products up: a neuron has one output", lambda x, w, b: torch.sigmoid(x * w + b)),
        (
            "the bias is added once, not to every product",
            lambda x, w, b: torch.sigmoid((x * w + b).sum()),
        ),
        ("the activation comes after the sum", lambda x, w, b: torch.sigmoid(x * w).sum() + b),
        ("the bias comes before the activation", lambda x, w, b: torch.sigmoid(x @ w) + b),
        ("this is tanh, the neuron has a sigmoid", lambda x, w, b: torch.tanh(x @ w + b)),
    ),
)

check_updated = Exercise(
    "updated",
    answer="new weight",
    lesson="against the gradient, as far as the learning rate says",
    solution=lambda w, gradient, eta: w - eta * gradient,
    examples=(
        (floats([1.0, 1.0]), floats([2.0, -3.0]), 0.1),
        (floats([0.5, -2.0]), floats([0.0, 1.0]), 0.5),
    ),
    sample=lambda draws: (
        torch.randn(3, generator=draws),
        torch.randn(3, generator=draws),
        torch.rand((), generator=draws).item(),
    ),
    mistakes=(
        ("this climbs: the loss grows along the gradient", lambda w, g, eta: w + eta * g),
        ("the learning rate is missing", lambda w, g, eta: w - g),
        ("this is the step alone: add it to the weight", lambda w, g, eta: -eta * g),
        ("this is the step alone, and uphill", lambda w, g, eta: eta * g),
        ("the learning rate scales the gradient, not the weight", lambda w, g, eta: eta * w - g),
        ("multiply by the learning rate, do not divide", lambda w, g, eta: w - g / eta),
        ("use the gradient itself, not only its sign", lambda w, g, eta: w - eta * g.sign()),
    ),
)


def _chain(error=lambda y_hat, y: 2 * (y_hat - y), last=True, weight=True, first=True, end=True):
    # ∂L/∂w for ŷ = σ(v·o), o = σ(w·x); each argument is one factor of the chain.
    def gradient(x, w, v, y):
        x, w, v, y = (torch.as_tensor(value, dtype=torch.float64) for value in (x, w, v, y))
        o = torch.sigmoid(w * x)
        y_hat = torch.sigmoid(v * o)
        factors = [error(y_hat, y)]
        factors += [y_hat * (1 - y_hat)] * last + [v] * weight
        factors += [o * (1 - o)] * first + [x] * end
        return torch.stack(factors).prod()

    return gradient


def _for_v(x, w, v, y):
    o = torch.sigmoid(torch.tensor(w * x))
    y_hat = torch.sigmoid(v * o)
    return 2 * (y_hat - y) * y_hat * (1 - y_hat) * o


check_chain_gradient = Exercise(
    "chain_gradient",
    answer="gradient",
    lesson="five factors, one for each arrow from the loss back to w",
    solution=_chain(),
    examples=((1.0, 0.5, 2.0, 1.0), (2.0, -1.0, 0.5, 0.0)),
    sample=_normal((), (), (), ()),
    mistakes=(
        ("∂z/∂o is missing: on its way back the error meets the weight v", _chain(weight=False)),
        ("∂o/∂z₁ is missing: the slope of the first sigmoid", _chain(first=False)),
        ("∂ŷ/∂z is missing: the slope of the last sigmoid", _chain(last=False)),
        ("∂z₁/∂w is missing: the input x", _chain(end=False)),
        (
            "the slope of (ŷ − y)² has a factor 2",
            _chain(error=lambda y_hat, y: y_hat - y),
        ),
        (
            "the sign is wrong: ∂L/∂ŷ is 2·(ŷ − y)",
            _chain(error=lambda y_hat, y: 2 * (y - y_hat)),
        ),
        (
            "the chain begins with ∂L/∂ŷ, not with L",
            _chain(error=lambda y_hat, y: (y_hat - y) ** 2),
        ),
        ("this is ∂L/∂v: go on to w", _for_v),
    ),
)


def _winners(values: Tensor) -> Tensor:
    return (values == values.max()).float()


def _winner(values: Tensor) -> Tensor:
    return (torch.arange(len(values)) == values.argmax()).float()


check_softmax = Exercise(
    "softmax",
    answer="softmax",
    lesson="positive, they add up to 1, and the largest score keeps the largest share",
    solution=lambda scores: scores.softmax(0),
    examples=((floats([1.0, 1.0]),), (floats([2.0, 1.0, -1.0]),)),
    sample=_normal(4),
    mistakes=(
        ("exponentials come first: scores may be negative", lambda s: s / s.sum()),
        ("divide by the sum: probabilities add up to 1", torch.exp),
        ("divide by the sum, not by the largest", lambda s: torch.exp(s) / torch.exp(s).max()),
        ("divide by the sum of exponentials, not of scores", lambda s: torch.exp(s) / s.sum()),
        ("this is a sigmoid per score: classes do not compete", torch.sigmoid),
        ("the sign is wrong: a larger score is likelier", lambda s: (-s).softmax(0)),
        ("these are logarithms of the probabilities", lambda s: s.log_softmax(0)),
        ("this is the winner alone: softmax is its soft form", _winners, _winner),
    ),
)

check_accuracy = Exercise(
    "accuracy",
    answer="accuracy",
    lesson="the class with the largest score is the answer, the mean counts the right ones",
    solution=lambda scores, y: (scores.argmax(1) == y).double().mean(),
    examples=(
        (floats([[2.0, 1.0], [0.0, 3.0], [1.0, -1.0]]), torch.tensor([0, 1, 1], device="cpu")),
        (
            floats([[1.0, 2.0], [-2.0, -1.0], [3.0, 5.0], [0.0, -9.0]]),
            torch.tensor([1, 0, 0, 0], device="cpu"),
        ),
    ),
    sample=lambda draws: (
        torch.randn(8, 2, generator=draws),
        torch.randint(2, (8,), generator=draws),
    ),
    mistakes=(
        ("this is a count: divide by the examples", lambda s, y: (s.argmax(1) == y).sum()),
        ("this is the share of wrong answers", lambda s, y: (s.argmax(1) != y).double().mean()),
        (
            "the answer is the class of the largest score, not the score",
            lambda s, y: (s.amax(1) == y).double().mean(),
        ),
        (
            "compare the scores with each other, not with 0 or ½",
            lambda s, y: ((s[:, 1] > 0) == y).double().mean(),
            lambda s, y: ((s[:, 1] > 0.5) == y).double().mean(),
        ),
        ("these are the answers: compare them with y", lambda s, y: s.argmax(1)),
        ("this says right or wrong: take the mean", lambda s, y: (s.argmax(1) == y).double()),
    ),
)
