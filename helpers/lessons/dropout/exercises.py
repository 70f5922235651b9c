"""Exercises of notebook 04: dropout."""

import math

import torch

from helpers.engine.tensors import floats
from helpers.lessons.shared.exercise import Exercise


def _masked(draws):
    rate = (0.1 + 0.8 * torch.rand((), generator=draws)).item()
    on = (torch.rand(6, generator=draws) >= rate).float()
    return torch.randn(6, generator=draws), on, rate


check_thin = Exercise(
    "thin",
    answer="output",
    lesson="the units that stay on make up, on average, for those that are off",
    solution=lambda x, on, p: x * on / (1 - p),
    examples=(
        (floats([2.0, 4.0]), floats([1.0, 0.0]), 0.5),
        (floats([1.0, -2.0, 3.0]), floats([0.0, 1.0, 1.0]), 0.2),
    ),
    sample=_masked,
    mistakes=(
        ("the kept outputs are not scaled, so the mean is too small", lambda x, on, p: x * on),
        ("divide by the share that is on, 1 − p, not by p", lambda x, on, p: x * on / p),
        (
            "training divides by 1 − p; to multiply is for testing",
            lambda x, on, p: x * on * (1 - p),
        ),
        ("a unit that is off hands on 0", lambda x, on, p: x / (1 - p)),
        ("on and off have changed places", lambda x, on, p: x * (1 - on) / (1 - p)),
        (
            "the share that happened to be on differs from 1 − p",
            lambda x, on, p: x * on / on.mean().clamp(1e-9),
        ),
    ),
)

check_at_test = Exercise(
    "at_test",
    answer="output",
    lesson="a quarter off in training means three quarters of every output at test time",
    solution=lambda x, p: x * (1 - p),
    examples=((floats([4.0]), 0.25), (floats([1.0, -2.0]), 0.1)),
    sample=lambda draws: (
        torch.randn(5, generator=draws),
        (0.1 + 0.8 * torch.rand((), generator=draws)).item(),
    ),
    mistakes=(
        ("p is the share that is off; what arrives is the share that is on", lambda x, p: p * x),
        ("this is larger than in training: multiply", lambda x, p: x / (1 - p)),
        ("twice as many units are on now, or 1/(1 − p) times: scale", lambda x, p: x),
        ("at test nothing is shut down, not even the last p of them", lambda x, p: 0 * x),
    ),
)

check_thinned_networks = Exercise(
    "thinned_networks",
    answer="number of thinned networks",
    lesson="every unit is on or off, so each one doubles the number",
    solution=lambda units: 2**units,
    examples=((3,), (10,)),
    sample=lambda draws: (int(torch.randint(1, 30, (), generator=draws)),),
    mistakes=(
        ("each unit doubles the number, it does not add 2", lambda units: 2 * units),
        ("choices multiply: 2 for each of the units", lambda units: units**2),
        ("that counts the networks with a single unit off", lambda units: units),
        ("all on, and all off, count as well", lambda units: 2**units - 1, lambda u: 2**u - 2),
        ("the number does not depend on their order", math.factorial),
    ),
)


def _answers(draws):
    return (torch.rand(5, 7, 3, generator=draws).softmax(2),)


def _majority(probabilities):
    choices = torch.nn.functional.one_hot(probabilities.argmax(2), probabilities.shape[2])
    return choices.sum(0).argmax(1)


check_committee = Exercise(
    "committee",
    answer="classes",
    lesson="probabilities are averaged over the thinned networks, then the largest one counts",
    solution=lambda probabilities: probabilities.mean(0).argmax(1),
    examples=(
        (floats([[[0.6, 0.4], [0.1, 0.9]], [[0.6, 0.4], [0.8, 0.2]], [[0.1, 0.9], [0.7, 0.3]]]),),
        (floats([[[0.3, 0.1, 0.6], [0.8, 0.1, 0.1]], [[0.6, 0.3, 0.1], [0.2, 0.5, 0.3]]]),),
    ),
    sample=_answers,
    mistakes=(
        ("this is a majority of votes; how sure each one is counts too", _majority),
        ("this asks the first thinned network alone", lambda p: p[0].argmax(1)),
        ("average over networks (axis 0), not over examples", lambda p: p.mean(1).argmax(1)),
        ("the surest single network decides here, not the average", lambda p: p.amax(0).argmax(1)),
        ("these are the probabilities: which class is largest?", lambda p: p.mean(0)),
    ),
)

check_noise = Exercise(
    "noise",
    answer="variance",
    lesson="the mean stays x, and the noise grows with p: fast, as p comes near 1",
    solution=lambda x, p: x**2 * p / (1 - p),
    examples=((2.0, 0.5), (3.0, 0.25)),
    sample=lambda draws: (
        torch.randn((), generator=draws).item(),
        (0.1 + 0.8 * torch.rand((), generator=draws)).item(),
    ),
    mistakes=(
        ("this is the variance without the factor 1/(1 − p)", lambda x, p: x**2 * p * (1 - p)),
        ("this is E[output²]: subtract the mean's square", lambda x, p: x**2 / (1 - p)),
        ("this is the standard deviation", lambda x, p: abs(x) * (p / (1 - p)) ** 0.5),
        ("p and 1 − p have changed places", lambda x, p: x**2 * (1 - p) / p),
        ("the output scales with x, its variance with x²", lambda x, p: x * p / (1 - p)),
    ),
)
