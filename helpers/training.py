"""Training as a stream: ask for the next Record to train on, stop asking to stop."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from math import ceil

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from helpers import checks
from helpers.data import Dataset, Draws, Split
from helpers.engine import threads
from helpers.engine.arrays import NumPy, Torch
from helpers.engine.evaluation import Together, evaluate, together
from helpers.engine.networks import Pass, Stack
from helpers.engine.optimizers import Optimizer, rule_key
from helpers.engine.randomness import generator
from helpers.engine.records import History, Record
from helpers.probes import Glimpse
from helpers.recipes import Recipe, shape_key

# Freeing a large block teaches glibc's malloc to keep memory of that size. Without it every step
# would return its temporaries to the system and fetch them again, for a quarter of its time.
torch.empty(31 * 2**20, dtype=torch.uint8, device="cpu")


def fit(recipes, data: Split | Draws, **options) -> History:
    """Train to the end; see train for the arguments."""
    return History(list(train(recipes, data, **options)))


def train(
    recipes: Recipe | Sequence[Recipe],
    data: Split | Draws,
    *,
    epochs: float | None = None,
    steps: int | None = None,
    batch_size: int = 64,
    every: int | None = None,
    probes: Sequence[Callable[[Glimpse], Tensor]] = (),
    dtype: torch.dtype = torch.float32,
    evaluate: bool = True,
    device: str = "cpu",
) -> Iterator[Record]:
    """Train networks side by side and yield a Record at the start, every few steps, the end.

    Args:
        recipes: one recipe or S of them; equal shapes share a stack, transparently. A
            network's numbers come from its own seed and do not depend on its neighbours, but for
            rounding: large stacks are another library's, see engine.arrays.
        data: trains on data.train, evaluates on data.test. With Draws each seed's networks have
            a split of their own.
        epochs or steps: how long, one of the two.
        batch_size: examples in a mini-batch; the last of an epoch may be smaller.
        every: steps between records; by default one epoch.
        probes: functions of helpers.probes, called with the step's Glimpse; their names differ.
        dtype: of data and parameters.
        evaluate: measure test_loss and test_accuracy; else they are NaN.
        device: "cpu" or, where there is one, "cuda". Random numbers are the CPU's on both.
    Yields: Record, step 0 first, its tensors on the CPU.
    Raises: ValueError: for steps, batch_size or every out of range, probes of one name, splits
        of different sizes, or a device not at hand.
    """
    recipes = [recipes] if isinstance(recipes, Recipe) else list(recipes)
    if not recipes:
        raise ValueError("recipes takes one recipe or more, got none")
    splits = _splits(data, recipes)
    count = len(splits[recipes[0].seed].train)
    checks.whole("batch_size", batch_size, 1)
    if (batch_size == 1 or count % batch_size == 1) and any(r.norm == "batch" for r in recipes):
        raise ValueError(
            f"batch norm needs two examples or more in every mini-batch; batch_size {batch_size} "
            f"leaves one of {count} alone"
        )
    per_epoch = ceil(count / batch_size)
    names = [getattr(probe, "__name__", "") for probe in probes]
    if "" in names or len(set(names)) < len(names):
        raise ValueError(f"probes takes functions of different names, got {names}")
    if (epochs is None) == (steps is None):
        raise ValueError(f"give epochs or steps, one of them; got epochs={epochs}, steps={steps}")
    every = per_epoch if every is None else every
    checks.whole("every", every, 1)
    if steps is None:
        steps = round(checks.finite("epochs", epochs) * per_epoch)
    checks.whole("steps", steps)
    at_hand = ["cpu"] + ["cuda"] * torch.cuda.is_available()
    if device not in at_hand:
        raise ValueError(f"device takes {', '.join(at_hand)} on this machine, got {device!r}")
    make = partial(
        _Group,
        splits=splits,
        own=not isinstance(data, Split),
        steps=steps,
        batch_size=batch_size,
        probes=probes,
        dtype=dtype,
        device=device,
    )
    return _stream(recipes, make, steps, every, per_epoch, evaluate)


def _splits(data: Split | Draws, recipes: Sequence[Recipe]) -> dict[int, Split]:
    """What the networks of each seed learn from, see train."""
    seeds = sorted({recipe.seed for recipe in recipes})
    return {seed: data if isinstance(data, Split) else data(seed) for seed in seeds}


def stacks_of(recipes: Sequence[Recipe]) -> list[list[int]]:
    """Which recipes train in one stack, by their places: those of one shape. In it neighbours
    share activation and update rule, so that each is applied to one slice."""
    members = defaultdict(list)
    for s, recipe in enumerate(recipes):
        kin = recipe.activation, recipe.residual, rule_key(recipe)
        members[shape_key(recipe)].append((kin, s))
    return [[s for _, s in sorted(group)] for group in members.values()]


def _stream(recipes, make, steps, every, per_epoch, evaluate) -> Iterator[Record]:
    order = stacks_of(recipes)
    groups = [make([recipes[s] for s in group]) for group in order]
    position = torch.tensor([s for group in order for s in group], device="cpu").argsort()

    def gather(parts):
        return pad_cat([part.cpu() for part in parts])[position]

    for step in range(steps + 1):
        last = step == steps
        measuring = last or step % every == 0
        if measuring and evaluate:
            for group in groups:
                group.evaluate()
        for group in groups:
            group.threads.run(partial(group.step, look=measuring, update=not last))
        if measuring:
            for group in groups:
                group.sum_up()
            yield Record(
                recipes=tuple(recipes),
                step=step,
                steps=steps,
                epoch=step / per_epoch,
                loss=gather([group.loss for group in groups]),
                test_loss=gather([group.test_loss for group in groups]),
                test_accuracy=gather([group.test_accuracy for group in groups]),
                diverged_at=gather([group.diverged_at for group in groups]),
                probed={
                    name: gather([group.probed[name] for group in groups])
                    for name in groups[0].probed
                },
            )


class _Group:
    """The networks of one shape: their stack, its optimizer, their place in the data."""

    def __init__(
        self, recipes, splits, own: bool, steps, batch_size: int, probes, dtype, device: str
    ):
        self.batch_size, self.probes, first = batch_size, probes, recipes[0]
        seeds = sorted({recipe.seed for recipe in recipes})
        ranks = [seeds.index(recipe.seed) for recipe in recipes]
        data = splits[first.seed]
        self.count = len(data.train)
        sizes = data.train.n_features, *first.hidden, data.train.n_outputs
        weights = sum(fan_in * fan_out for fan_in, fan_out in pairwise(sizes))
        work = len(recipes) * min(batch_size, self.count) * weights
        self.threads = threads.Threads(work)
        self.ops = NumPy if device == "cpu" and work < threads.TRY_FROM else Torch
        train, test = data.train, data.test
        if own:  # the seeds' training examples one after another; test examples by network
            train = together([splits[seed].train for seed in seeds])
            train = replace(train, x=train.x.flatten(0, 1), y=train.y.flatten(0, 1))
            test = together([splits[recipe.seed].test for recipe in recipes])
        train, self.test = (_as(part, dtype, device) for part in (train, test))
        self.stack = Stack(recipes, sizes[0], sizes[-1], dtype, device)
        self.x, self.y, self.flat = map(self.ops.own, (train.x, train.y, self.stack.flat))
        self.optimizer = Optimizer(self.stack, steps)
        self.orders = [generator(seed, "order") for seed in seeds]
        self.own_order = torch.tensor(ranks, device="cpu")
        self.first_row = self.count * self.own_order[:, None] if own else 0
        if own:
            rows = self._rows(torch.arange(self.count, device="cpu") + self.first_row)
            self.whole = tuple(self.ops.rows(part, rows) for part in (self.x, self.y))
        else:
            self.whole = tuple(self.ops.repeat(part, len(recipes)) for part in (self.x, self.y))
        self.cursor = self.count
        self.counted, self.losses = 0, []  # steps summed up; the losses since, (S,) each
        self.test_loss = self.test_accuracy = torch.full(
            (len(recipes),), float("nan"), dtype=dtype, device="cpu"
        )
        self.diverged_at = torch.full((len(recipes),), -1, device=device)
        self.probed = {}

    def _rows(self, places: Tensor):
        """Places in the training data, (S, B), as this group's library takes them."""
        return self.ops.own(places.to(self.stack.device))

    def next_batch(self) -> tuple[Tensor, Tensor]:
        """The next mini-batch of every network, x (S, B, F) and y (S, B, ...)."""
        if self.batch_size >= self.count:
            return self.whole
        if self.cursor >= self.count:
            self.cursor, count = 0, self.count
            orders = [torch.randperm(count, generator=draws, device="cpu") for draws in self.orders]
            self.order = self._rows(torch.stack(orders)[self.own_order] + self.first_row)
        rows = self.order[:, self.cursor : self.cursor + self.batch_size]
        self.cursor += self.batch_size
        return self.ops.rows(self.x, rows), self.ops.rows(self.y, rows)

    @np.errstate(all="ignore")  # a network that diverges is noted by sum_up
    def step(self, look: bool, update: bool):
        """One training step; look: run the probes; update: change the parameters."""
        walk = self.stack.gradients(*self.next_batch())
        self.losses.append(walk.losses)
        if not (update or self.probes):
            return
        change = self.optimizer.update(walk.grad)
        if look:
            self._look(walk, change)
        if update:
            self.flat += change

    @torch.no_grad()
    def _look(self, walk: Pass, change):
        layers = (list(map(self.ops.tensor, part)) for part in (walk.pre, walk.post, walk.errors))
        glimpse = Glimpse(self.stack, *layers, *map(self.ops.tensor, (walk.grad, change)))
        # A probe may return a window into the parameters, which are about to change.
        self.probed = {probe.__name__: probe(glimpse).clone() for probe in self.probes}

    def sum_up(self):
        """Take the mean loss of the steps since the last call, and note who diverged in them."""
        losses = torch.stack(list(map(self.ops.tensor, self.losses)))  # (steps, S)
        broken = ~losses.isfinite()
        fresh = (self.diverged_at < 0) & broken.any(0)
        first = self.counted + broken.int().argmax(0)
        self.loss, self.diverged_at = losses.mean(0), torch.where(fresh, first, self.diverged_at)
        self.counted, self.losses = self.counted + len(losses), []

    def evaluate(self):
        """Measure loss and accuracy on the test data, (S,) each."""
        self.test_loss, self.test_accuracy = evaluate(self.stack, self.test)


def _as(dataset: Dataset | Together, dtype, device: str) -> Dataset | Together:
    y = dataset.y if dataset.task == "classification" else dataset.y.to(dtype)
    return replace(dataset, x=dataset.x.to(device, dtype), y=y.to(device))


def pad_cat(parts: Sequence[Tensor]) -> Tensor:
    """Concatenate along the networks; other axes of unequal length are filled up with NaN."""
    longest = [max(sizes) for sizes in zip(*(part.shape[1:] for part in parts), strict=True)]
    padded = []
    for part in parts:
        missing = [long - size for long, size in zip(longest, part.shape[1:], strict=True)]
        padding = [amount for gap in reversed(missing) for amount in (0, gap)]
        padded.append(F.pad(part, padding, value=float("nan")) if any(missing) else part)
    return torch.cat(padded)
