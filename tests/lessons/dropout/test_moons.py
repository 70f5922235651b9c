"""Moons with wrong labels: few points, and others for every seed."""

import torch

from helpers.lessons.dropout.moons import noisy_moons


def test_every_seed_draws_its_points_and_its_wrong_labels():
    clean, noisy = noisy_moons(80, 0.0), noisy_moons(80, 0.15)
    wrong = [clean(seed).train.y != noisy(seed).train.y for seed in (0, 1)]
    assert [int(labels.sum()) for labels in wrong] == [12, 12]
    assert not torch.equal(*wrong)
    for part in ("train", "test"):
        first, other = (getattr(noisy(seed), part).x for seed in (0, 1))
        assert first.shape == other.shape and not torch.equal(first, other)
    assert torch.equal(clean(0).test.y, noisy(0).test.y)
