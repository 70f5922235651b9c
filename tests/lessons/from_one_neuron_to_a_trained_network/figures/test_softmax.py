"""The figure of softmax: bars and curves are the probabilities it was given."""

import pytest
import torch
from matplotlib.colors import to_rgba

from helpers.lessons.from_one_neuron_to_a_trained_network.figures.softmax import Probabilities
from helpers.lessons.from_one_neuron_to_a_trained_network.softmax import TemperatureSweep
from helpers.lessons.shared.figures.planes import CLASSES
from tests.made import shows
from tests.pictures import check_settled

pytestmark = pytest.mark.filterwarnings("error")


def sweep(*scores, temperature=1.0):
    scores, range_ = torch.tensor(scores), torch.logspace(-1, 1, 21)
    curves = (scores / range_[:, None]).softmax(1)
    return TemperatureSweep(scores, temperature, (scores / temperature).softmax(0), range_, curves)


def test_nothing_is_cut_off_and_the_picture_is_the_same_twice():
    check_settled(Probabilities, lambda: [sweep(1.0, 0.0, 0.0), sweep(2.0, 1.0, -1.0)])


SCORES, SHARES = [2.0, 1.0, -1.0], [0.7, 0.25, 0.05]
OVER = [[0.9, 0.08, 0.02], [0.5, 0.3, 0.2]]  # (temperature, class)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ([0, 1, 2], "scores 2, 1, −1 at temperature 0.5: probabilities 70 %, 25 %, 5 %"),
        ([2, 0, 1], "scores −1, 2, 1 at temperature 0.5: probabilities 5 %, 70 %, 25 %"),
    ],
)
def test_bars_are_the_probabilities_and_the_line_stands_at_the_temperature(order, words):
    scores, shares = torch.tensor(SCORES)[order], torch.tensor(SHARES)[order]
    over, plot = torch.tensor(OVER)[:, order], Probabilities()
    item = TemperatureSweep(scores, 0.5, shares, torch.tensor([0.1, 10.0]), over)
    assert plot.update([sweep(2.0, 1.0, -1.0), item]) == words
    assert [bar.get_height() for bar in plot.bars] == pytest.approx(shares.tolist())
    assert [bar.get_facecolor() for bar in plot.bars] == [to_rgba(color) for color, _ in CLASSES]
    texts = ["70 %", "25 %", "5 %"]
    assert [label.get_text() for label in plot.labels] == [texts[k] for k in order]
    for k, (line, (color, _)) in enumerate(zip(plot.curves.values(), CLASSES, strict=True)):
        shows(line, [0.1, 10], over[:, k])
        assert line.get_color() == color
    assert list(plot.here.get_xdata()) == [0.5, 0.5]
    plot.pin(True)
    assert len(plot.ghosts) == 3
