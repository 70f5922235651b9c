"""What a training run leaves behind: a Record of each moment, a History of them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import torch
from torch import Tensor

from helpers.engine.tensors import floats
from helpers.recipes import Recipe


@dataclass(frozen=True, eq=False)
class Record:
    """The networks' state after `step` updates, before the next; S networks.

    Args:
        recipes: what the S networks are.
        step, steps: updates done, updates asked for.
        epoch: passes through the training data done, a fraction within a pass.
        loss: (S,), mean over the mini-batches since the last record, this step's included,
            each before its update; nats for classification, mean squared error for regression.
        test_loss, test_accuracy: (S,), on data.test; an answer that is not a number is wrong;
            accuracy is NaN for regression.
        diverged_at: (S,), the first step whose loss was not finite, −1 where none was.
        probed: what each asked-for probe saw, by the probe's name, (S, ...), to read only;
            networks with fewer layers or units are filled up with NaN.
    """

    recipes: tuple[Recipe, ...]
    step: int
    steps: int
    epoch: float
    loss: Tensor
    test_loss: Tensor
    test_accuracy: Tensor
    diverged_at: Tensor
    probed: Mapping[str, Tensor] = field(default_factory=dict)

    def __post_init__(self):
        object.__setattr__(self, "probed", MappingProxyType(dict(self.probed)))

    def __reduce__(self):  # the view of `probed` cannot be pickled, for another process
        return type(self), (*list(vars(self).values())[:-1], dict(self.probed))

    def also(self, **numbers: Tensor) -> Record:
        """A Record that holds more numbers beside what the probes saw, (S, ...) each; this one
        stays as it is."""
        return replace(self, probed={**self.probed, **numbers})

    @property
    def epochs(self) -> float:
        """Epochs asked for; 1 until the first step tells."""
        return round(self.epoch * self.steps / self.step, 6) if self.step else 1.0


@dataclass(frozen=True, eq=False)
class Annotated:
    """A Record and, in a subclass's fields, what was measured beside it."""

    record: Record

    @property
    def step(self) -> int:
        """Updates done."""
        return self.record.step

    @property
    def steps(self) -> int:
        """Updates asked for."""
        return self.record.steps


class History:
    """Records in the order they came; history["test_loss"] is (T, S), a probe (T, S, ...)."""

    def __init__(self, records: Sequence[Record]):
        self.records = list(records)
        self.last = self.records[-1]
        self.steps = torch.tensor([record.step for record in self.records], device="cpu")
        self.epochs = floats([record.epoch for record in self.records])

    def __getitem__(self, name: str) -> Tensor:
        if name in self.last.probed:
            return torch.stack([record.probed[name] for record in self.records])
        known = [key for key, value in vars(self.last).items() if isinstance(value, Tensor)]
        if name not in known:
            raise ValueError(
                f"a history has {', '.join([*known, *self.last.probed])}, not {name!r}"
            )
        return torch.stack([getattr(record, name) for record in self.records])

    def finished(self, name: str) -> Tensor:
        """As history[name], one number per network, NaN from where it has diverged: "no number"
        is not an accuracy of 0 %. (T, S), float64."""
        return self[name].double().masked_fill(self["diverged_at"] >= 0, torch.nan)
