"""Step sizes: medians of the seeds; a parameter without a gradient has no step size yet."""

import numpy as np
import pytest
import torch

from helpers.lessons.optimizers.figures.step_sizes import StepSizes
from helpers.lessons.optimizers.step_sizes import Walk
from tests.made import fills, shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def build():
    return StepSizes(["dense", "sparse"])


def walk(steps=40):
    draws = torch.Generator().manual_seed(0)
    sizes = torch.rand(steps, 2, 8, generator=draws) + 0.1
    sizes[:5, 1] = torch.nan
    return Walk(sizes, torch.rand(steps, 2, 8, generator=draws), steps, 40)


SIZES = [[0.5, 0.1, 0.4, 0.2, 0.3], [0.05, 0.01, 0.04, 0.02, 0.03]]  # of five seeds, unsorted
DISTANCES = [[7, 3, 5, 9, 6], [7e-4, 9e-4, 8e-4, 5e-4, 6e-4]]
SEEN = [("sizes", [0.3, 0.03], [0.2, 0.02], [0.4, 0.04])]
SEEN += [("distances", [6, 7e-4], [5, 6e-4], [7, 8e-4])]


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_step_sizes_and_distances_are_medians_and_quartiles(order):
    sizes = torch.tensor([SIZES, SIZES])[:, order] * torch.tensor([2.0, 1.0])[:, None, None]
    distances = torch.tensor([DISTANCES, DISTANCES])[:, order]
    plot = StepSizes([["dense", "sparse"][k] for k in order])
    ends = [
        "dense: step size ≈ 0.3, distance ≈ 6",
        "sparse: step size ≈ 0.03, distance ≈ 7·10⁻⁴",
    ]
    assert plot.update([Walk(sizes, distances, 2, 40)]) == (
        f"after 2 steps, {ends[order[0]]}; {ends[order[1]]}"
    )
    for key, middle, low, high in SEEN:
        start = 2 if key == "sizes" else 1
        for at, k in enumerate(order):
            shows(plot.curves[key][at], [1, 2], [start * middle[k], middle[k]])
            fills(plot.bands[key][at], [1, 2], [start * low[k], low[k]], [start * high[k], high[k]])


def test_a_parameter_without_gradient_has_no_size_yet():
    plot, run = build(), walk()
    plot.update([run])
    sizes = plot.curves["sizes"][1].get_ydata()
    assert np.isnan(sizes[:5]).all() and np.isfinite(sizes[5:]).all()


def test_a_seed_that_joins_lifts_no_median():
    plot, run = build(), walk()
    run.sizes[10:, 1, 2:] = torch.nan  # two of eight seeds have met the sparse feature
    plot.update([run])
    assert np.isnan(plot.curves["sizes"][1].get_ydata()[10:]).all()


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(build, lambda: [walk(20), walk(40)])
