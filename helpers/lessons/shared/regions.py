"""Decision regions: what networks answer on every point of the plane, while they train."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from helpers.data import Dataset, Draws, Split
from helpers.engine.records import Annotated
from helpers.engine.tensors import FLOATS
from helpers.lessons.shared.features import FEATURES, columns, expand
from helpers.probes import Glimpse
from helpers.recipes import Recipe
from helpers.training import train

SIDE = 48  # points of the grid along each axis


@dataclass(frozen=True, eq=False)
class Scene(Annotated):
    """A Record, and the plane as its networks see it.

    Args:
        record: of helpers.training.
        data: the first network's points themselves, x (n, 2), whatever features it is fed.
        half: the plane reaches from −half to half along both axes.
        features: names of the F inputs.
        answers: probability of each class, (S, SIDE, SIDE, C), rows from below.
        units: what the first network's layers hand on, the inputs first, L + 1 tensors
            (units, SIDE, SIDE); weights: its L + 1 tensors (fan_in, fan_out).
    """

    data: Split
    half: float
    features: tuple[str, ...]
    answers: Tensor
    units: Sequence[Tensor] = ()
    weights: Sequence[Tensor] = ()


def half_width(dataset: Dataset) -> float:
    """How far the plane must reach to hold all points, in steps of ½."""
    return math.ceil(2 * dataset.x.abs().max().item() + 0.1) / 2


def plane(half: float) -> Tensor:
    """The centres of SIDE · SIDE tiles, (SIDE · SIDE, 2), row by row from below."""
    edge = half * (1 - 1 / SIDE)
    ticks = torch.linspace(-edge, edge, SIDE, **FLOATS)
    x2, x1 = torch.meshgrid(ticks, ticks, indexing="ij")
    return torch.stack([x1.flatten(), x2.flatten()], dim=1)


def train_on_plane(
    recipes: Recipe | Sequence[Recipe],
    data: Split | Draws,
    features: str = "x1 x2",
    inside: bool = False,
    probes: Sequence[Callable[[Glimpse], Tensor]] = (),
    **options,
) -> Iterator[Scene]:
    """Train as helpers.training.train does, and look at the plane at every Record.

    Args:
        data: two-dimensional classes, of helpers.data.make. With Draws each seed's networks have
            points of their own; the plane shows those of the first network.
        features: what the networks are fed, one of features.FEATURES.
        inside: look at the first network's units and weights too.
        probes: what else to look at, see train; options: passed to train.
    Yields: Scene.
    Raises: ValueError: as train, and for data that are no classes in the plane.
    """
    recipes = [recipes] if isinstance(recipes, Recipe) else list(recipes)
    shown = data if isinstance(data, Split) else data(recipes[0].seed)
    if shown.train.task != "classification" or shown.train.n_features != 2:
        raise ValueError(f"data takes classes in the plane, got {shown.train!r}")
    half = max(half_width(shown.train), half_width(shown.test))
    grid = columns(plane(half), features)

    def answers(glimpse: Glimpse) -> Tensor:
        return glimpse.stack.forward(grid.to(glimpse.grad)).softmax(2)

    def units(glimpse: Glimpse) -> Tensor:
        outputs = [grid.to(glimpse.grad).expand(len(glimpse.stack), *grid.shape)]
        glimpse.stack.forward(outputs[0], on_layer=lambda layer, pre, post: outputs.append(post))
        return torch.cat(outputs, dim=2).transpose(1, 2)  # (S, units of all layers, tiles)

    def weights(glimpse: Glimpse) -> Tensor:
        return torch.cat([weight.flatten(1) for weight in glimpse.stack.weights], dim=1)

    looks = (answers, units, weights) if inside else (answers,)
    sizes = (grid.shape[1], *recipes[0].hidden, shown.train.classes)
    for record in train(recipes, expand(data, features), probes=(*looks, *probes), **options):
        tiles = record.probed["answers"].unflatten(1, (SIDE, SIDE))
        details = _first_network(record.probed, sizes) if inside else ()
        yield Scene(record, shown, half, FEATURES[features], tiles, *details)


def _first_network(probed: Mapping[str, Tensor], sizes: Sequence[int]) -> tuple:
    """The first network's units and weights, cut into layers; sizes from inputs to outputs.

    Beside deeper or wider networks its row is filled up with NaN at the end.
    """
    widths, layers = sizes[:-1], list(pairwise(sizes))
    counts = [fan_in * fan_out for fan_in, fan_out in layers]
    units = probed["units"][0][: sum(widths)].unflatten(1, (SIDE, SIDE)).split(widths)
    weights = probed["weights"][0][: sum(counts)].split(counts)
    return units, [part.view(layer) for part, layer in zip(weights, layers, strict=True)]
