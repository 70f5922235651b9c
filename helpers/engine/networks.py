"""A stack: S networks of one shape, trained as one tensor program.

Axes, once and for all: S networks, B examples, F features, P parameters, L hidden layers.
All parameters live in one tensor `flat` (S, P); weights (S, fan_in, fan_out) and biases
(S, 1, fan_out) are windows into it, so that an update rule is a few operations on (S, P). A
training step walks forward, keeps how each operation goes back, and then walks back.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from types import SimpleNamespace
from typing import NamedTuple

import torch
from torch import Tensor

from helpers.engine import layers
from helpers.engine.activations import activate, backward, derivative
from helpers.engine.arrays import of
from helpers.engine.initializers import draw, weight_scale
from helpers.engine.randomness import generator
from helpers.engine.tensors import FLOATS
from helpers.recipes import Recipe, blocks, shape_key


class Pass(NamedTuple):
    """One walk forward and back through a stack; L hidden layers."""

    losses: Tensor  # (S,), each network's mean loss on its mini-batch
    grad: Tensor  # its gradient with respect to the network's parameters, (S, P)
    pre: Sequence[Tensor]  # pre-activations of each hidden layer, L tensors (S, B, F)
    post: Sequence[Tensor]  # outputs of each hidden layer, L tensors (S, B, F)
    errors: Sequence[Tensor]  # gradient of the losses with respect to pre, L tensors (S, B, F)


class Windows(NamedTuple):
    """Parameters, or their gradients, by layer: L + 1 weights and biases, L scales and shifts of a
    norm or none; each (S, rows, columns)."""

    weights: Sequence[Tensor]
    biases: Sequence[Tensor]
    scales: Sequence[Tensor]
    shifts: Sequence[Tensor]


class Stack:
    """Networks of one shape, side by side along the leading axis S.

    Args:
        recipes: one per network; they agree in shape_key.
        n_inputs, n_outputs: features of an example, values the network returns.
        dtype, device: of the parameters; float64 where tiny gradients must not underflow.
    """

    def __init__(
        self,
        recipes: Sequence[Recipe],
        n_inputs: int,
        n_outputs: int,
        dtype: torch.dtype = torch.float32,
        device: str = "cpu",
    ):
        if len({shape_key(recipe) for recipe in recipes}) != 1:
            raise ValueError("recipes must share hidden, norm, norm_place, dropout > 0")
        self.recipes, self.device = list(recipes), device
        first = self.recipes[0]
        self.sizes = (n_inputs, *first.hidden, n_outputs)
        self.norm, self.norm_after = first.norm, first.norm_place == "after"
        self.drops = first.dropout > 0
        self._residuals = blocks(self.recipes, lambda recipe: recipe.residual)
        self._activations = blocks(self.recipes, lambda recipe: recipe.activation)
        if self.drops:
            self._dropout = [generator(recipe.seed, "dropout") for recipe in recipes]
        self._allocate(dtype)
        self._initialize()
        self._parts = {}  # by library, see _of

    def __len__(self) -> int:
        return len(self.recipes)

    def per_network(self, field: str, dtype=torch.float32) -> Tensor:
        """One field of all recipes as a column (S, 1)."""
        values = [[getattr(recipe, field)] for recipe in self.recipes]
        return torch.tensor(values, dtype=dtype, device=self.device)

    def _of(self, x):
        """What a layer needs, as arrays of the library that x belongs to, on the same memory."""
        ops = of(x)
        if ops not in self._parts:
            parts = {"grad": ops.own(self._grad)}
            for name in (*Windows._fields, "running_means", "running_variances"):
                parts[name] = [ops.own(part) for part in getattr(self, name)]
            for name in ("negative_slope", "norm_momentum", "dropout"):
                parts[name] = ops.own(self.per_network(name, self.flat.dtype)[:, :, None])
            windows = [ops.own(window) for window in self._windows(self._grad)]
            self._parts[ops] = SimpleNamespace(**parts, grads=self._sorted(windows))
        return self._parts[ops]

    def _allocate(self, dtype):
        """Lay the windows out in one flat tensor; each is a leaf of its own for autograd. The
        output layer's weights lie transposed (see layers.output_layer)."""
        shapes = []
        for fan_in, fan_out in pairwise(self.sizes):
            shapes += [(fan_in, fan_out), (1, fan_out)]
        shapes[-2] = shapes[-2][::-1]
        if self.norm != "none":
            for width in self.sizes[1:-1]:
                shapes += [(1, width), (1, width)]
        ends = list(accumulate(rows * columns for rows, columns in shapes))
        # Networks begin at like places in memory, so that equal networks stay equal to the bit.
        size = len(self.recipes), ends[-1] + -ends[-1] % 16
        self.flat, self._grad = (
            torch.zeros(size, dtype=dtype, device=self.device)[:, : ends[-1]] for _ in range(2)
        )
        self._shapes = shapes
        self.spans = [slice(start, end) for start, end in pairwise([0, *ends])]
        self.leaves = [window.detach().requires_grad_() for window in self._windows(self.flat)]
        self.weights, self.biases, self.scales, self.shifts = self._sorted(self.leaves)
        self.weight_spans, *_ = self._sorted(self.spans)
        self.is_weight = torch.zeros_like(self.flat[:1])
        for span in self.weight_spans:
            self.is_weight[:, span] = 1
        learns = self.norm == "batch"
        self.running_means = [torch.zeros_like(shift) for shift in self.shifts if learns]
        self.running_variances = [torch.ones_like(scale) for scale in self.scales if learns]

    def _windows(self, flat: Tensor) -> list[Tensor]:
        """Windows into all parameters (S, P), or into their gradient, in the order of memory."""
        windows = [
            flat[:, span].unflatten(1, shape)
            for span, shape in zip(self.spans, self._shapes, strict=True)
        ]
        last = 2 * (len(self.sizes) - 2)
        windows[last] = windows[last].transpose(1, 2)
        return windows

    def _sorted(self, parts: Sequence) -> Windows:
        """What there is of each parameter, in the order of memory, by kind and layer."""
        n = 2 * (len(self.sizes) - 1)  # weights and biases come first, then scales and shifts
        return Windows(parts[0:n:2], parts[1:n:2], parts[n::2], parts[n + 1 :: 2])

    @torch.no_grad()
    def _initialize(self):
        # Networks of one seed share their random numbers, whatever their gain.
        kinds = [(recipe.seed, recipe.init.rpartition("_")[2]) for recipe in self.recipes]
        streams = {kind: generator(kind[0], "weights") for kind in kinds}
        own = torch.tensor([list(streams).index(kind) for kind in kinds], device="cpu")
        for weight in self.weights:
            size = weight.shape[1:]
            draws = [draw(init, size.numel(), stream) for (_, init), stream in streams.items()]
            scales = [weight_scale(recipe.init, recipe.gain, *size) for recipe in self.recipes]
            scales = torch.tensor(scales, dtype=weight.dtype, device="cpu").view(-1, 1, 1)
            weight.copy_(torch.stack(draws).to(weight.dtype).unflatten(1, size)[own] * scales)
        for bias in self.biases[:-1]:
            bias[:] = self.per_network("bias")[:, :, None]
        for norm_scale in self.scales:
            norm_scale.fill_(1)

    def forward(
        self, x: Tensor, training: bool = False, on_layer: Callable | None = None
    ) -> Tensor:
        """Outputs of every network.

        Args:
            x: examples, (B, F) shared by all or (S, B, F), one batch per network.
            training: batch statistics and dropout on, running statistics updated.
            on_layer: called as on_layer(layer, pre_activation, activation), each (S, B, F), for
                each hidden layer.
        Returns: logits or predictions, (S, B, n_outputs).
        """
        hidden = x.expand(len(self), *x.shape[-2:])
        for layer in range(len(self.sizes) - 2):
            pre, hidden, _ = self._hidden(layer, hidden, training)
            if on_layer:
                on_layer(layer, pre, hidden)
        return layers.output_layer(hidden, self.weights[-1], self.biases[-1])[0]

    @torch.no_grad()
    def gradients(self, x: Tensor, y: Tensor) -> Pass:
        """A training step's walk forward and back; the next one writes its gradient over this
        one's.

        Args: x: (B, F) or (S, B, F); y: class numbers (S, B) or real targets (S, B, K).
        """
        own, hidden, pre, post, tape = self._of(x), of(x).repeat(x, len(self)), [], [], []
        for layer in range(len(self.sizes) - 2):
            z, hidden, back = self._hidden(layer, hidden, training=True)
            pre.append(z)
            post.append(hidden)
            tape.append(back)
        outputs, back = layers.output_layer(hidden, own.weights[-1], own.biases[-1])
        losses, back_loss = layers.loss(outputs, y)
        d = back(back_loss(), own.grads.weights[-1], own.grads.biases[-1], to_inputs=bool(tape))
        errors = []
        for layer in reversed(range(len(tape))):
            d, error = tape[layer](d, to_inputs=layer > 0)
            errors.append(error)
        return Pass(losses, own.grad, pre, post, errors[::-1])

    def _hidden(self, layer: int, x: Tensor, training: bool):
        """One hidden layer, (S, B, fan_in) → (S, B, fan_out).

        Returns: pre-activation, output, and back(d, to_inputs): ∂L/∂x and ∂L/∂pre-activation.
        """
        own = self._of(x)
        pre, back_linear = layers.linear(x, own.weights[layer], own.biases[layer])
        normalizes = self.norm != "none"
        if normalizes and not self.norm_after:
            pre, back_norm = self._normalize(layer, pre, training)
        active = self._each(activate, pre)
        out = active
        if normalizes and self.norm_after:
            out, back_norm = self._normalize(layer, out, training)
        skips = x.shape == out.shape and self._residuals != [(False, slice(0, len(self)))]
        if skips:
            out = self._beside(x, out)
        mask = self._mask(out) if self.drops and training else None
        if mask is not None:
            out = out * mask

        def back(d: Tensor, to_inputs: bool):
            weight, bias, *norm = (kind[layer] for kind in own.grads if kind)
            d = around = d if mask is None else d * mask
            if normalizes and self.norm_after:
                d = back_norm(d, *norm)
            d = error = self._each(backward, d, pre, active)
            if normalizes and not self.norm_after:
                d = back_norm(d, *norm)
            d = back_linear(d, weight, bias, to_inputs)
            if skips and to_inputs:
                d = self._beside(around, d)
            return d, error

        return pre, out, back

    def slopes(self, z: Tensor) -> Tensor:
        """Each network's activation's slope at its pre-activations, (S, B, F) both."""
        return self._each(derivative, z)

    def _each(self, function: Callable, *tensors: Tensor) -> Tensor:
        """Apply a function of helpers.engine.activations to every network's tensors (S, B, F)."""
        slopes = self._of(tensors[0]).negative_slope
        if len(self._activations) == 1:
            return function(self._activations[0][0], *tensors, slopes)
        parts = [
            function(name, *(tensor[s] for tensor in tensors), slopes[s])
            for name, s in self._activations
        ]
        return of(slopes).concatenate(parts)

    def _beside(self, x: Tensor, out: Tensor) -> Tensor:
        """out, plus x in the networks with residual connections."""
        parts = [out[s] + x[s] if own else out[s] for own, s in self._residuals]
        return of(x).concatenate(parts)

    def _normalize(self, layer: int, z: Tensor, training: bool):
        """Batch or layer norm of (S, B, F); batch norm learns its running statistics."""
        own, ops = self._of(z), of(z)
        scale, shift = own.scales[layer], own.shifts[layer]
        if self.norm == "layer":
            _, from_mean, variance = layers.moments(z, 2)
            return layers.layer_norm(from_mean, variance, scale, shift)
        running = own.running_means[layer], own.running_variances[layer]
        if not training:
            mean, variance = running
            return layers.batch_norm(z - mean, variance, scale, shift)
        if z.shape[1] < 2:
            raise ValueError("batch norm needs two examples or more in every mini-batch, got 1")
        mean, from_mean, variance = layers.moments(z, 1)
        unbiased = variance * (z.shape[1] / (z.shape[1] - 1))
        for average, new in zip(running, (mean, unbiased), strict=True):
            ops.lerp(average, new, own.norm_momentum)
        return layers.batch_norm(from_mean, variance, scale, shift)

    def _mask(self, out: Tensor) -> Tensor:
        """Inverted dropout: 0 for a shut-down unit, 1 / (1 − p) for the others, (S, B, F)."""
        noise = [torch.rand(out.shape[1:], generator=draws, **FLOATS) for draws in self._dropout]
        rates = self._of(out).dropout
        noise = of(out).own(torch.stack(noise).to(self.flat))
        return (noise >= rates) / (1 - rates)
