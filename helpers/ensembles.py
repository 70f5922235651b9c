"""Ensembles: many models that vote, each trained on a sample of its own.

Axes: K members, B examples, C classes.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from sklearn.ensemble import RandomForestClassifier
from torch import Generator, Tensor

from helpers.data import Dataset, Split
from helpers.networks import Stack, generator
from helpers.optimizers import Optimizer
from helpers.recipes import Recipe


def bootstrap(count: int, draws: Generator) -> Tensor:
    """Rows of a bootstrap sample, (count,): drawn with replacement, so about 37 % stay out."""
    return torch.randint(count, (count,), generator=draws)


@torch.no_grad()
def bagged(recipes: Sequence[Recipe], data: Dataset, epochs: int, batch_size: int = 64) -> Stack:
    """Train each recipe's network on a bootstrap sample of its own (bagging).

    Args:    recipes: of one shape; a recipe's seed draws its sample too. data: classes.
    Returns: the trained networks.
    Source:  Breiman 1996, Bagging predictors.
    """
    stack = Stack(recipes, data.n_features, data.n_outputs)
    optimizer = Optimizer(stack)
    draws = [generator(recipe.seed, "order") for recipe in recipes]
    samples = torch.stack([bootstrap(len(data), own) for own in draws])  # (K, n)
    for _ in range(epochs):
        orders = torch.stack([torch.randperm(len(data), generator=own) for own in draws])
        for rows in samples.gather(1, orders).split(batch_size, dim=1):
            stack.flat += optimizer.update(stack.gradients(data.x[rows], data.y[rows]).grad)
    return stack


def forest(data: Split, trees: int, seed: int = 0) -> Tensor:
    """What each tree of a random forest answers on data.test, probabilities (K, B, C).

    Every tree sees a bootstrap sample of the rows, and at every fork a random choice of columns.

    Source: Breiman 2001, Random forests; scikit-learn's RandomForestClassifier.
    """
    model = RandomForestClassifier(trees, random_state=seed)
    model.fit(data.train.x.numpy(), data.train.y.numpy())
    answers = torch.zeros(trees, len(data.test), data.test.classes)
    # A class without training examples has no column in the trees' answers.
    columns = torch.as_tensor(model.classes_.astype(int))
    for k, tree in enumerate(model.estimators_):
        answers[k, :, columns] = torch.as_tensor(tree.predict_proba(data.test.x.numpy())).float()
    return answers


def votes(probabilities: Tensor, y: Tensor) -> Tensor:
    """Accuracy of the average of the first 1, 2, …, K members.

    Args:    probabilities: (K, B, C); y: class numbers, (B,).
    Returns: (K,); ranking averages is ranking sums.
    """
    return (probabilities.cumsum(0).argmax(2) == y).float().mean(1)
