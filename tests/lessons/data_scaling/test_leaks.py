"""A leak's mean settles with its interval."""

import numpy as np
import torch

from helpers.lessons.data_scaling.leaks import Reports, running_means


def test_a_mean_settles_with_its_interval():
    counts, mean, half = running_means(np.array([1.0, 3.0, 5.0]))
    np.testing.assert_array_equal(counts, [2, 3])
    np.testing.assert_allclose(mean, [2, 3])
    np.testing.assert_allclose(half, 1.96 * np.array([np.sqrt(2 / 2), 2 / np.sqrt(3)]))


def test_what_a_leak_adds_is_counted_in_points():
    reports = Reports(torch.tensor([0.5, 0.75]), torch.tensor([0.75, 0.5]), 2, 2)
    np.testing.assert_allclose(reports.points, [25, -25])
