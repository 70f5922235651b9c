"""Surfaces with two parameters, and the update rules racing down them from one start."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, islice
from types import SimpleNamespace

import torch
from torch import Tensor

from helpers.engine.optimizers import RULES
from helpers.engine.randomness import generator
from helpers.engine.tensors import FLOATS, floats
from helpers.lessons.shared.descents import shown_steps

STEPS = 150
NEAR = 1.2  # of the square's half: a path beyond has left the map
# A quarter of a decade apart.
RATES = 10.0 ** (torch.arange(-24, 15, dtype=torch.float64, device="cpu") / 4)


@dataclass(frozen=True)
class Surface:
    """A loss of two parameters, and the square of the plane in which it is shown.

    Args:
        value, slope: of x and y, tensors of one shape; slope gives both derivatives.
        centre: of the square; half: from there to its edges.
        minima: where the value is lowest; lowest: what it is there.
        noise: standard deviation of what is added to both derivatives at every step.
    """

    value: Callable
    slope: Callable
    centre: tuple[float, float] = (0.0, 0.0)
    half: float = 2.0
    minima: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    lowest: float = 0.0
    noise: float = 0.0

    def at(self, across: float, up: float) -> Tensor:
        """A point of the square: (0, 0) is its centre, ±1 are its edges, (2,)."""
        x, y = self.centre
        point = (x + self.half * across, y + self.half * up)
        return torch.tensor(point, dtype=torch.float64, device="cpu")

    def relief(self, points: int) -> tuple[Tensor, Tensor, Tensor]:
        """So many points along each axis of the square, x (n,) and y (n,), and how far above its
        lowest value the surface is there, (n, n), a row for each y."""
        ends = zip(self.at(-1, -1).tolist(), self.at(1, 1).tolist(), strict=True)
        x, y = (torch.linspace(low, high, points, **FLOATS).double() for low, high in ends)
        return x, y, self.value(x[None, :], y[:, None]) - self.lowest


def ravine(flat: float = 0.1, steep: float = 10.0, turn: float = 0.0) -> Surface:
    """½ (flat · u² + steep · v²), u and v the axes turned by `turn` radians."""
    angle = torch.tensor(turn, dtype=torch.float64, device="cpu")
    cos, sin = angle.cos(), angle.sin()
    xx, yy = flat * cos**2 + steep * sin**2, flat * sin**2 + steep * cos**2
    xy = (flat - steep) * cos * sin
    return Surface(
        lambda x, y: (xx * x**2 + yy * y**2) / 2 + xy * x * y,
        lambda x, y: (xx * x + xy * y, yy * y + xy * x),
    )


def saddle() -> Surface:
    """½ x² − ½ y² + ¼ y⁴: a pass at the origin between two valleys."""
    return Surface(
        lambda x, y: (x**2 - y**2) / 2 + y**4 / 4,
        lambda x, y: (x, y**3 - y),
        minima=((0.0, -1.0), (0.0, 1.0)),
        lowest=-0.25,
    )


def rosenbrock() -> Surface:
    """(1 − x)² + 100 (y − x²)²: a curved valley. Source: Rosenbrock 1960."""
    return Surface(
        lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
        lambda x, y: (2 * (x - 1) - 400 * x * (y - x**2), 200 * (y - x**2)),
        minima=((1.0, 1.0),),
    )


def beale() -> Surface:
    """Σₖ (cₖ − x + x yᵏ)², k = 1, 2, 3: a plain with steep edges. Source: Beale 1958."""
    terms = ((1, 1.5), (2, 2.25), (3, 2.625))

    def slope(x, y):
        gaps = [(k, c - x + x * y**k) for k, c in terms]
        across = sum(2 * gap * (y**k - 1) for k, gap in gaps)
        return across, sum(2 * gap * k * x * y ** (k - 1) for k, gap in gaps)

    return Surface(
        lambda x, y: sum((c - x + x * y**k) ** 2 for k, c in terms),
        slope,
        half=4.5,
        minima=((3.0, 0.5),),
    )


SURFACES = {
    "ravine": ravine(),
    "ravine aslant": ravine(turn=torch.pi / 4),
    "saddle": saddle(),
    "Rosenbrock": rosenbrock(),
    "Beale": beale(),
    "noisy bowl": Surface(lambda x, y: (x**2 + 4 * y**2) / 2, lambda x, y: (x, 4 * y), noise=2.0),
}


@dataclass(frozen=True, eq=False)
class Race:
    """R rules on their way down a surface.

    Args:
        surface: a name in SURFACES; names: of the rules; rates: their learning rates, (R,).
        paths: the parameters after 0, 1, … steps, (T, R, 2); values: the surface there, above
            its lowest value, (T, R).
        velocities: length of what a rule keeps of past gradients, (T, R), NaN where it keeps
            none: momentum's velocity, Adam's mean.
        squares: root of the squared gradients that it has added up or averaged, likewise.
        step, steps: of the path shown, and in all.
    """

    surface: str
    names: Sequence[str]
    rates: Tensor
    paths: Tensor
    values: Tensor
    velocities: Tensor
    squares: Tensor
    step: int
    steps: int


def descend(
    surface: Surface,
    start: Tensor,
    rules: Sequence[str],
    rates: Tensor,
    momentum: float,
    decay: float,
    seed: int,
) -> Iterator[tuple[Tensor, list[dict]]]:
    """Walk down with R rules, each with K learning rates, for ever.

    Args:    start: (2,); rules: R names in RULES; rates: (R, K).
             momentum: also Adam's first beta; decay: of the mean squares, also Adam's second.
             seed: of the noise, which is the same for all.
    Yields:  the parameters (R, K, 2) at the start and after each step, and the rules' states.
    """
    draws = generator(seed, "surface")
    w, states = start.expand(*rates.shape, 2), [{} for _ in rules]
    settings = [
        SimpleNamespace(lr=row[:, None], momentum=momentum, betas=(momentum, decay), decay=decay)
        for row in rates
    ]
    for step in count(1):
        yield w, states
        slope = torch.stack(surface.slope(*w.unbind(-1)), -1)
        if surface.noise:
            noise = torch.randn(2, generator=draws, dtype=w.dtype, device=w.device)
            slope = slope + surface.noise * noise
        ruled = zip(rules, slope, states, settings, strict=True)
        w = w + torch.stack([RULES[rule](g, state, step, h) for rule, g, state, h in ruled])


@lru_cache(maxsize=64)
def best_rates(
    name: str,
    start: tuple[float, float],
    rules: tuple[str, ...],
    momentum: float,
    decay: float,
    seed: int,
) -> Tensor:
    """The rate of RATES with which each rule ends lowest, (R,), of those that keep it near the
    square. What counts is the highest value in the last quarter of STEPS, so that nobody wins by
    passing through."""
    surface, rates = SURFACES[name], RATES.expand(len(rules), -1)
    walk = descend(surface, surface.at(*start), rules, rates, momentum, decay, seed)
    paths = torch.stack([w for w, _ in islice(walk, STEPS + 1)])  # (STEPS + 1, R, K, 2)
    worst = surface.value(*paths[-STEPS // 4 :].unbind(-1)).amax(0)  # (R, K)
    reach = (paths - surface.at(0, 0)).abs().amax((0, -1))
    return RATES[worst.where(reach <= NEAR * surface.half, torch.inf).argmin(1)]


def race(
    name: str,
    start: tuple[float, float],
    rules: Sequence[str],
    *,
    factor: float = 1.0,
    momentum: float = 0.9,
    decay: float = 0.9,
    seed: int = 0,
) -> Iterator[Race]:
    """All rules from one start, each at `factor` times its own best rate, in steps that grow.

    Args:    name: in SURFACES; start: as for Surface.at; the others: as for descend.
    """
    surface, rules = SURFACES[name], tuple(rules)
    rates = factor * best_rates(name, start, rules, momentum, decay, seed)
    walk = descend(surface, surface.at(*start), rules, rates[:, None], momentum, decay, seed)
    paths, velocities, squares = [], [], []
    for w, states in islice(walk, STEPS + 1):
        paths.append(w[:, 0])
        velocities.append([_size(state.get("velocity", state.get("mean"))) for state in states])
        squares.append([_size(state.get("squares"), 0.5) for state in states])
    paths, velocities, squares = torch.stack(paths), floats(velocities), floats(squares)
    values = surface.value(*paths.unbind(-1)) - surface.lowest
    for step in shown_steps(STEPS):
        past = (series[: step + 1] for series in (paths, values, velocities, squares))
        yield Race(name, rules, rates, *past, step, STEPS)


def _size(carried: Tensor | None, power: float = 1.0) -> float:
    """The length of (1, 2) numbers, each raised to a power; NaN if there are none."""
    return float("nan") if carried is None else carried.pow(power).norm().item()
