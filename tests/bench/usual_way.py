"""The lab *Gradient flow* as it is usually written: interact, a plain loop, pyplot.

The latency benchmark runs this text as a cell, after a notebook's set-up cell, beside the lab.
"""

import itertools

import matplotlib.pyplot as plt
import torch
from ipywidgets import FloatLogSlider, IntSlider, interact
from torch import nn

from helpers import data, scaling

digits = scaling.scale(data.split(data.load("digits")), "standard")
ACTIVATIONS = {
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
}
INITS = {
    "glorot_normal": nn.init.xavier_normal_,
    "he_normal": nn.init.kaiming_normal_,
    "lecun_normal": lambda weight: nn.init.normal_(weight, std=weight.shape[1] ** -0.5),
}


def build(depth, width, activation, init, gain, norm):
    """The network, and its linear layers."""
    layers = []
    for inputs in [64] + [width] * (depth - 1):
        layers += [nn.Linear(inputs, width)]
        layers += [nn.BatchNorm1d(width)] if norm == "batch" else []
        layers += [ACTIVATIONS[activation]()]
    network = nn.Sequential(*layers, nn.Linear(width, 10))
    linears = [layer for layer in network if isinstance(layer, nn.Linear)]
    with torch.no_grad():
        for linear in linears:
            INITS[init](linear.weight)
            linear.weight *= gain
            linear.bias.zero_()
    return network, linears


def diagnose(network, linears, x, before):
    """Spread, gradient norm, update over weight, saturated or dead share, layer by layer."""
    outputs = []
    with torch.no_grad():
        for layer in network:
            x = layer(x)
            if isinstance(layer, tuple(ACTIVATIONS.values())):
                outputs.append(x)
        if isinstance(network[-2], (nn.Sigmoid, nn.Tanh)):
            steep = 0.25 if isinstance(network[-2], nn.Sigmoid) else 1.0
            slopes = [o * (1 - o) if steep < 1 else 1 - o**2 for o in outputs]
            stuck = [(slope < 0.05 * steep).float().mean() for slope in slopes]
        else:
            stuck = [(output <= 0).all(0).float().mean() for output in outputs]
        gradients = [linear.weight.grad.norm() for linear in linears]
        moved = [
            (linear.weight - old).norm() / old.norm()
            for linear, old in zip(linears, before, strict=True)
        ]
    return [o.std() for o in outputs], gradients, moved, stuck


def gradient_flow(depth, width, activation, init, gain, norm, seed):
    """Train for 30 steps; draw the four numbers of every layer, at the start and at the end."""
    torch.manual_seed(seed)
    network, linears = build(depth, width, activation, init, gain, norm)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.2)
    examples = torch.utils.data.TensorDataset(digits.train.x, digits.train.y)
    loader = torch.utils.data.DataLoader(examples, batch_size=64, shuffle=True)
    seen = []
    for step, (x, y) in enumerate(itertools.islice(itertools.chain(loader, loader), 31)):
        loss = nn.functional.cross_entropy(network(x), y)
        optimizer.zero_grad()
        loss.backward()
        before = [linear.weight.detach().clone() for linear in linears]
        optimizer.step()
        if step in (0, 30):
            seen.append(diagnose(network, linears, x, before))
    network.eval()
    with torch.no_grad():
        right = network(digits.test.x).argmax(1) == digits.test.y
    names = ["spread over examples (std)", "gradient norm", "update / weight", "saturated or dead"]
    figure, axes = plt.subplots(2, 2, figsize=(8.4, 4.7))
    for axis, name, start, now in zip(axes.flat, names, *seen, strict=True):
        axis.plot(range(1, len(start) + 1), start, "--", color="grey", label="at the start")
        axis.plot(range(1, len(now) + 1), now, "o-", label="now")
        axis.set_title(name)
        if name != "saturated or dead":
            axis.set_yscale("log")
    axes[0, 0].legend()
    figure.suptitle(f"test accuracy {right.float().mean():.0%}")
    figure.tight_layout()
    plt.show()


interact(
    gradient_flow,
    depth=IntSlider(10, 1, 50),
    width=IntSlider(32, 4, 64),
    activation=list(ACTIVATIONS),
    init=list(INITS),
    gain=FloatLogSlider(1.0, min=-0.6, max=0.6),
    norm=["none", "batch"],
    seed=(0, 9),
)
