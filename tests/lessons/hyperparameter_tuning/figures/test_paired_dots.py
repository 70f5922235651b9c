"""Dots per run, medians as bars, lines between the first two columns."""

import pytest
import torch

from helpers.drawing.canvas import Plot
from helpers.lessons.hyperparameter_tuning.figures.paired_dots import PairedDots


def test_a_dot_per_run_a_bar_at_the_median_and_a_line_per_run():
    plot = Plot()
    dots = PairedDots(plot, plot.axes[0], ("grid", "random", "halving"), spread=0.2, bar=0.3)
    scores = torch.tensor([[0.6, 0.8, 0.7], [0.9, 0.9, 0.8], [0.75, 0.8, 0.9]])
    assert dots.set_data(scores, top=1.0) == pytest.approx([0.7, 0.9, 0.8])
    assert dots.dots[1].get_xdata().tolist() == pytest.approx([0.8, 1, 1.2])
    assert dots.dots[1].get_ydata().tolist() == pytest.approx([0.9, 0.9, 0.8])
    lines = dots.pairs.get_ydata().reshape(3, 3)[:, :2]
    assert lines.tolist() == [pytest.approx(pair) for pair in scores[:2].T.tolist()]
    bars = dots.medians.get_xdata().reshape(3, 3)[:, :2]
    assert bars[2].tolist() == pytest.approx([1.7, 2.3])
    assert plot.axes[0].get_ylim() == (0.5, 1.0)


def test_a_single_run_stands_in_the_middle():
    plot = Plot()
    dots = PairedDots(plot, plot.axes[0], ("grid", "random"), spread=0.2, bar=0.3)
    dots.set_data(torch.tensor([[0.95], [0.97]]), top=1.0)
    assert [line.get_xdata().tolist() for line in dots.dots] == [[0], [1]]
    assert plot.axes[0].get_ylim() == (0.9, 1.0)
