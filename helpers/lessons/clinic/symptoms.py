"""Symptoms: what can be measured on a script, before, during and after one training run."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import torch
from torch import Tensor

from helpers import probes
from helpers.data import Dataset
from helpers.engine.records import Record
from helpers.engine.tensors import floats
from helpers.lessons.clinic.runs import answers, stream
from helpers.lessons.clinic.scripts import Files, Script, files
from helpers.probes import Glimpse
from helpers.scaling import standard
from helpers.words import measured, percent

BOUNDED = ("sigmoid", "tanh")  # activations that saturate; the others die


@dataclass(frozen=True)
class Symptoms:
    """What an examination found; shares from 0 to 1, losses in nats.

    Args:
        overlap: share of the script's test images that are among its training images.
        odd_labels: share of the training labels that the most similar fresh image contradicts.
        scale_ratio: largest over smallest spread (std) of the training inputs' columns, those
            that vary.
        agreement: share of the fresh images that the trained network, asked twice, answers alike.
        copies: share of the first layer's units that start as the copy of an earlier one.
        saturated: share of saturated outputs at the start, in the layer with the most; 0 for
            activations without a ceiling.
        dead: share of the hidden units that are dead at the start; 0 for sigmoid and tanh.
        arrives: what of the first layer's spread over the examples is left in the last hidden
            layer, at the start; 0 if nothing passes the first.
        pace: update over weight at the first step, the median of the layers.
        first_loss, last_loss: training loss of the first step, mean of the last epoch.
        train, reported, fresh: accuracy at the end on training images, on the script's test
            images, on fresh ones, in the mode in which the script answers; NaN if it diverged.
        records: the run, a Record per epoch, with the probes of the diagnostics panel.
    """

    overlap: float
    odd_labels: float
    scale_ratio: float
    agreement: float
    copies: float
    saturated: float
    dead: float
    arrives: float
    pace: float
    first_loss: float
    last_loss: float
    train: float
    reported: float
    fresh: float
    records: Sequence[Record] = field(repr=False, compare=False)

    @property
    def gap(self) -> float:
        """Accuracy on training images less the reported one."""
        return self.train - self.reported

    def words(self) -> dict[str, str]:
        """Each symptom of the decision chart in words, by its name here, in the chart's order."""
        return {
            "overlap": f"test images that are training images ≈ {percent(self.overlap)}",
            "odd_labels": "training labels that the most similar fresh image contradicts "
            f"≈ {percent(self.odd_labels)}",
            "scale_ratio": "largest spread of an input column over the smallest "
            f"{measured(self.scale_ratio)}",
            "agreement": f"images answered alike when asked twice ≈ {percent(self.agreement)}",
            "copies": f"first layer's units that start as copies ≈ {percent(self.copies)}",
            "saturated": f"outputs saturated at the start, worst layer ≈ {percent(self.saturated)}",
            "dead": f"hidden units dead at the start ≈ {percent(self.dead)}",
            "arrives": "spread over examples, last hidden layer over the first "
            f"{_told(self.arrives)}",
            "pace": f"update / weight at the first step {measured(self.pace)}; training loss "
            f"{measured(self.first_loss)} → {_told(self.last_loss)}",
            "gap": "diverged: no answers"
            if math.isnan(self.fresh)
            else f"accuracy on training images ≈ {percent(self.train)}, reported "
            f"≈ {percent(self.reported)}, on fresh images ≈ {percent(self.fresh)}",
        }

    def __str__(self) -> str:
        return "\n".join(self.words().values())


@lru_cache(maxsize=16)
def examine(script: Script) -> Symptoms:
    """Look at a script's data, train it once, and look inside while it trains."""
    return measure(script, list(stream(script, probes=inside(script))))


def inside(script: Script) -> tuple[Callable[[Glimpse], Tensor], ...]:
    """The probes of an examination."""
    twice = _asked_twice(files(script).fresh, script.eval_mode)
    panel = probes.activation_spread, probes.gradient_norms, probes.update_ratios
    return (*panel, probes.stuck_shares, copies, twice)


def measure(script: Script, records: Sequence[Record], s: int = 0) -> Symptoms:
    """The symptoms of a script whose run is network s of these records."""
    parts, first = files(script), records[0].probed
    last = {name: values[s].tolist() for name, values in records[-1].probed.items()}
    stuck, bounded = first["stuck_shares"][s], script.recipe.activation in BOUNDED
    if records[-1].diverged_at[s] >= 0:  # no answers are not wrong ones
        last |= dict.fromkeys(("train_accuracy", "reported", "fresh"), math.nan)
    return Symptoms(
        overlap=_overlap(parts),
        odd_labels=_odd_labels(parts),
        scale_ratio=_scale_ratio(parts),
        agreement=last["agreement"],
        copies=first["copies"][s].item(),
        saturated=stuck.max().item() if bounded else 0.0,
        dead=0.0 if bounded else stuck.mean().item(),
        arrives=_arrives(first["activation_spread"][s]),
        pace=first["update_ratios"][s].median().item(),
        first_loss=records[0].loss[s].item(),
        last_loss=records[-1].loss[s].item(),
        train=last["train_accuracy"],
        reported=last["reported"],
        fresh=last["fresh"],
        records=records,
    )


def _arrives(spread: Tensor) -> float:
    first, last = spread[[0, -1]].tolist()
    return last / first if first > 0 else 0.0


def _told(value: float) -> str:
    return measured(value) if math.isfinite(value) else "diverged"


def copies(glimpse: Glimpse) -> Tensor:
    """Share of each network's first-layer units whose weights equal an earlier unit's, (S,)."""
    weights = glimpse.stack.weights[0]  # (S, fan_in, fan_out)
    different = [len(own.T.unique(dim=0)) for own in weights]
    return 1 - floats(different) / weights.shape[2]


def _asked_twice(part: Dataset, eval_mode: bool):
    """A probe: the share of images that get the same answer twice, (S,)."""

    def agreement(glimpse: Glimpse) -> Tensor:
        x = torch.cat([part.x, part.x]).to(glimpse.grad)
        once, again = answers(glimpse.stack, x, eval_mode).argmax(2).chunk(2, dim=1)
        return (once == again).to(glimpse.grad.dtype).mean(1)

    return agreement


def _overlap(parts: Files) -> float:
    same = (parts.test.x[:, None] == parts.train.x).all(2)  # (test images, training images)
    return same.any(1).double().mean().item()


def _odd_labels(parts: Files) -> float:
    scaler = standard(parts.train.x)  # or the columns in large units would decide alone
    nearest = torch.cdist(scaler(parts.train.x), scaler(parts.fresh.x)).argmin(1)
    return (parts.fresh.y[nearest] != parts.train.y).double().mean().item()


def _scale_ratio(parts: Files) -> float:
    spreads = parts.train.x.double().std(0)
    spreads = spreads[spreads > 0]
    return (spreads.max() / spreads.min()).item()
