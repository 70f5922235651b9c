"""Monte-Carlo dropout over the plane: how far thinned networks disagree, while one trains."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from helpers import checks
from helpers.data import Split
from helpers.engine.randomness import generator
from helpers.engine.records import Annotated
from helpers.lessons.dropout.thinned import sampled
from helpers.lessons.shared.regions import SIDE, Scene, half_width, plane, train_on_plane
from helpers.probes import Glimpse
from helpers.recipes import Recipe


@dataclass(frozen=True, eq=False)
class Doubt(Annotated):
    """A scene whose answers are the mean over thinned networks, and what they disagree on.

    Args:
        scene: with one network, answers (1, SIDE, SIDE, C).
        spread: standard deviation of class 1's probability, (SIDE, SIDE), rows from below.
        near: mean spread at the training points; edge: spreads along the edge of the plane.
        samples: how many thinned networks answered.
    """

    scene: Scene
    spread: Tensor
    near: float
    edge: Tensor
    samples: int


def doubts(recipe: Recipe, data: Split, samples: int, **options) -> Iterator[Doubt]:
    """Train one network with dropout and ask its thinned networks at every Record.

    Args:    recipe: without norm and residual connections; data: two-dimensional classes.
             samples: thinned networks, 1 or more; options: passed to training.train.
    Yields:  Doubt. All its thinned networks come from the recipe's seed.
    Raises:  ValueError: for less than one sample, data that are no classes in the plane, or a
             network that has norm or residual connections.
    Source:  Gal & Ghahramani 2016, Dropout as a Bayesian approximation.
    """
    checks.whole("samples", samples, 1)
    tiles = plane(max(half_width(data.train), half_width(data.test)))
    places = torch.cat([tiles, data.train.x])

    def thinned(glimpse: Glimpse) -> Tensor:
        draws = generator(recipe.seed, "dropout")  # the same masks at every look
        return sampled(glimpse.stack, places, samples, draws).softmax(2)[None]

    for scene in train_on_plane(recipe, data, probes=[thinned], **options):
        answers = scene.record.probed["thinned"][0]  # (samples, tiles and points, C)
        spread = answers[..., 1].std(0, correction=0)
        square = spread[: len(tiles)].view(SIDE, SIDE)
        edge = torch.cat([square[0], square[-1], square[1:-1, 0], square[1:-1, -1]])
        mean = answers[:, : len(tiles)].mean(0).view(1, SIDE, SIDE, -1)
        near = spread[len(tiles) :].mean().item()
        yield Doubt(scene.record, replace(scene, answers=mean), square, near, edge, samples)
