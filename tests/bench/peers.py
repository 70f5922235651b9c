"""The same training in the hands of this engine and of its peers.

A contender is a function contender(problem, seeds, epochs) → (run, predict). All that comes
before the first step (building networks, loading libraries) happens in the call itself; run()
trains and is what is timed; predict() then gives the outputs on the test data, (S, n, outputs).
Peers that train one network at a time take the first seed only.

The engine, plain, tight and jax start from the same weights and see the same examples in the
same order (plain: in the first epoch), so that a test can compare them step by step.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from collections import deque
from dataclasses import dataclass
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from helpers import data, scaling
from helpers.engine.networks import Stack
from helpers.engine.randomness import generator
from helpers.recipes import Recipe
from helpers.training import train

PEER_THREADS = 1  # for one small network a second thread costs more than it brings


@dataclass(frozen=True, eq=False)
class Problem:
    """What everyone trains: a multilayer perceptron with Adam, its data standardized."""

    name: str
    data: data.Split
    hidden: tuple[int, ...]
    activation: str  # "relu" or "tanh", which all peers know by these names
    batch_size: int
    lr: float
    bar: float  # the score that whoever has trained for a few epochs exceeds

    def recipes(self, seeds) -> list[Recipe]:
        look = {"hidden": self.hidden, "activation": self.activation}
        return [Recipe(**look, optimizer="adam", lr=self.lr, seed=seed) for seed in seeds]

    @property
    def sizes(self) -> tuple[int, ...]:
        return self.data.train.n_features, *self.hidden, self.data.train.n_outputs

    @property
    def classifies(self) -> bool:
        return self.data.train.task == "classification"

    def loss(self, outputs: Tensor, y: Tensor) -> Tensor:
        """Mean cross-entropy or squared error of one network, a scalar."""
        return F.cross_entropy(outputs, y) if self.classifies else F.mse_loss(outputs, y)

    def score(self, outputs: Tensor) -> Tensor:
        """Accuracy on the test data, or the share of the targets' variance (1: they are ±1) that
        is explained; (S, n, outputs) → (S,)."""
        y = self.data.test.y
        if self.classifies:
            return (outputs.argmax(2) == y).double().mean(1)
        return 1 - (outputs - y).square().mean((1, 2))

    def parameters(self, seeds) -> list[tuple[Tensor, Tensor]]:
        """Where the engine's networks start: weights (S, in, out) and biases (S, 1, out)."""
        stack = Stack(self.recipes(seeds), self.sizes[0], self.sizes[-1])
        pairs = zip(stack.weights, stack.biases, strict=True)
        return [(weight.detach().clone(), bias.detach().clone()) for weight, bias in pairs]


def digits() -> Problem:
    """The handwritten digits, 64-64-64-10, batches of 64."""
    split = scaling.scale(data.split(data.load("digits")), "standard")
    return Problem("digits 64-64-64-10", split, (64, 64), "relu", 64, lr=3e-3, bar=0.9)


def circles() -> Problem:
    """TensorFlow Playground's size: 250 points in the plane, 2-16-16-1, batches of 10."""
    made = data.make("circles", n=500)
    labels = 2.0 * made.y[:, None] - 1
    points = data.Dataset("circles", made.x, labels, "regression")
    split = data.split(points, test=0.5)
    return Problem("circles 2-16-16-1", split, (16, 16), "tanh", 10, lr=1e-2, bar=0.6)


def engine(problem, seeds, epochs):
    """This course's stack of networks, which chooses its own number of threads; its outputs stay
    inside, so predict is None."""
    options = {"batch_size": problem.batch_size, "evaluate": False, "every": 10**9}
    stream = train(problem.recipes(seeds), problem.data, epochs=epochs, **options)
    next(stream)  # builds the stack and does the first step; the last Record costs one more
    return lambda: deque(stream, maxlen=0), None


def plain(problem, seeds, epochs):
    """What a tutorial writes: DataLoader, autograd, torch.optim.Adam, a running loss."""
    torch.set_num_threads(PEER_THREADS)
    network = _sequential(problem, seeds[0])
    examples = torch.utils.data.TensorDataset(problem.data.train.x, problem.data.train.y)
    order = torch.utils.data.RandomSampler(examples, generator=generator(seeds[0], "order"))
    loader = torch.utils.data.DataLoader(examples, problem.batch_size, sampler=order)
    optimizer = torch.optim.Adam(network.parameters(), problem.lr)

    def run():
        for _ in range(epochs):
            running_loss = 0.0
            for x, y in loader:
                optimizer.zero_grad()
                loss = problem.loss(network(x), y)
                loss.backward()
                optimizer.step()
                running_loss += loss.item()

    return run, _predictor(problem, network)


def tight(problem, seeds, epochs):
    """The loop of someone in a hurry: no DataLoader, no item(), the fused optimizer."""
    torch.set_num_threads(PEER_THREADS)
    network = _sequential(problem, seeds[0])
    x, y, order = problem.data.train.x, problem.data.train.y, generator(seeds[0], "order")
    optimizer = torch.optim.Adam(network.parameters(), problem.lr, fused=True)

    def run():
        for _ in range(epochs):
            for rows in torch.randperm(len(x), generator=order).split(problem.batch_size):
                optimizer.zero_grad()
                problem.loss(network(x[rows]), y[rows]).backward()
                optimizer.step()

    return run, _predictor(problem, network)


def sklearn(problem, seeds, epochs):
    """scikit-learn's MLPClassifier (MLPRegressor where the targets are real numbers)."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    model = (MLPClassifier if problem.classifies else MLPRegressor)(
        hidden_layer_sizes=problem.hidden,
        activation=problem.activation,
        alpha=0.0,
        batch_size=problem.batch_size,
        learning_rate_init=problem.lr,
        max_iter=epochs,
        n_iter_no_change=epochs + 1,  # never stop early
        random_state=seeds[0],
    )
    x, y = problem.data.train.x.numpy(), problem.data.train.y.numpy()

    def run():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # the epochs are over: so be it
            model.fit(x, y if problem.classifies else y.ravel())

    def predict():
        seen = problem.data.test.x.numpy()
        outputs = model.predict_proba(seen) if problem.classifies else model.predict(seen)[:, None]
        return torch.as_tensor(outputs)[None]

    return run, predict


def keras(problem, seeds, epochs):
    """Keras' fit on the PyTorch backend."""
    os.environ["KERAS_BACKEND"] = "torch"  # both are read when keras is imported
    os.environ.setdefault("KERAS_HOME", tempfile.mkdtemp())  # not into the user's home
    import keras

    torch.set_num_threads(PEER_THREADS)
    keras.utils.set_random_seed(seeds[0])
    inputs, *hidden, outputs = problem.sizes
    layers = [keras.layers.Dense(width, problem.activation) for width in hidden]
    model = keras.Sequential([keras.Input((inputs,)), *layers, keras.layers.Dense(outputs)])
    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    loss = cross_entropy if problem.classifies else "mse"
    model.compile(keras.optimizers.Adam(problem.lr), loss)
    x, y = problem.data.train.x.numpy(), problem.data.train.y.numpy()
    options = {"batch_size": problem.batch_size, "epochs": epochs, "verbose": 0}

    def predict():
        return torch.as_tensor(model.predict(problem.data.test.x.numpy(), verbose=0))[None]

    return lambda: model.fit(x, y, **options), predict


def floor(problem, seeds, epochs, threads=1):
    """The matrix products alone: forward, backward to the weights, backward to the inputs."""
    torch.set_num_threads(threads)
    count, draws = len(seeds), torch.Generator().manual_seed(0)
    rows = torch.arange(len(problem.data.train)).split(problem.batch_size)

    def random(*shape):
        return torch.randn(count, *shape, generator=draws)

    def products(batch):
        made = []
        for layer, (fan_in, fan_out) in enumerate(pairwise(problem.sizes)):
            narrow = fan_in > fan_out
            weight = random(fan_out, fan_in).mT if narrow else random(fan_in, fan_out)
            hidden, error = random(batch, fan_in), random(batch, fan_out)
            made += [_product(hidden, weight), _product(hidden.mT, error)]
            if layer:  # nobody asks for the gradient of the data
                made.append(_product(error, weight.mT))
        return made

    work = {batch: products(batch) for batch in {len(batch) for batch in rows}}

    def run():
        for _ in range(epochs):
            for batch in rows:
                for left, right, out in work[len(batch)]:
                    torch.bmm(left, right, out=out)

    return run, None


def _product(left, right):
    """Both factors and the place of their product, turned so that its longer side lies along
    memory: a product ten numbers wide would take four times as long as its transpose."""
    if left.shape[1] > right.shape[2]:
        left, right = right.mT, left.mT
    return left, right, torch.empty(len(left), left.shape[1], right.shape[2])


def _sequential(problem, seed) -> nn.Sequential:
    act = {"relu": nn.ReLU, "tanh": nn.Tanh}[problem.activation]
    layers = []
    for weight, bias in problem.parameters([seed]):
        linear = nn.Linear(*weight.shape[1:])
        with torch.no_grad():
            linear.weight.copy_(weight[0].T)
            linear.bias.copy_(bias[0, 0])
        layers += [linear, act()]
    return nn.Sequential(*layers[:-1])


def _predictor(problem, network):
    @torch.no_grad()
    def predict():
        return network(problem.data.test.x)[None]

    return predict
