"""The oracle: one network and its training loop in plain PyTorch, built from a Recipe.

It shares with a stack what is drawn at random (first weights, order of examples, dropout's
masks), and no computation.
"""

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn

from helpers.data import Dataset, Split
from helpers.engine.networks import Stack
from helpers.engine.randomness import generator

ACTIVATIONS = {
    "linear": lambda z, _: z,
    "step": lambda z, _: torch.heaviside(z.detach(), torch.zeros_like(z)),
    "sigmoid": lambda z, _: F.sigmoid(z),
    "tanh": lambda z, _: F.tanh(z),
    "relu": lambda z, _: F.relu(z),
    "leaky_relu": F.leaky_relu,
    "elu": lambda z, _: F.elu(z),
    "gelu": lambda z, _: F.gelu(z),
}
OPTIMIZERS = {
    "sgd": lambda groups, r: torch.optim.SGD(groups, r.lr),
    "momentum": lambda groups, r: torch.optim.SGD(groups, r.lr, r.momentum),
    "nesterov": lambda groups, r: torch.optim.SGD(groups, r.lr, r.momentum, nesterov=True),
    "adagrad": lambda groups, r: torch.optim.Adagrad(groups, r.lr),
    "adadelta": lambda groups, r: torch.optim.Adadelta(groups, r.lr, rho=r.decay),
    "rmsprop": lambda groups, r: torch.optim.RMSprop(groups, r.lr, alpha=r.decay),
    "adam": lambda groups, r: torch.optim.Adam(groups, r.lr, r.betas),
    "adamw": lambda groups, r: torch.optim.AdamW(groups, r.lr, r.betas),
}
NORMS = {"none": nn.Identity, "batch": nn.BatchNorm1d, "layer": nn.LayerNorm}


class Network(nn.Module):
    """The recipe's network with the stack's first weights; keeps what its last forward saw."""

    def __init__(self, recipe, n_inputs, n_outputs, dtype=torch.float64):
        super().__init__()
        self.recipe, self.draws = recipe, generator(recipe.seed, "dropout")
        sizes = (n_inputs, *recipe.hidden, n_outputs)
        self.linears = nn.ModuleList(nn.Linear(a, b, dtype=dtype) for a, b in pairwise(sizes))
        self.norms = nn.ModuleList(NORMS[recipe.norm](n, dtype=dtype) for n in recipe.hidden)
        for norm in self.norms if recipe.norm == "batch" else ():
            norm.momentum = recipe.norm_momentum
        stack = Stack([recipe], n_inputs, n_outputs, dtype)
        with torch.no_grad():
            for linear, weight, bias in zip(self.linears, stack.weights, stack.biases, strict=True):
                linear.weight.copy_(weight[0].T)
                linear.bias.copy_(bias[0, 0])

    def forward(self, x):
        recipe, self.pre, self.post = self.recipe, [], []
        for linear, norm in zip(self.linears[:-1], self.norms, strict=True):
            before = recipe.norm_place == "before"
            pre = norm(linear(x)) if before else linear(x)
            out = ACTIVATIONS[recipe.activation](pre, recipe.negative_slope)
            out = out if before else norm(out)
            if recipe.residual and linear.in_features == linear.out_features:
                out = x + out
            if recipe.dropout and self.training:
                noise = torch.rand(out.shape, generator=self.draws, dtype=torch.float32)
                out = out * (noise >= recipe.dropout) / (1 - recipe.dropout)
            if pre.requires_grad:
                pre.retain_grad()
            self.pre.append(pre)
            self.post.append(out)
            x = out
        return self.linears[-1](x)

    def groups(self):
        """Parameter groups: weight decay on the linear layers' weights only."""
        weights = [linear.weight for linear in self.linears]
        others = [p for p in self.parameters() if all(p is not weight for weight in weights)]
        decay = self.recipe.weight_decay
        return [{"params": weights, "weight_decay": decay}, {"params": others, "weight_decay": 0}]


def mean_loss(outputs, y):
    return F.cross_entropy(outputs, y) if y.dtype == torch.int64 else F.mse_loss(outputs, y)


def plain(recipe, data, steps, batch_size=8, dtype=torch.float64):
    """The plain loop: yields (network, loss, test loss) at the steps 0 … steps, the gradient
    clipped and in place, the update still to come."""
    network = Network(recipe, data.train.n_features, data.train.n_outputs, dtype)
    optimizer = OPTIMIZERS[recipe.optimizer](network.groups(), recipe)
    order, rows, whole = generator(recipe.seed, "order"), [], batch_size >= len(data.train)
    for _ in range(steps + 1):
        if not rows:
            n = len(data.train)
            shuffled = torch.arange(n) if whole else torch.randperm(n, generator=order)
            rows = list(shuffled.split(batch_size))
        x, y = (t.to(dtype) if t.is_floating_point() else t for t in (data.train.x, data.train.y))
        batch = rows.pop(0)
        with torch.no_grad():
            test_y = data.test.y if data.test.y.dtype == torch.int64 else data.test.y.to(dtype)
            test = mean_loss(network.eval()(data.test.x.to(dtype)), test_y)
        loss = mean_loss(network.train()(x[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        if recipe.clip_value < float("inf"):
            nn.utils.clip_grad_value_(network.parameters(), recipe.clip_value)
        if recipe.clip_norm < float("inf"):
            nn.utils.clip_grad_norm_(network.parameters(), recipe.clip_norm)
        yield network, loss.item(), test.item()
        optimizer.step()


def toy(task="classification", n=23, n_features=5):
    """A small made-up split: with batches of 8 the last one of an epoch is short.

    Args: task: "classification", "regression" or "regression of two".
    """
    draws = torch.Generator().manual_seed(5)
    x = torch.randn(n + 9, n_features, generator=draws)
    if task == "classification":
        whole = Dataset("toy", x, x[:, :3].argmax(1), task, 3)
    else:  # "regression", or of two values an example
        one, other = x[:, :2].prod(1, keepdim=True) + x[:, 2:3], x[:, 3:4].sin()
        y = one if task == "regression" else torch.cat([one, other], dim=1)
        whole = Dataset("toy", x, y, "regression")
    return Split(whole.take(torch.arange(n)), whole.take(torch.arange(n, n + 9)))
