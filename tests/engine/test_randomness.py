"""One file for all randomness: every use and every seed has draws of its own, for ever."""

import re

import pytest
import torch

from helpers.engine.randomness import generator, own_seed
from tests import ROOT


def test_the_draws_of_a_use_are_these_whatever_other_uses_there_are():
    """Were uses counted, a new one would change every number of the course."""
    assert (own_seed(0, "weights"), own_seed(7, "order")) == (1240132601, 3162416279)
    draws = torch.randint(1000, (4,), generator=generator(0, "weights"))
    assert draws.tolist() == [820, 63, 726, 974]


def test_no_two_uses_and_no_two_seeds_share_their_draws():
    uses = ("weights", "order", "dropout", "split", "noisy_labels", "moons", "patient", "trial 1")
    seeds = [own_seed(seed, use) for use in uses for seed in range(10_000)]
    assert len(set(seeds)) == len(seeds)
    assert min(seeds) >= 0 and max(seeds) < 2**32


def test_a_seed_is_a_whole_number():
    with pytest.raises(TypeError):
        generator(0.5, "weights")


def test_no_other_file_seeds_a_generator_by_itself():
    seeding = r"manual_seed\(|random_state=(?!own_seed)|(default_rng|set_random_seed)\((?!own_seed)"
    by_itself = re.compile(seeding)
    for path in sorted((ROOT / "helpers").rglob("*.py")):
        if path.stem != "randomness":
            assert not by_itself.findall(path.read_text("utf-8")), path
