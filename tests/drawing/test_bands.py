"""Seeds as a line and a band: the median, and from quartile to quartile, of what is finite."""

import numpy as np
import torch

from helpers.drawing.bands import Banded, quartiles
from helpers.drawing.canvas import Plot
from tests.made import fills, shows

NAN, INF = float("nan"), float("inf")
SEEDS = torch.tensor([[5.0, 1, 9, 3, 4], [2, 8, 30, 4, 6]])  # unsorted


def test_a_band_runs_from_the_second_to_the_fourth_of_five_seeds():
    plot = Plot()
    banded = Banded(plot, plot.axes[0], "relu")
    assert banded.set_data([1, 2], SEEDS).tolist() == [4, 6]
    shows(banded.line, [1, 2], [4, 6])
    fills(banded.band, [1, 2], [3, 4], [5, 8])
    assert banded.edges().tolist() == [3, 4, 5, 8]
    np.testing.assert_allclose(banded.band.get_facecolor()[0, 3], 0.2)


def test_quartiles_are_of_the_numbers_that_are_finite():
    rows = torch.tensor([[NAN, 1, INF, 3, 2], [NAN, NAN, NAN, NAN, 7], [NAN] * 5])
    low, middle, high = quartiles(rows)
    np.testing.assert_array_equal([low, middle, high], [[1.5, 7, NAN], [2, 7, NAN], [2.5, 7, NAN]])
