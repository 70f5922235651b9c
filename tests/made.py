"""Items made by hand, for tests of figures: Records with given numbers, and what artists show."""

import numpy as np
import torch
from matplotlib.colors import to_rgb

from helpers.data import Dataset, Split
from helpers.drawing import style
from helpers.engine.records import Record
from helpers.lessons.shared.regions import Scene
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


def scene(seen, answers, half=2.0, **options):
    """A Scene of a Record: what its networks answer over the plane, (S, H, W, C), and one training
    and one test point of each class."""
    classes = len(answers[0][0][0])
    x = torch.arange(2.0 * classes).view(classes, 2) / 4
    parts = [Dataset("toy", z, torch.arange(classes), "classification", classes) for z in (x, -x)]
    return Scene(seen, Split(*parts), half, ("x1", "x2"), torch.tensor(answers), **options)


def sure_of(*shares):
    """What networks answer over a plane of one tile: so sure are they of class 1."""
    return [[[[1 - share, share]]] for share in shares]


def tinted(share):
    """The colour of a tile whose network gives class 1, orange, this share, and class 0, blue, the
    rest: white at ½, where it is sure 55 % of the way to the colour."""
    color = np.array(to_rgb(style.ORANGE if share > 0.5 else style.BLUE))
    return 1 - 0.55 * abs(2 * share - 1) * (1 - color)
