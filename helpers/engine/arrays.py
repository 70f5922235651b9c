"""The engine's operations, by either of two libraries: PyTorch, or NumPy on the same memory.

A call into PyTorch takes 2 to 6 µs however small its tensors are, into NumPy 0.5 to 1 µs; where
few small networks train, calls are nearly all of a step. So layers, activations and update rules
are written once, in what both libraries spell alike (`x * y`, `x.mT`, `abs(x)`) and in the
operations below; a stack chooses its library once. Measured on one core, PyTorch's time over
NumPy's: 2.8 for one network of 300 weights, 2.3 for 160 of them, 1.7 for one of 9,000 (half a
million multiplications a step), 1.5 for four, 1.0 for sixteen (9 million), 0.7 for forty.
"""

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F
from scipy import special


class Torch:
    """Operations on tensors, of any device."""

    exp, log, sqrt, sign, tanh = torch.exp, torch.log, torch.sqrt, torch.sign, torch.tanh
    maximum, minimum, where = torch.maximum, torch.minimum, torch.where
    zeros_like, ones_like, norm = torch.zeros_like, torch.ones_like, torch.linalg.vector_norm
    relu, sigmoid, elu, gelu = torch.relu, torch.sigmoid, F.elu, F.gelu
    normal_cdf, concatenate = torch.special.ndtr, torch.cat
    affine = torch.baddbmm  # bias + x w
    add_product = torch.Tensor.addcmul_  # changes its first

    @staticmethod
    def own(tensor: torch.Tensor) -> torch.Tensor:
        """A tensor as this library's array, on the same memory."""
        return tensor

    @staticmethod
    def tensor(array: torch.Tensor) -> torch.Tensor:
        """This library's array as a tensor, on the same memory."""
        return array

    @staticmethod
    def repeat(x, count: int):
        """x, (B, F) or (S, B, F), once for each of S networks."""
        return x.expand(count, *x.shape[-2:])

    @staticmethod
    def product(x, w, out=None):
        """x w, (S, B, F) and (S, F, G) → (S, B, G); into out if given."""
        # Written to a window, the product itself would be another with two threads than with one.
        product = torch.bmm(x, w)
        return product if out is None else out.copy_(product)

    @staticmethod
    def total(x, axis: int, out=None):
        """The sum along an axis, which stays with length 1; into out if given."""
        return torch.sum(x, axis, keepdim=True, out=out)

    @staticmethod
    def lerp(start, end, share):
        """Move start towards end; a running mean hands no gradient on."""
        return start.lerp_(end.detach(), share)

    @staticmethod
    def largest(x, axis: int):
        """The maximum along an axis, which stays with length 1."""
        return x.amax(axis, keepdim=True)

    @staticmethod
    def rows(x, places):
        """x[places] along the first axis."""
        return x.index_select(0, places.flatten()).unflatten(0, places.shape)

    @staticmethod
    def picked(x, places):
        """The entries of x, (S, B, C), at places along its last axis, (S, B)."""
        return x.gather(2, places[:, :, None])[:, :, 0]

    @staticmethod
    def add_at(x, places, value: float):
        """Add a number to the entries at places, see picked; changes x."""
        places = places[:, :, None]
        x.scatter_add_(2, places, torch.full_like(places, value, dtype=x.dtype))


MANY = 4096  # numbers from which PyTorch's vector instructions are worth the longer call


def _by_size(few: Callable, many: Callable) -> Callable:
    """A function of one array: NumPy's for few numbers, PyTorch's for many."""

    def function(x):
        return few(x) if x.size < MANY else many(torch.from_numpy(x)).numpy()

    return staticmethod(function)


class NumPy:
    """The same on arrays in the computer's own memory."""

    exp, log, sqrt, tanh = np.exp, np.log, np.sqrt, np.tanh
    maximum, minimum, where = np.maximum, np.minimum, np.where
    zeros_like, ones_like, norm = np.zeros_like, np.ones_like, np.linalg.vector_norm
    product, concatenate = np.matmul, np.concatenate
    relu = _by_size(lambda z: np.maximum(z, 0), torch.relu)
    sign = _by_size(np.sign, torch.sign)
    sigmoid = _by_size(special.expit, torch.sigmoid)
    normal_cdf = _by_size(special.ndtr, torch.special.ndtr)
    elu = _by_size(lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))), F.elu)
    gelu = _by_size(lambda z: z * special.ndtr(z), F.gelu)

    @staticmethod
    def own(tensor):
        return tensor.detach().numpy()

    @staticmethod
    def tensor(array):
        return torch.from_numpy(array)

    @staticmethod
    def repeat(x, count):
        return x if len(x) == count and x.ndim == 3 else np.broadcast_to(x, (count, *x.shape[-2:]))

    @staticmethod
    def total(x, axis, out=None):
        if x.size < MANY:
            return np.add.reduce(x, axis, None, out, True)
        out = None if out is None else torch.from_numpy(out)
        return torch.sum(torch.from_numpy(x), axis, keepdim=True, out=out).numpy()

    @staticmethod
    def largest(x, axis):
        return np.maximum.reduce(x, axis, None, None, True)

    @staticmethod
    def affine(bias, x, weight):
        out = np.matmul(x, weight)
        out += bias
        return out

    @staticmethod
    def lerp(start, end, share):
        start += share * (end - start)
        return start

    @staticmethod
    def add_product(x, left, right, value=1):
        x += value * left * right
        return x

    @staticmethod
    def rows(x, places):
        return x.take(places, 0)

    @staticmethod
    def picked(x, places):
        return x[(*_first_axes(x), places)]

    @staticmethod
    def add_at(x, places, value):
        x[(*_first_axes(x), places)] += value


def _first_axes(x):
    """Indices (S, 1) and (B) of all networks and examples of x, (S, B, C)."""
    return np.arange(len(x))[:, None], np.arange(x.shape[1])


def of(x) -> type:
    """The library that an array belongs to."""
    return NumPy if isinstance(x, np.ndarray) else Torch
