"""Step sizes: medians of the seeds; a parameter without a gradient has no step size yet."""

import numpy as np
import pytest
import torch

from helpers.lessons.optimizers.figures.step_sizes import StepSizes
from helpers.lessons.optimizers.step_sizes import Walk
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def build():
    return StepSizes(["dense", "sparse"])


def walk(steps=40):
    draws = torch.Generator().manual_seed(0)
    sizes = torch.rand(steps, 2, 8, generator=draws) + 0.1
    sizes[:5, 1] = torch.nan
    return Walk(sizes, torch.rand(steps, 2, 8, generator=draws), steps, 40)


def test_step_sizes_are_medians_and_a_parameter_without_gradient_has_none():
    plot, run = build(), walk()
    words = plot.update([run])
    sizes = plot.curves["sizes"][1].get_ydata()
    assert np.isnan(sizes[:5]).all()
    np.testing.assert_allclose(sizes[5:], run.sizes[5:, 1].quantile(0.5, dim=1), rtol=1e-6)
    assert words.startswith("after 40 steps, dense: step size ≈ 0.")


def test_a_seed_that_joins_lifts_no_median():
    plot, run = build(), walk()
    run.sizes[10:, 1, 2:] = torch.nan  # two of eight seeds have met the sparse feature
    plot.update([run])
    assert np.isnan(plot.curves["sizes"][1].get_ydata()[10:]).all()


def test_the_settled_picture_depends_on_the_list_alone_and_fits():
    check_settled(build, lambda: [walk(20), walk(40)])
