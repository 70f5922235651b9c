"""A recipe: everything that fixes one network's training run, in one small value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import groupby
from math import isfinite
from numbers import Integral, Real

from helpers import checks

ACTIVATIONS = (
    "linear",
    "step",
    "sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "elu",
    "gelu",
)
INITS = (
    "zeros",
    "constant",
    "normal",
    "uniform",
    "lecun_normal",
    "lecun_uniform",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
)
NORMS = ("none", "batch", "layer")
OPTIMIZERS = ("sgd", "momentum", "nesterov", "adagrad", "adadelta", "rmsprop", "adam", "adamw")
SCHEDULES = ("constant", "step", "cosine")
_CHOICES = {
    "activation": ACTIVATIONS,
    "init": INITS,
    "norm": NORMS,
    "norm_place": ("before", "after"),
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
}
# name: (lowest, highest, whether the highest itself is allowed)
_RANGES = {
    "negative_slope": (0.0, 1.0, True),
    "gain": (0.0, float("inf"), False),
    "norm_momentum": (0.0, 1.0, True),
    "dropout": (0.0, 1.0, False),
    "lr": (0.0, float("inf"), False),
    "warmup": (0.0, 1.0, False),
    "momentum": (0.0, 1.0, False),
    "decay": (0.0, 1.0, False),
    "weight_decay": (0.0, float("inf"), False),
    "l1": (0.0, float("inf"), False),
    "clip_norm": (0.0, float("inf"), True),
    "clip_value": (0.0, float("inf"), True),
}


@dataclass(frozen=True)
class Recipe:
    """One network and the way it is trained; the data give its inputs and outputs.

    Args:
        hidden: units of each hidden layer, input side first; () is a linear model.
        activation: of every hidden layer, one of ACTIVATIONS.
        negative_slope: of leaky_relu.
        init: distribution of the weights, one of INITS.
        gain: factor on the initial weights; for "normal", "uniform", "constant" it is the
            standard deviation, the limit, the value itself.
        bias: value of every hidden bias at the start.
        norm: "none", "batch" or "layer"; norm_place: "before" or "after" the activation.
        norm_momentum: share of the new mini-batch in batch norm's running statistics.
        residual: add a hidden layer's input to its output where their widths agree.
        dropout: probability that a hidden unit is shut down in a training step.
        optimizer: one of OPTIMIZERS; lr: learning rate, the largest one under a schedule.
        schedule: one of SCHEDULES; warmup: share of the training in which lr climbs from 0.
        momentum: of "momentum" and "nesterov"; betas: of "adam" and "adamw".
        decay: of the running mean of squares in "rmsprop" and "adadelta".
        weight_decay: L2, λ/2 Σw², in the gradient (decoupled for "adamw"), weights only.
        l1: L1, λ Σ|w|, weights only, by a proximal step of lr · l1 after the update: true
            zeros. It minimizes loss + penalty under "sgd"; a rule that scales its steps or
            adds them up (momentum, Adam) weighs the loss more.
        clip_norm, clip_value: bound on the gradient's norm, on each component; inf is off.
        seed: of the network's own generators: weights, order of examples, dropout.

    Raises:
        ValueError: naming the field, what came, and what is allowed.
    """

    hidden: tuple[int, ...] = (32, 32)
    activation: str = "relu"
    negative_slope: float = 0.01
    init: str = "he_normal"
    gain: float = 1.0
    bias: float = 0.0
    norm: str = "none"
    norm_place: str = "before"
    norm_momentum: float = 0.1
    residual: bool = False
    dropout: float = 0.0
    optimizer: str = "sgd"
    lr: float = 0.1
    schedule: str = "constant"
    warmup: float = 0.0
    momentum: float = 0.9
    betas: tuple[float, float] = (0.9, 0.999)
    decay: float = 0.9
    weight_decay: float = 0.0
    l1: float = 0.0
    clip_norm: float = float("inf")
    clip_value: float = float("inf")
    seed: int = 0

    def __post_init__(self):
        for name, wanted in (("hidden", "units of each layer"), ("betas", "two numbers")):
            value = getattr(self, name)
            if not isinstance(value, (tuple, list)):
                raise ValueError(f"{name} takes a list, the {wanted}, got {value!r}")
            object.__setattr__(self, name, tuple(value))
        if not all(isinstance(width, Integral) and width >= 1 for width in self.hidden):
            raise ValueError(f"hidden takes whole numbers of units, 1 or more, got {self.hidden}")
        for name, allowed in _CHOICES.items():
            checks.one_of(name, getattr(self, name), allowed)
        for name, (low, high, closed) in _RANGES.items():
            value = getattr(self, name)
            inside = isinstance(value, Real) and low <= value <= high
            if not inside or (value == high and not closed):
                raise ValueError(f"{name} takes {_range_text(low, high, closed)}, got {value!r}")
        if not (isinstance(self.bias, Real) and isfinite(self.bias)):
            raise ValueError(f"bias takes a finite number, got {self.bias!r}")
        if not isinstance(self.residual, bool):
            raise ValueError(f"residual takes True or False, got {self.residual!r}")
        if len(self.betas) != 2 or not all(0 <= beta < 1 for beta in self.betas):
            raise ValueError(f"betas takes two numbers from 0 to below 1, got {self.betas}")
        checks.whole("seed", self.seed)

    def but(self, **changes) -> Recipe:
        """The same recipe with some fields changed: `sick.but(activation="relu")`."""
        known = [field.name for field in fields(self)]
        for name in changes:
            if name not in known:
                raise ValueError(f"a recipe has no {name!r}; it has {', '.join(known)}")
        return replace(self, **changes)


def shape_key(recipe: Recipe) -> tuple:
    """What two recipes must share to train in one stack; all else differs per network."""
    return recipe.hidden, recipe.norm, recipe.norm_place, recipe.dropout > 0


def blocks(recipes: Sequence[Recipe], key: Callable) -> list[tuple]:
    """Runs of neighbouring networks that share a key: (key, slice of networks)."""
    runs, start = [], 0
    for value, members in groupby(recipes, key):
        end = start + len(list(members))
        runs.append((value, slice(start, end)))
        start = end
    return runs


def _range_text(low: float, high: float, closed: bool) -> str:
    if high == float("inf"):
        return f"{low:g} or more" if closed else f"a finite number, {low:g} or more"
    return f"{low:g} to {high:g}" if closed else f"{low:g} to below {high:g}"
