"""Networks that paint a photograph: from where a pixel lies to its colour."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from math import pi

import torch
from torch import Tensor

from helpers import checks
from helpers.data import Dataset, Split, photograph
from helpers.engine.records import Record
from helpers.probes import Glimpse
from helpers.recipes import Recipe
from helpers.training import train

BATCH = 256  # pixels in a mini-batch


@lru_cache
def canvas(name: str, octaves: int = 4) -> Split:
    """A photograph with sine features, to learn from every pixel and to measure on every pixel.

    Args: name: see data.photograph; octaves: see sine_features.
    """
    pixels = sine_features(photograph(name), octaves)
    return Split(pixels, pixels)


def paint(
    painters: Mapping[str, Recipe], on: Split, steps: int = 250, seed: int = 0
) -> Iterator[Record]:
    """Train painters side by side, all with one seed; ten times or so on the way look at what each
    paints, for figures.paintings.Paintings.

    Args: on: see canvas; steps: mini-batches of 256 pixels.
    """
    yield from train(
        [recipe.but(seed=seed) for recipe in painters.values()],
        on,
        steps=steps,
        batch_size=BATCH,
        every=max(1, steps // 10),
        probes=[paints(on.test.x)],
        evaluate=False,
    )


def sine_features(dataset: Dataset, octaves: int = 4) -> Dataset:
    """Waves along each column, so that a small step of x is a large step of some input.

    Each column is stretched from −1 to 1; of it a network gets sin(2ᵏ π x) and cos(2ᵏ π x), k
    from 0 to octaves − 1. Take the features of a whole photograph first, and pixels of it then.

    Returns: Dataset, x (n, 2 · F · octaves), the same y.
    Raises:  ValueError: if octaves is not a whole number, 1 or more.
    Source:  Mildenhall et al. 2020, eq. 4; Tancik et al. 2020.
    """
    checks.whole("octaves", octaves, 1)
    low, high = dataset.x.aminmax(dim=0)
    places = 2 * (dataset.x - low) / (high - low) - 1
    turns = torch.stack([2**k * pi * places for k in range(octaves)], dim=2)  # (n, F, octaves)
    waves = torch.stack([turns.sin(), turns.cos()], dim=3).flatten(1)
    return replace(dataset, x=waves, features=())


def psnr(loss: Tensor) -> Tensor:
    """Peak signal-to-noise ratio in decibels, from mean squared errors of values from 0 to 1, of
    their shape: 10 decibels more are a tenth of the error."""
    return -10 * loss.log10()


def paints(x: Tensor) -> Callable[[Glimpse], Tensor]:
    """A probe named "painting": what each network answers at inputs x (n, F), in eval mode,
    (S, n, K)."""

    def painting(glimpse: Glimpse) -> Tensor:
        return glimpse.stack.forward(x.to(glimpse.stack.flat))

    return painting
