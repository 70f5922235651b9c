"""Exercises of notebook 07: optimizers."""

import math

import torch

from helpers.engine.tensors import floats
from helpers.lessons.shared.exercise import Exercise


def _uniform(draws, low, high):
    return low + (high - low) * torch.rand((), generator=draws).item()


check_best_rate = Exercise(
    "best_rate",
    answer="learning rate",
    lesson="at 2/(smallest + largest) the flattest and the steepest direction shrink equally fast",
    solution=lambda smallest, largest: 2 / (smallest + largest),
    examples=((1.0, 9.0), (0.5, 0.5), (0.1, 20.0)),
    sample=lambda draws: (_uniform(draws, 0.1, 1.0), _uniform(draws, 2.0, 50.0)),
    mistakes=(
        (
            "this is the largest stable rate: the steepest direction would not shrink at all",
            lambda m, s: 2 / s,
        ),
        (
            "this serves the steepest direction alone, and the flattest more slowly than it could",
            lambda m, s: 1 / s,
        ),
        ("this serves the flattest direction, and the steepest one diverges", lambda m, s: 1 / m),
        (
            "the factors 1 − ηm and ηM − 1 must be equal: that gives 2 over the sum",
            lambda m, s: 1 / (m + s),
        ),
        ("the curvatures' sum counts, not their ratio", lambda m, s: m / s, lambda m, s: s / m),
        (
            "this is the factor per step at the best rate, (κ − 1)/(κ + 1)",
            lambda m, s: (s - m) / (s + m),
        ),
    ),
)

W, V, G = floats([1.0, 2.0]), floats([4.0, -2.0]), floats([2.0, 5.0])


def _velocity(w, velocity, gradient, lr, mu):
    return w - lr * (mu * velocity + gradient)


check_momentum_step = Exercise(
    "momentum_step",
    answer="weights",
    lesson="the velocity fades by mu and takes in the whole new gradient",
    solution=_velocity,
    examples=((W, V, G, 0.1, 0.5), (W, 0 * V, G, 0.1, 0.9), (W, V, 0 * G, 0.5, 0.9)),
    sample=lambda draws: (
        *torch.randn(3, 4, generator=draws),
        _uniform(draws, 0.05, 0.4),
        _uniform(draws, 0.1, 0.95),
    ),
    mistakes=(
        ("this ignores the velocity: plain gradient descent", lambda w, v, g, lr, mu: w - lr * g),
        ("this ignores the new gradient", lambda w, v, g, lr, mu: w - lr * mu * v),
        (
            "the velocity is a sum, not a mean: the gradient enters whole, not times 1 − mu",
            lambda w, v, g, lr, mu: w - lr * (mu * v + (1 - mu) * g),
        ),
        ("the old velocity fades: it enters times mu", lambda w, v, g, lr, mu: w - lr * (v + g)),
        (
            "mu is what stays of the velocity, not of the gradient",
            lambda w, v, g, lr, mu: w - lr * (v + mu * g),
        ),
        ("downhill is against the velocity: minus", lambda w, v, g, lr, mu: w + lr * (mu * v + g)),
        (
            "this is Nesterov's step: it looks one step further ahead",
            lambda w, v, g, lr, mu: w - lr * (g + mu * (mu * v + g)),
        ),
        (
            "Keras keeps −lr · gradient in its velocity; here it holds gradients, so lr scales all",
            lambda w, v, g, lr, mu: w + mu * v - lr * g,
        ),
        ("return the weights, not the velocity", lambda w, v, g, lr, mu: mu * v + g),
    ),
)

check_adagrad_step = Exercise(
    "adagrad_step",
    answer="weights",
    lesson="each parameter's step is divided by the root of its own sum of squares",
    solution=lambda w, squares, gradient, lr: w - lr * gradient / (squares + gradient**2).sqrt(),
    examples=(
        (W, floats([12.0, 11.0]), G, 0.1),
        (W, floats([0.0, 7.0]), floats([2.0, -3.0]), 0.5),
        (W, floats([5.0, 144.0]), floats([-2.0, 5.0]), 1.0),
    ),
    sample=lambda draws: (
        torch.randn(3, generator=draws),
        3 * torch.rand(3, generator=draws) + 4,
        4 * torch.rand(3, generator=draws) - 2,
        _uniform(draws, 0.1, 1.0),
    ),
    mistakes=(
        ("take the root of the sum of squares", lambda w, s, g, lr: w - lr * g / (s + g**2)),
        (
            "this step's gradient counts too: add its square first",
            lambda w, s, g, lr: w - lr * g / s.sqrt(),
        ),
        ("squares are added up, not gradients", lambda w, s, g, lr: w - lr * g / (s + g).sqrt()),
        (
            "one sum per parameter, not one for all",
            lambda w, s, g, lr: w - lr * g / (s + g**2).sum().sqrt(),
        ),
        ("divide by the root, do not multiply", lambda w, s, g, lr: w - lr * g * (s + g**2).sqrt()),
        (
            "this forgets nothing by design: no decay (that is RMSProp)",
            lambda w, s, g, lr: w - lr * g / (0.9 * s + 0.1 * g**2).sqrt(),
        ),
        (
            "downhill is against the gradient: minus",
            lambda w, s, g, lr: w + lr * g / (s + g**2).sqrt(),
        ),
        (
            "its own square is only one of the sum's terms: the gradient's size still counts",
            lambda w, s, g, lr: w - lr * g.sign(),
        ),
    ),
)

check_corrected = Exercise(
    "corrected",
    answer="corrected mean",
    lesson="after t steps a mean that began at 0 holds a share 1 − betaᵗ of the true one",
    solution=lambda mean, beta, step: mean / (1 - beta**step),
    examples=((0.19, 0.9, 2), (4.0, 0.5, 3), (1.0, 0.8, 5)),
    sample=lambda draws: (
        _uniform(draws, 0.5, 5.0),
        _uniform(draws, 0.5, 0.98),
        torch.randint(2, 12, (), generator=draws).item(),
    ),
    mistakes=(
        (
            "right for the first step only: later more of the gradients is in",
            lambda m, b, t: m / (1 - b),
        ),
        ("the zero start makes the mean too small: divide", lambda m, b, t: m * (1 - b**t)),
        ("steps count from 1: betaᵗ, not betaᵗ⁻¹", lambda m, b, t: m / (1 - b ** (t - 1))),
        (
            "betaᵗ is the share of the zero start that is left; take it from 1",
            lambda m, b, t: m / b**t,
        ),
        ("1 − betaᵗ, not (1 − beta)ᵗ", lambda m, b, t: m / (1 - b) ** t),
        (
            "the root belongs to the squares' step size, not to the mean",
            lambda m, b, t: m / math.sqrt(1 - b**t),
        ),
        ("this returns the mean as it is", lambda m, b, t: m),
        ("steps are an exponent, not a factor", lambda m, b, t: m / (t * (1 - b))),
    ),
)


def _wave(share):
    """From 1 to 0 along half a cosine."""
    return (1 + math.cos(math.pi * share)) / 2


def _after(fall):
    """The right warm-up; then fall(k, left, t, n), after k of the `left` steps, gives the share."""

    def rate(lr, t, warm, n):
        return lr * (t / warm if t <= warm else fall(t - 1 - warm, n - warm, t, n))

    return rate


check_warm_cosine = Exercise(
    "warm_cosine",
    answer="learning rate",
    lesson="it climbs to the whole rate at step warm, and falls along half a cosine towards 0",
    solution=lambda lr, step, warm, steps: (
        lr * (step / warm if step <= warm else _wave((step - 1 - warm) / (steps - warm)))
    ),
    examples=((0.4, 5, 10, 50), (0.4, 10, 10, 50), (0.4, 20, 10, 50), (0.8, 50, 10, 50)),
    sample=lambda draws: (
        _uniform(draws, 0.1, 1.0),
        torch.randint(2, 60, (), generator=draws).item(),
        torch.randint(5, 20, (), generator=draws).item(),
        torch.randint(60, 90, (), generator=draws).item(),
    ),
    mistakes=(
        (
            "this has no warm-up",
            lambda lr, t, warm, n: lr * _wave((t - 1) / n),
            lambda lr, t, warm, n: lr * _wave(t / n),
            lambda lr, t, warm, n: lr * _wave(max(0, t - 1 - warm) / (n - warm)),
        ),
        (
            "the first step after the warm-up has the whole rate still: count from 0, not from 1",
            _after(lambda k, left, t, n: _wave((k + 1) / left)),
        ),
        (
            "the cosine begins when the warm-up ends: count its steps from there",
            _after(lambda k, left, t, n: _wave((t - 1) / n)),
            _after(lambda k, left, t, n: _wave(t / n)),
        ),
        (
            "it has steps − warm steps left, not steps",
            _after(lambda k, left, t, n: _wave(k / n)),
            _after(lambda k, left, t, n: _wave((k + 1) / n)),
        ),
        (
            "a cosine alone runs to −1: shift it up and halve it",
            _after(lambda k, left, t, n: math.cos(math.pi * k / left)),
            _after(lambda k, left, t, n: math.cos(math.pi * (k + 1) / left)),
        ),
        (
            "halve it: 1 + cosine begins at 2",
            _after(lambda k, left, t, n: 2 * _wave(k / left)),
            _after(lambda k, left, t, n: 2 * _wave((k + 1) / left)),
        ),
        (
            "a quarter of the wave leaves the top at full slope: half a wave, to π, not to π/2",
            _after(lambda k, left, t, n: math.cos(math.pi / 2 * k / left)),
            _after(lambda k, left, t, n: math.cos(math.pi / 2 * (k + 1) / left)),
        ),
        (
            "this is a straight line down",
            _after(lambda k, left, t, n: 1 - k / left),
            _after(lambda k, left, t, n: 1 - (k + 1) / left),
        ),
    ),
)
