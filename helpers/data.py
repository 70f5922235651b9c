"""Data sets: load the shipped real ones and photographs, make two-dimensional ones, split, spoil
the labels.

Axes: n examples, F features. Random draws come from generators of their own, never from
torch's global seed: the same arguments give the same numbers, whatever ran before.
"""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from helpers import checks
from helpers.engine.randomness import generator
from helpers.engine.tensors import FLOATS, floats
from helpers.shapes import SHAPES

SHARED = "share/deep-learning-course/data"  # where pip puts the files, see pyproject.toml
# SHA-256 of each file; sources and licences are in data/README.md
_TABLES = {
    "digits": "592cc047d0a1cc7fdef9fd724514209dcb45a80aa147dc3ab375e3e1a9a380f4",
    "wine": "ae41f81fea67ab85baa77c4b36fdce778aca07dbc56e92c412d8f32f4432659d",
    "breast_cancer": "ddac21cf58cef7fa9e5b519f4b012874e0e80560cceef34a8847ed0fdd333a5f",
    "diabetes": "9193026b7622ff944f0a6855a10107b24caf50dad69787c46e6890e69c27faca",
}
_PHOTOGRAPHS = {
    "flower": "d43f42c784d2651ec48903c7066190e87993c747b794083a696ec44a3a45bc22",
    "temple": "f713acfda0d9ccea066fafd34916814e721ea72f1d615633e52c9b932ff5c8f3",
}


@dataclass(frozen=True, eq=False)  # eq: tensors have no single truth value
class Dataset:
    """Examples with their targets.

    Args:
        name: what to call it in a figure.
        x: inputs, (n, F), floating point.
        y: class numbers 0 … classes − 1, (n,) int64; for regression K real values, (n, K).
        task: "classification" or "regression"; classes: how many, 0 for regression.
        features: the F columns' names; () if they have none.

    Raises:
        ValueError: when shapes, types or class numbers do not fit the task.
    """

    name: str
    x: Tensor
    y: Tensor
    task: str
    classes: int = 0
    features: tuple[str, ...] = ()

    def __post_init__(self):
        x, y = self.x, self.y
        if self.task == "classification":
            fits = y.shape == (len(x),) and y.dtype == torch.int64 and self.classes >= 2
            fits = fits and not bool(((y < 0) | (y >= self.classes)).any())
            expected = f"y (n,), int64, from 0 to {self.classes - 1}, and 2 or more classes"
        elif self.task == "regression":
            # A target of shape (n,) would broadcast against outputs (n, 1) unnoticed.
            fits = y.ndim == 2 and len(y) == len(x) and y.shape[1] >= 1
            fits = fits and y.is_floating_point() and self.classes == 0
            expected = "y (n, K), floating point, and 0 classes"
        else:
            raise ValueError(f"task takes classification or regression, got {self.task!r}")
        if not fits or x.ndim != 2 or not x.is_floating_point():
            shapes = f"x {tuple(x.shape)}, {x.dtype}, y {tuple(y.shape)}, {y.dtype}"
            raise ValueError(
                f"{self.task} takes x (n, F), floating point, {expected}; got {shapes}"
            )
        if self.features and len(self.features) != self.n_features:
            raise ValueError(f"{self.n_features} features, but {len(self.features)} names")

    @property
    def n_features(self) -> int:
        """Inputs that a network for this data set needs."""
        return self.x.shape[1]

    @property
    def n_outputs(self) -> int:
        """Outputs that a network for this data set needs: one per class, or per real value."""
        return self.classes or self.y.shape[1]

    def __len__(self) -> int:
        return len(self.x)

    def __repr__(self) -> str:
        kind = f"{self.classes} classes" if self.classes else "regression"
        return f"Dataset({self.name}: {len(self)} × {self.n_features}, {kind})"

    def take(self, rows: Tensor) -> Dataset:
        """The examples of these rows, in this order."""
        return replace(self, x=self.x[rows], y=self.y[rows])


@dataclass(frozen=True, eq=False)
class Split:
    """Examples to learn from and, of the same kind, examples that only measure what was learnt.

    Args: validation: examples that something is chosen on, so that test stays unseen.
    """

    train: Dataset
    test: Dataset
    validation: Dataset | None = None

    def __post_init__(self):
        for name, part in (("test", self.test), ("validation", self.validation)):
            if part is not None and _kind(part) != _kind(self.train):
                raise ValueError(f"{name} takes data of train's kind, {self.train}, got {part}")

    @property
    def choosing(self) -> Split:
        """The same training examples, measured on the validation examples.

        Raises: ValueError: if no examples were put aside for validation.
        """
        if self.validation is None:
            raise ValueError("choosing takes a split with validation=…, a share of the examples")
        return Split(self.train, self.validation)

    def each(self, change: Callable[[Dataset], Dataset]) -> Split:
        """The same change made to every part."""
        return Split(
            change(self.train),
            change(self.test),
            change(self.validation) if self.validation else None,
        )


class Draws:
    """Examples drawn anew for every seed: then what holds over seeds holds for other examples, too.

    Training takes it in place of a Split: the networks of a seed learn from draws(seed).

    Args: make: a function of a seed that returns its Split; all splits are of one size.
    """

    def __init__(self, make: Callable[[int], Split]):
        self._make = cache(make)

    def __call__(self, seed: int) -> Split:
        return self._make(seed)

    @property
    def choosing(self) -> Draws:
        """Each seed's training examples, measured on its validation examples."""
        return Draws(lambda seed: self(seed).choosing)

    def test(self, seed: int) -> Dataset:
        """The test examples of one seed."""
        return self(seed).test


def _kind(dataset: Dataset) -> tuple:
    return dataset.n_features, dataset.task, dataset.n_outputs


@lru_cache
def folder() -> Path:
    """Where the files lie: beside helpers, or where pip has put them."""
    places = [sysconfig.get_path("data"), sysconfig.get_path("data", f"{os.name}_user")]
    places = [Path(__file__).parent.parent / "data", *(Path(place) / SHARED for place in places)]
    return next((place for place in places if (place / "digits.csv").exists()), places[0])


@lru_cache
def load(name: str) -> Dataset:
    """A data set of the data/ folder in its raw units, read once: do not write into its tensors.

    Args:    name: "digits" (1797 × 64, 10 classes), "wine" (178 × 13, 3 classes),
                 "breast_cancer" (569 × 30, 2 classes) or "diabetes" (442 × 10, regression).
    Returns: Dataset, x (n, F) float32, y (n,) int64 or (n, 1) float32.
    Raises:  ValueError: for another name.
             OSError: if the file is missing or is not, to the letter, the one shipped.
    Source:  data/README.md.
    """
    checks.one_of("name", name, _TABLES)
    heading, *lines = _read(folder() / f"{name}.csv", _TABLES[name]).decode().splitlines()
    *features, _ = heading.split(",")
    table = floats([[float(cell) for cell in line.split(",")] for line in lines])
    x, y = table[:, :-1].contiguous(), table[:, -1]
    if name == "diabetes":
        return Dataset(name, x, y[:, None].clone(), "regression", features=tuple(features))
    return Dataset(name, x, y.long(), "classification", int(y.max()) + 1, tuple(features))


@lru_cache
def photograph(name: str) -> Dataset:
    """A photograph as a regression, a pixel an example: where it lies → its colour. Read once: do
    not write into its tensors.

    Args:    name: "flower" or "temple", both 64 × 64 pixels.
    Returns: Dataset, row by row; x (4096, 2): column and row, 0 to 63 from the upper left; y
                 (4096, 3): red, green and blue, 0 to 1.
    Raises:  ValueError, OSError: as load.
    Source:  data/README.md.
    """
    from PIL import Image  # a lesson without a photograph need not wait for it

    checks.one_of("name", name, _PHOTOGRAPHS)
    with Image.open(BytesIO(_read(folder() / f"{name}.png", _PHOTOGRAPHS[name]))) as image:
        pixels = floats(np.asarray(image.convert("RGB"))) / 255  # (rows, columns, 3)
    rows, columns = (torch.arange(count, **FLOATS) for count in pixels.shape[:2])
    x, y = torch.cartesian_prod(rows, columns).flip(1), pixels.flatten(0, 1)
    return Dataset(name, x, y, "regression", features=("column", "row"))


def _read(path: Path, checksum: str) -> bytes:
    content = path.read_bytes() if path.is_file() else None
    if content and path.suffix == ".csv":  # Windows' line endings keep the checksum
        content = content.replace(b"\r\n", b"\n")
    if content is None or sha256(content).hexdigest() != checksum:
        problem = "is missing" if content is None else "is not the file that the course ships"
        remedy = "run `git checkout data/` in the course's folder, or download the course again"
        raise OSError(f"data/{path.name} {problem}: {remedy}")
    return content


def make(name: str, n: int = 250, noise: float = 0.1, seed: int = 0) -> Dataset:
    """A two-dimensional classification set, about as large as standardized data.

    Classes take turns, so every prefix is balanced. With the same n and seed, more noise
    moves the same points further in the same directions.

    Args:    name: "moons", "circles", "spirals", "xor" (2 classes) or "blobs" (3).
             n: examples, 4 or more.
             noise: standard deviation of the Gaussian noise added to each coordinate.
             seed: of the draws.
    Returns: Dataset, x (n, 2) float32, y (n,) int64.
    Raises:  ValueError: for an unknown name, n < 4, noise < 0 or not finite.
    """
    checks.one_of("name", name, SHAPES)
    checks.whole("n", n, 4)
    checks.finite("noise", noise)
    shape, classes = SHAPES[name]
    draws = generator(seed, name)
    y = torch.arange(n, device="cpu") % classes
    x = shape(y.float(), draws) + noise * torch.randn(n, 2, generator=draws, **FLOATS)
    return Dataset(name, x, y, "classification", classes, ("x1", "x2"))


def salaries(n: int = 250, seed: int = 0) -> Dataset:
    """The lecture notes' two columns, invented: salary and CGPA of people who apply for a loan.

    Salary is normal (mean 110,000, standard deviation 25,000, cut at 30,000 and 200,000) and
    CGPA too (6.5, 1.2, cut at 0 and 10), independent of it. A loan (class 1) goes to those
    whose two z-scores add up to more than 0, give or take noise of standard deviation 0.3:
    both columns matter equally, and only their units say otherwise.

    Args:    n: people, 4 or more; seed: of the draws.
    Returns: Dataset, x (n, 2): salary in currency units, CGPA on its scale of 0 to 10.
    Raises:  ValueError: if n < 4.
    """
    checks.whole("n", n, 4)
    draws = generator(seed, "salaries")
    z = torch.randn(n, 2, generator=draws, **FLOATS)
    y = (z.sum(1) + 0.3 * torch.randn(n, generator=draws, **FLOATS) > 0).long()
    salary = (110_000 + 25_000 * z[:, :1]).clamp(30_000, 200_000)
    cgpa = (6.5 + 1.2 * z[:, 1:]).clamp(0, 10)
    x = torch.cat([salary, cgpa], dim=1)
    return Dataset("salaries", x, y, "classification", 2, ("salary", "cgpa"))


def split(
    dataset: Dataset,
    test: float = 0.2,
    seed: int = 0,
    stratify: bool = True,
    n: int | None = None,
    validation: float = 0.0,
) -> Split:
    """Put a share of the examples aside for testing and, if asked, another for choosing.

    Args:    test: share of the examples put aside, between 0 and 1.
             seed: of the shuffle.
             stratify: keep the classes' shares on all sides (no effect on regression).
             n: keep only that many training examples. The other parts stay the same, and a
                 larger n adds to the examples of a smaller one.
             validation: share of the examples put aside to choose settings on, from 0; the
                 test set does not depend on it.
    Returns: Split; every example is in one part only. With validation=0 it has two parts.
    Raises:  ValueError: if a share or n is out of range, or a part comes out empty.
    """
    if not 0 < test < 1:
        raise ValueError(f"test takes a share between 0 and 1, got {test}")
    if not 0 <= validation < 1 - test:
        raise ValueError(f"validation takes a share from 0 to below {1 - test:g}, got {validation}")
    held_out, chosen_on = round(test * len(dataset)), round(validation * len(dataset))
    rest = len(dataset) - held_out - chosen_on
    if not held_out or rest < 1 or bool(validation) != bool(chosen_on):
        shares = " and ".join(f"{share:.0%}" for share in (test, validation) if share)
        raise ValueError(f"{len(dataset)} examples are too few to put {shares} aside")
    if n is not None and not 1 <= n <= rest:
        raise ValueError(f"n takes 1 to {rest} training examples, got {n}")
    order = torch.randperm(len(dataset), generator=generator(seed, "split"), device="cpu")
    if stratify and dataset.task == "classification":
        order = order[_dealt(dataset.y[order])]
    first, second, others = order.split([held_out, chosen_on, rest])
    between = dataset.take(second) if chosen_on else None
    return Split(dataset.take(others[:n]), dataset.take(first), between)


def _dealt(labels: Tensor) -> Tensor:
    """An order of rows whose every stretch holds the classes in their shares (nearly)."""
    # Each class's members are spread evenly from 0 to 1, then all are read from left to right.
    place = torch.empty(len(labels), **FLOATS)
    for label in labels.unique():
        members = labels == label
        count = int(members.sum())
        place[members] = (torch.arange(count, **FLOATS) + 0.5) / count
    return place.argsort(stable=True)


def noisy_labels(dataset: Dataset, share: float, seed: int = 0) -> Dataset:
    """The same inputs, with a share of the labels replaced by another class at random.

    Args:    share: of the examples, from 0 to 1; a larger one spoils the same labels and more.
             seed: of the draws.
    Returns: Dataset with a new y and the same x.
    Raises:  ValueError: for regression, or a share outside 0 to 1.
    """
    if dataset.task != "classification":
        raise ValueError(f"only class labels can be swapped; {dataset.name} is a regression")
    if not 0 <= share <= 1:
        raise ValueError(f"share takes a number from 0 to 1, got {share}")
    draws = generator(seed, "noisy_labels")
    count = round(share * len(dataset))
    spoilt = torch.randperm(len(dataset), generator=draws, device="cpu")[:count]
    # 1 to classes − 1 places further on is every other class, each equally likely.
    steps = torch.randint(1, dataset.classes, (len(dataset),), generator=draws, device="cpu")
    y = dataset.y.clone()
    y[spoilt] = (y + steps)[spoilt] % dataset.classes
    return replace(dataset, y=y)
