"""All the course's randomness: every use draws from a generator of its own, named and seeded.

Nobody's draws depend on which other uses there are: a further name changes no number of the course.
"""

import operator
import zlib

import torch


def own_seed(seed: int, use: str) -> int:
    """The seed, from 0 to 2³² − 1, of one use of a seed, for any library's generator.

    Args:    use: what is drawn: of a network "weights", "order", "dropout"; "split", "patient", ….
    Source:  a CRC-32 of both; those of one name are all different for seeds of up to four digits.
    """
    return zlib.crc32(f"{use} {operator.index(seed)}".encode())


def generator(seed: int, use: str) -> torch.Generator:
    """The random numbers of one use of a seed. Were two uses to share theirs, a split and label
    noise would shuffle alike, and all the spoilt labels would land in the test set."""
    return torch.Generator().manual_seed(own_seed(seed, use))
