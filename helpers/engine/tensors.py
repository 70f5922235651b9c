"""What the course's tensors are, whatever defaults a reader has set in PyTorch."""

import contextlib
from collections.abc import Iterator

import torch
from torch import Tensor

FLOATS = {"dtype": torch.float32, "device": "cpu"}


def floats(values) -> Tensor:
    """A tensor of numbers, of their shape, float32 on the CPU."""
    return torch.tensor(values, **FLOATS)


@contextlib.contextmanager
def usual_defaults() -> Iterator[None]:
    """PyTorch's own defaults for a while: for lessons' code that names neither type nor device."""
    theirs = torch.get_default_dtype()
    elsewhere = torch.get_default_device().type != "cpu"
    torch.set_default_dtype(torch.float32)
    try:
        with torch.device("cpu") if elsewhere else contextlib.nullcontext():
            yield
    finally:
        torch.set_default_dtype(theirs)
