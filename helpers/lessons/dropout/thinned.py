"""Thinned networks: what dropout leaves of a network while some hidden units are shut down.

Axes: K thinned networks, B examples, F features, C outputs.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Generator, Tensor

from helpers.data import Draws, Split
from helpers.engine.activations import activate
from helpers.engine.initializers import draw, weight_scale
from helpers.engine.networks import Stack
from helpers.engine.randomness import generator
from helpers.engine.tensors import FLOATS
from helpers.training import train


def mask(shape: Sequence[int], rate: float, draws: Generator) -> Tensor:
    """Inverted dropout's factors: 0 with probability `rate`, else 1 / (1 − rate)."""
    return (torch.rand(*shape, generator=draws, **FLOATS) >= rate).float() / (1 - rate)


def trained(recipes, data: Split | Draws, **options) -> Stack:
    """Train recipes of one shape to the end and return the networks; arguments as for train.

    Raises: ValueError: for recipes of several shapes, and whatever train does not take.
    """
    stacks = {}

    def keep(glimpse):
        stacks[id(glimpse.stack)] = glimpse.stack
        return torch.zeros(len(glimpse.stack), **FLOATS)

    for _ in train(recipes, data, probes=[keep], evaluate=False, **options):
        if len(stacks) > 1:
            raise ValueError(f"recipes must share one shape, got {len(stacks)}")
    return stacks.popitem()[1]


@torch.no_grad()
def sampled(stack: Stack, x: Tensor, count: int, draws: Generator, network: int = 0) -> Tensor:
    """What `count` thinned networks of one network answer, each with one mask for all examples.

    Args:    stack: with dropout, without batch norm and residual connections; x: (B, F).
             draws: of the masks; network: which one of the stack.
    Returns: outputs, (K, B, C).
    Raises:  ValueError: for a network with a norm or residual connections.
    """
    recipe = stack.recipes[network]
    if recipe.norm != "none" or recipe.residual:
        raise ValueError(f"thinned networks are plain, got norm={recipe.norm}, {recipe.residual=}")
    *hidden, last = zip(stack.weights, stack.biases, strict=True)
    out = x.to(stack.flat).expand(count, *x.shape)
    for weight, bias in hidden:
        pre = out @ weight[network] + bias[network]
        out = activate(recipe.activation, pre, recipe.negative_slope)
        out = out * mask((count, 1, out.shape[2]), recipe.dropout, draws).to(out)
    return out @ last[0][network] + last[1][network]


@dataclass(frozen=True, eq=False)
class MaskedStep:
    """One training step with dropout, seen from inside; L hidden layers.

    Args:
        on: for each hidden layer the share of the mini-batch's examples for which each unit was
            on, L tensors (F,).
        gradients: of each layer's weights, L + 1 tensors (fan_in, fan_out).
        rates: of each hidden layer; step, steps: this one's number and how many there are.
    """

    on: Sequence[Tensor]
    gradients: Sequence[Tensor]
    rates: Sequence[float]
    step: int
    steps: int


def masked_steps(
    data: Split, rates: Sequence[float], steps: int, width=6, batch_size=1, lr=0.1, seed=0
) -> Iterator[MaskedStep]:
    """Train a tanh network by SGD, a hidden layer of `width` units for each rate, and tell each
    step's masks and gradients. Each example draws a mask of its own.

    Args:   rates: of the hidden layers, each from 0 to below 1.
    Raises: ValueError: for a rate outside that range.
    """
    if not all(0 <= rate < 1 for rate in rates):
        raise ValueError(f"rates takes numbers from 0 to below 1, got {rates}")
    order, masks = generator(seed, "order"), generator(seed, "dropout")
    sizes = data.train.n_features, *[width] * len(rates), data.train.classes
    weights, biases = _layers(sizes, generator(seed, "weights"))
    for step in range(1, steps + 1):
        rows = torch.randint(len(data.train), (batch_size,), generator=order, device="cpu")
        out, on = data.train.x[rows], []
        for weight, bias, rate in zip(weights, biases, rates, strict=False):
            factors = mask((batch_size, width), rate, masks)
            out = torch.tanh(out @ weight + bias) * factors
            on.append((factors > 0).float().mean(0))
        outputs = out @ weights[-1] + biases[-1]
        loss = torch.nn.functional.cross_entropy(outputs, data.train.y[rows])
        gradients = torch.autograd.grad(loss, weights + biases)
        with torch.no_grad():
            for parameter, gradient in zip(weights + biases, gradients, strict=True):
                parameter -= lr * gradient
        yield MaskedStep(on, gradients[: len(weights)], rates, step, steps)


def shares_off(steps: Sequence[MaskedStep]) -> Tensor:
    """Share of units and examples that were off up to each of some steps, (L, steps)."""
    off = [[1 - units.mean().item() for units in step.on] for step in steps]
    off = torch.tensor(off, dtype=torch.float64, device="cpu")
    return off.cumsum(0).T / torch.arange(1, len(steps) + 1, device="cpu")


def _layers(sizes: Sequence[int], draws: Generator) -> tuple[list[Tensor], list[Tensor]]:
    """Glorot's weights (fan_in, fan_out), which suit tanh, and biases of 0 (fan_out,)."""
    init = "glorot_normal"
    weights = [
        draw(init, math.prod(size), draws).view(size) * weight_scale(init, 1.0, *size)
        for size in pairwise(sizes)
    ]
    biases = [torch.zeros(fan_out, **FLOATS) for fan_out in sizes[1:]]
    return [w.requires_grad_() for w in weights], [b.requires_grad_() for b in biases]
