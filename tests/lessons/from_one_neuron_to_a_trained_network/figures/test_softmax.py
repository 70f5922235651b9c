"""The figure of softmax: bars and curves are the probabilities it was given."""

import pytest
import torch

from helpers.lessons.from_one_neuron_to_a_trained_network.figures.softmax import Probabilities
from helpers.lessons.from_one_neuron_to_a_trained_network.softmax import TemperatureSweep
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def sweep(*scores, temperature=1.0):
    scores, range_ = torch.tensor(scores), torch.logspace(-1, 1, 21)
    curves = (scores / range_[:, None]).softmax(1)
    return TemperatureSweep(scores, temperature, (scores / temperature).softmax(0), range_, curves)


def test_nothing_is_cut_off_and_the_picture_is_the_same_twice():
    check_settled(Probabilities, lambda: [sweep(1.0, 0.0, 0.0), sweep(2.0, 1.0, -1.0)])


def test_bars_are_the_probabilities_and_the_line_stands_at_the_temperature():
    plot = Probabilities()
    words = plot.update([sweep(2.0, 1.0, -1.0, temperature=0.5)])
    expected = torch.tensor([4.0, 2.0, -2.0]).softmax(0)
    assert [bar.get_height() for bar in plot.bars] == pytest.approx(expected.tolist())
    assert [label.get_text() for label in plot.labels] == ["88 %", "12 %", "0 %"]
    assert list(plot.here.get_xdata()) == [0.5, 0.5]
    assert words == "scores 2, 1, −1 at temperature 0.5: probabilities 88 %, 12 %, 0 %"
    plot.pin(True)
    assert len(plot.ghosts) == 3
