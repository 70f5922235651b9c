"""Ensembles: many models that vote, each trained on a sample of its own.

Axes: K members, B examples, C classes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil

import torch
from sklearn.ensemble import RandomForestClassifier
from torch import Generator, Tensor

from helpers.data import Dataset, Split
from helpers.engine.networks import Stack
from helpers.engine.optimizers import Optimizer
from helpers.engine.randomness import generator, own_seed
from helpers.engine.tensors import FLOATS
from helpers.lessons.dropout.thinned import sampled
from helpers.probes import Glimpse
from helpers.recipes import Recipe
from helpers.training import train

KINDS = ("thinned networks", "bagged", "random forest")
WHOLE = "all on, scaled"


@dataclass(frozen=True, eq=False)
class Vote:
    """Test accuracies of committees, and of one model beside them.

    Args:
        growing: by the kind's name the accuracy of the first 1, 2, … members' average, (K,).
        single: one model's accuracy.
        step, steps: how far the members' training is.
    """

    growing: Mapping[str, Tensor]
    single: float
    step: int = 1
    steps: int = 1


def bootstrap(count: int, draws: Generator) -> Tensor:
    """Rows of a bootstrap sample, (count,): drawn with replacement, so about 37 % stay out."""
    return torch.randint(count, (count,), generator=draws, device="cpu")


def bagging(
    recipes: Sequence[Recipe], data: Dataset, epochs: int, batch_size: int = 64
) -> Iterator[Stack]:
    """Train each recipe's network on a bootstrap sample of its own.

    Args:    recipes: of one shape; a recipe's seed draws its sample too. data: classes.
    Yields:  the networks, untrained first, then after each epoch.
    Source:  Breiman 1996, Bagging predictors.
    """
    stack = Stack(recipes, data.n_features, data.n_outputs)
    optimizer = Optimizer(stack, epochs * ceil(len(data) / batch_size))
    draws = [generator(recipe.seed, "order") for recipe in recipes]
    samples = torch.stack([bootstrap(len(data), own) for own in draws])  # (K, n)
    yield stack
    for _ in range(epochs):
        orders = [torch.randperm(len(data), generator=own, device="cpu") for own in draws]
        with torch.no_grad():
            for rows in samples.gather(1, torch.stack(orders)).split(batch_size, dim=1):
                stack.flat += optimizer.update(stack.gradients(data.x[rows], data.y[rows]).grad)
        yield stack


def forest(data: Split, trees: int, seed: int = 0) -> Tensor:
    """What each tree of a random forest answers on data.test, probabilities (K, B, C).

    Every tree sees a bootstrap sample of the rows, and at every fork a random choice of columns.

    Source: Breiman 2001, Random forests; scikit-learn's RandomForestClassifier.
    """
    model = RandomForestClassifier(trees, random_state=own_seed(seed, "forest"))
    model.fit(data.train.x.numpy(), data.train.y.numpy())
    answers = torch.zeros(trees, len(data.test), data.test.classes, **FLOATS)
    # A class without training examples has no column in the trees' answers.
    columns = torch.from_numpy(model.classes_.astype(int))
    for k, tree in enumerate(model.estimators_):
        answers[k, :, columns] = torch.from_numpy(tree.predict_proba(data.test.x.numpy())).float()
    return answers


def votes(probabilities: Tensor, y: Tensor) -> Tensor:
    """Accuracy of the average of the first 1, 2, …, K members.

    Args:    probabilities: (K, B, C); y: class numbers, (B,).
    Returns: (K,); ranking averages is ranking sums.
    """
    return (probabilities.cumsum(0).argmax(2) == y).float().mean(1)


def compete(
    recipe: Recipe, data: Split, masks: int, members: int, epochs: int, batch_size: int = 64
) -> Iterator[Vote]:
    """Train a network with dropout and, beside it, full networks on bootstrap samples; let the
    thinned networks, the bagged ones and a random forest of as many trees as masks vote.

    Args:   recipe: with dropout; masks: thinned networks; members: full networks.
            epochs: a multiple of 5.
    Yields: Vote at the start and after each fifth epoch, the first without a forest.
    Raises: ValueError: if epochs is no multiple of 5.
    """
    if epochs % 5:
        raise ValueError(f"epochs takes a multiple of 5, got {epochs}")
    x, y, trees = data.test.x, data.test.y, None

    def thinned(glimpse: Glimpse) -> Tensor:
        draws = generator(recipe.seed, "dropout")  # the same masks at every look
        return sampled(glimpse.stack, x, masks, draws).softmax(2)[None]

    look = {"every": 5 * -(-len(data.train) // batch_size), "probes": [thinned]}
    run = train(recipe, data, epochs=epochs, batch_size=batch_size, **look)
    full = [recipe.but(dropout=0.0, seed=members * recipe.seed + k) for k in range(members)]
    bags = bagging(full, data.train, epochs, batch_size)
    for record in run:
        bag = next(islice(bags, 4 if record.step else 0, None))
        bagged = bag.forward(x).detach().softmax(2)
        growing = {KINDS[0]: votes(record.probed["thinned"][0], y), KINDS[1]: votes(bagged, y)}
        if record.step:
            trees = votes(forest(data, masks, recipe.seed), y) if trees is None else trees
            growing[KINDS[2]] = trees
        yield Vote(growing, record.test_accuracy.item(), record.step, record.steps)
