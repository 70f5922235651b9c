"""A stack: S networks of one shape, trained as one tensor program.

Axes are named once and for all: S networks, B examples, F features, P parameters, L layers.
All parameters live in one tensor `flat` (S, P); weights (S, fan_in, fan_out) and biases
(S, 1, fan_out) are windows into it, so that an update rule is a few operations on (S, P).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby, pairwise

import torch
import torch.nn.functional as F
from torch import Tensor

from helpers.activations import activate, derivative
from helpers.initializers import draw, scale
from helpers.recipes import Recipe

NORM_EPSILON = 1e-5
NORM_MOMENTUM = 0.1  # share of the new batch in the running statistics, torch's convention
_STREAMS = {"weights": 0, "order": 1, "dropout": 2}


def shape_key(recipe: Recipe) -> tuple:
    """What two recipes must share to train in one stack; all else differs per network."""
    return recipe.hidden, recipe.norm, recipe.norm_place, recipe.dropout > 0


def generator(seed: int, stream: str) -> torch.Generator:
    """A network's own random numbers; the streams "weights", "order", "dropout" are apart,
    so that a deeper network still sees its examples in the same order."""
    return torch.Generator().manual_seed(seed * len(_STREAMS) + _STREAMS[stream])


def blocks(recipes: Sequence[Recipe], key: Callable) -> list[tuple]:
    """Runs of neighbouring networks that share a key: (key, slice of networks)."""
    runs, start = [], 0
    for value, members in groupby(recipes, key):
        end = start + len(list(members))
        runs.append((value, slice(start, end)))
        start = end
    return runs


class Stack:
    """Networks of one shape, side by side along the leading axis S.

    Args:
        recipes: one per network; they agree in shape_key.
        n_inputs, n_outputs: features of an example, values the network returns.
        dtype: of the parameters; float64 where tiny gradients must not underflow.
    """

    def __init__(
        self, recipes: Sequence[Recipe], n_inputs: int, n_outputs: int, dtype=torch.float32
    ):
        if len({shape_key(recipe) for recipe in recipes}) != 1:
            raise ValueError("recipes must share hidden, norm, norm_place, dropout > 0")
        self.recipes = list(recipes)
        first = self.recipes[0]
        self.sizes = (n_inputs, *first.hidden, n_outputs)
        self.norm, self.norm_after = first.norm, first.norm_place == "after"
        self.drops = first.dropout > 0
        residual = self.per_network("residual", torch.bool)[:, :, None]
        self._residual = residual if residual.any() else None
        self._activations = blocks(self.recipes, lambda recipe: recipe.activation)
        self._negative_slopes = self.per_network("negative_slope", dtype)[:, :, None]
        if self.drops:
            self._rates = self.per_network("dropout", dtype)[:, :, None]
            self._dropout = [generator(recipe.seed, "dropout") for recipe in recipes]
        self._allocate(dtype)
        self._initialize()

    def __len__(self) -> int:
        return len(self.recipes)

    def per_network(self, field: str, dtype=torch.float32) -> Tensor:
        """One field of all recipes as a column (S, 1)."""
        return torch.tensor([[getattr(recipe, field)] for recipe in self.recipes], dtype=dtype)

    def _allocate(self, dtype):
        """Lay the windows out in one flat tensor; each is a leaf of its own for autograd,
        since gradients through views of one tensor would be filled with zeros again and
        again."""
        shapes = []
        for fan_in, fan_out in pairwise(self.sizes):
            shapes += [(fan_in, fan_out), (1, fan_out)]
        if self.norm != "none":
            for width in self.sizes[1:-1]:
                shapes += [(1, width), (1, width)]
        ends = torch.tensor([rows * columns for rows, columns in shapes]).cumsum(0).tolist()
        self.flat = torch.zeros(len(self.recipes), ends[-1], dtype=dtype)
        self.spans = [slice(start, end) for start, end in pairwise([0, *ends])]
        self.leaves = [
            self.flat[:, span].unflatten(1, shape).detach().requires_grad_()
            for span, shape in zip(self.spans, shapes, strict=True)
        ]
        n = 2 * (len(self.sizes) - 1)  # weights and biases come first, then scales and shifts
        self.weights, self.biases = self.leaves[0:n:2], self.leaves[1:n:2]
        self.scales, self.shifts = self.leaves[n::2], self.leaves[n + 1 :: 2]
        self.weight_spans = self.spans[0:n:2]
        self.is_weight = torch.zeros(1, ends[-1], dtype=dtype)
        for span in self.weight_spans:
            self.is_weight[:, span] = 1
        if self.norm == "batch":
            widths, count = self.sizes[1:-1], len(self.recipes)
            self.running_means = [torch.zeros(count * width, dtype=dtype) for width in widths]
            self.running_variances = [torch.ones(count * width, dtype=dtype) for width in widths]

    @torch.no_grad()
    def _initialize(self):
        layers = list(pairwise(self.sizes))
        sizes = torch.tensor([fan_in * fan_out for fan_in, fan_out in layers])
        places = self.is_weight[0].bool()
        draws = {}  # networks of one seed share their random numbers, whatever their gain
        for s, recipe in enumerate(self.recipes):
            key = recipe.seed, recipe.init.rpartition("_")[2]
            if key not in draws:
                own = generator(recipe.seed, "weights")
                parts = [draw(recipe.init, size, own) for size in sizes.tolist()]
                draws[key] = torch.cat(parts).to(self.flat.dtype)
            scales = [scale(recipe.init, recipe.gain, *layer) for layer in layers]
            scales = torch.tensor(scales, dtype=self.flat.dtype).repeat_interleave(sizes)
            self.flat[s, places] = draws[key] * scales
        for bias in self.biases[:-1]:
            bias[:] = self.per_network("bias")[:, :, None]
        for norm_scale in self.scales:
            norm_scale.fill_(1)

    def forward(self, x: Tensor, training: bool = False, watch: Callable | None = None) -> Tensor:
        """Outputs of every network.

        Args:
            x: examples, (B, F) shared by all or (S, B, F), one batch per network.
            training: batch statistics and dropout on, running statistics updated.
            watch: called as watch(layer, pre_activation, activation), each (S, B, F), for
                each hidden layer.
        Returns: logits or predictions, (S, B, n_outputs).
        """
        hidden = x.expand(len(self), *x.shape[-2:])
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            pre = torch.baddbmm(bias, hidden, weight)
            if layer == len(self.weights) - 1:
                return pre
            if self.norm != "none" and not self.norm_after:
                pre = self._normalize(layer, pre, training)
            out = self._each(activate, pre)
            if self.norm != "none" and self.norm_after:
                out = self._normalize(layer, out, training)
            if self._residual is not None and out.shape == hidden.shape:
                out = torch.where(self._residual, hidden + out, out)
            if self.drops and training:
                out = out * self._mask(out)
            if watch:
                watch(layer, pre, out)
            hidden = out

    def slopes(self, z: Tensor) -> Tensor:
        """Each network's activation's slope at its pre-activations, (S, B, F) both."""
        return self._each(derivative, z)

    def _each(self, function: Callable, z: Tensor) -> Tensor:
        """Apply activate or derivative to every network's z with its own activation."""
        parts = [function(name, z[s], self._negative_slopes[s]) for name, s in self._activations]
        return parts[0] if len(parts) == 1 else torch.cat(parts)

    def _normalize(self, layer: int, z: Tensor, training: bool) -> Tensor:
        """Batch or layer norm of (S, B, F). Source: Ioffe & Szegedy 2015, algorithms 1 and 2;
        Ba et al. 2016, eq. 3."""
        scale, shift = self.scales[layer], self.shifts[layer]
        if self.norm == "layer":
            return F.layer_norm(z, z.shape[-1:], eps=NORM_EPSILON) * scale + shift
        # Every unit of every network is one channel of a single batch norm: (B, S·F).
        channels = z.transpose(0, 1).reshape(z.shape[1], -1)
        normed = F.batch_norm(
            channels,
            self.running_means[layer],
            self.running_variances[layer],
            scale.reshape(-1),
            shift.reshape(-1),
            training,
            NORM_MOMENTUM,
            NORM_EPSILON,
        )
        return normed.unflatten(1, (z.shape[0], z.shape[2])).transpose(0, 1)

    def _mask(self, out: Tensor) -> Tensor:
        """Inverted dropout: 0 for a shut-down unit, 1 / (1 − p) for the others, (S, B, F)."""
        noise = torch.stack(
            [torch.rand(out.shape[1:], generator=draws) for draws in self._dropout]
        ).to(out.dtype)
        return (noise >= self._rates) / (1 - self._rates)
