"""Items made by hand, for tests of figures: Records with given numbers, and what artists show."""

import numpy as np
import torch

from helpers.engine.records import Record
from helpers.recipes import Recipe

NAN = float("nan")


def record(step=8, steps=16, epoch=2.0, recipes=None, probed=None, **numbers):
    """A Record of as many networks as any of the numbers has; what is not given is NaN, and
    nothing diverged.

    Args: probed: what probes saw, by their names; numbers: loss, test_accuracy …, one a network.
    """
    numbers = {key: torch.tensor(values).flatten() for key, values in numbers.items()}
    probed = {key: torch.as_tensor(values) for key, values in (probed or {}).items()}
    count = len(next(iter([*numbers.values(), *probed.values()])))
    for key in ("loss", "test_loss", "test_accuracy"):
        numbers.setdefault(key, torch.full((count,), NAN))
    numbers.setdefault("diverged_at", torch.full((count,), -1))
    recipes = tuple(recipes or [Recipe(seed=seed) for seed in range(count)])
    return Record(recipes, step, steps, epoch, probed=probed, **numbers)


def edges(band):
    """The x, the lower and the upper edge of a band between two lines, three arrays."""
    (path,) = band.get_paths()
    count = (len(path.vertices) - 3) // 2
    low, high = path.vertices[1 : count + 1], path.vertices[count + 2 : 2 * count + 2][::-1]
    np.testing.assert_array_equal(low[:, 0], high[:, 0])
    lower, upper = np.sort([low[:, 1], high[:, 1]], axis=0)
    return low[:, 0], lower, upper


def shows(artist, x, y):
    """A line or markers stand at these places and no others."""
    xs, ys = (np.asarray(values, dtype=float) for values in artist.get_data())
    np.testing.assert_allclose(xs, np.asarray(x, dtype=float), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(ys, np.asarray(y, dtype=float), rtol=1e-6, atol=1e-9)


def fills(band, x, low, high):
    """A band lies between these two lines."""
    for seen, wanted in zip(edges(band), (x, low, high), strict=True):
        np.testing.assert_allclose(seen, np.asarray(wanted, dtype=float), rtol=1e-6, atol=1e-9)
