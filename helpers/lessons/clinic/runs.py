"""Running scripts: a stream of Records to look at, or many scores at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import astuple, dataclass, replace
from math import isnan, nan
from statistics import median

import torch
from torch import Tensor

from helpers.data import Dataset, Split
from helpers.engine import evaluation
from helpers.engine.records import History, Record
from helpers.lessons.clinic.scripts import Script, files
from helpers.probes import Glimpse
from helpers.recipes import Recipe
from helpers.training import train


@dataclass(frozen=True)
class Score:
    """What a script came to, shares from 0 to 1.

    Args: fresh: accuracy on images it never had; reported: on its own test images; train: on
        its training images. NaN, all three, of a network that diverged: it has no answers.
    """

    fresh: float
    reported: float
    train: float


@dataclass(frozen=True)
class Summary:
    """What the networks of a stream have come to so far.

    Args:
        score: medians of their scores, without those that diverged; stops_early: whether those are
            of the weights that early stopping keeps, or of the latest.
        best_epoch, best_fresh: what early stopping keeps: the epoch of the lowest validation
            loss, and the accuracy on fresh images there; medians.
        pace: update over weight of the first network, the median of its layers.
        diverged: how many of the networks did.
    """

    score: Score
    stops_early: bool
    best_epoch: float
    best_fresh: float
    pace: float
    diverged: int
    networks: int


def stream(
    scripts: Script | Sequence[Script],
    *,
    every: int | None = None,
    probes: Sequence[Callable[[Glimpse], Tensor]] = (),
    evaluate: bool = True,
    trial: bool = False,
) -> Iterator[Record]:
    """Train scripts that differ in their recipes alone, side by side.

    Args:   every, probes, evaluate: as for training.train; trial: let the images on which
            treatments are tried stand for the fresh ones, which are the judge's.
    Yields: Record, whose test_accuracy is what each script reports on its own test images, and
            whose `probed` has, (S,) each: train_accuracy, reported, fresh (answered as the script
            answers, in train() mode if it forgot eval()), validation_loss, and early_stopping,
            whether the script stops early.
    Raises: ValueError: for scripts that differ otherwise, and as for training.train.
    """
    scripts = [scripts] if isinstance(scripts, Script) else list(scripts)
    if len({handling(script) for script in scripts}) != 1:
        raise ValueError("stream takes scripts, one or more, that differ in their recipes alone")
    first, parts = scripts[0], files(scripts[0])
    own = [
        _accuracy("train_accuracy", parts.train, first.eval_mode),
        _accuracy("reported", parts.test, first.eval_mode),
        _accuracy("fresh", parts.trial if trial else parts.fresh, first.eval_mode),
    ]
    if evaluate or first.early_stopping:
        own.append(_loss("validation_loss", parts.validation))
    run = train(
        [script.recipe for script in scripts],
        Split(parts.train, parts.test),
        epochs=first.epochs,
        batch_size=first.batch,
        every=every,
        probes=(*own, *probes),
        evaluate=evaluate,
    )
    stops = {"early_stopping": torch.full((len(scripts),), first.early_stopping, device="cpu")}
    return (
        replace(record.also(**stops), test_accuracy=record.probed["reported"]) for record in run
    )


def scores(scripts: Sequence[Script]) -> list[Score]:
    """Train scripts to the end, those of equal data in one stack."""
    groups = defaultdict(list)
    for place, script in enumerate(scripts):
        groups[handling(script)].append(place)
    by_place = {}
    for common, places in groups.items():
        every = None if common.early_stopping else 10**9  # without it, the end is enough
        group = [scripts[place] for place in places]
        history = History(list(stream(group, every=every, evaluate=False)))
        by_place |= zip(places, latest_scores(history), strict=True)
    return [by_place[place] for place in range(len(scripts))]


def latest_scores(history: History) -> list[Score]:
    """What each network of a stream has come to so far: with its latest weights, or with those
    that early stopping keeps if its script stops early."""
    stops = history.last.probed["early_stopping"]
    moments = best_moments(history) if stops.all() else torch.full((len(stops),), -1, device="cpu")
    keys = ("fresh", "reported", "train_accuracy")
    own = moments, torch.arange(len(stops), device="cpu")
    shares = [history.finished(key)[own].tolist() for key in keys]
    return [Score(*triple) for triple in zip(*shares, strict=True)]


def best_moments(history: History) -> Tensor:
    """The record at which each network's validation loss was lowest so far, which early stopping
    keeps, (S,); a loss that is no number never is."""
    return history["validation_loss"].nan_to_num(nan=float("inf")).argmin(0)


def summary(history: History) -> Summary:
    """What a stream has come to; its Records with the probe update_ratios."""
    last = history.last
    shares = zip(*map(astuple, latest_scores(history)), strict=True)
    moments = best_moments(history)
    return Summary(
        score=Score(*map(median_of, shares)),
        stops_early=bool(last.probed["early_stopping"].all()),
        best_epoch=median(history.epochs[moments].tolist()),
        best_fresh=median_of(history.finished("fresh").gather(0, moments[None])[0].tolist()),
        pace=last.probed["update_ratios"][0].nanmedian().item(),
        diverged=int((last.diverged_at >= 0).sum()),
        networks=len(last.diverged_at),
    )


def median_of(shares: Iterable[float]) -> float:
    """The median of those that are numbers; NaN if none is."""
    numbers = [share for share in shares if not isnan(share)]
    return median(numbers) if numbers else nan


def ranges(values: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The lowest, the median and the highest over the last axis, such as seeds, without NaN."""
    values = values.double()
    return tuple(values.nanquantile(values.new_tensor([0, 0.5, 1]), dim=-1))


def handling(script: Script) -> Script:
    """All of a script but its recipe."""
    return replace(script, recipe=Recipe())


def answers(stack, x: Tensor, eval_mode: bool) -> Tensor:
    """Outputs (S, n, classes); the stack is left as it was."""
    if eval_mode:
        return stack.forward(x)
    # Dropout's draws and the running statistics go on in the copy, not in training.
    return deepcopy(stack).forward(x, training=True)


def _accuracy(name: str, part: Dataset, eval_mode: bool):
    """A probe of that name: each network's share of right answers, (S,)."""

    def probe(glimpse: Glimpse) -> Tensor:
        outputs = answers(glimpse.stack, part.x.to(glimpse.grad), eval_mode)
        return evaluation.right(outputs, part.y).to(outputs.dtype).mean(1)

    probe.__name__ = name
    return probe


def _loss(name: str, part: Dataset):
    """A probe of that name: each network's mean loss in eval mode, (S,)."""

    def probe(glimpse: Glimpse) -> Tensor:
        return evaluation.evaluate(glimpse.stack, part)[0]

    probe.__name__ = name
    return probe
