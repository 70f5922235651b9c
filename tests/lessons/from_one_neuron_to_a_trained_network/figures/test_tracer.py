"""The drawn network: its numbers are the trace's, and stay legible at every slider's end."""

import math
from itertools import combinations, product

import pytest

from helpers.drawing.writing import width
from helpers.lessons.from_one_neuron_to_a_trained_network.figures.tracer import (
    COLUMNS,
    EDGES,
    LOSS,
    Tracer,
)
from helpers.lessons.from_one_neuron_to_a_trained_network.tracer import BIASES
from tests.lessons.from_one_neuron_to_a_trained_network.traces import traces
from tests.pictures import check_settled


def test_numbers_on_nodes_and_edges_are_the_traces():
    plot = Tracer(20)
    words = plot.update(traces())
    numbers = plot.numbers
    assert numbers["x2"] == "0.5" and numbers["z11"] == "0.4" and numbers["w12"] == "−0.3"
    assert numbers["o11"] == "0.599" and numbers["slope11"] == "0.24"
    assert numbers["∂L/∂w11"] == "−0.0374" and numbers["∂L/∂z11"] == "−0.0374"
    assert {"y", "L", "∂L/∂ŷ", *EDGES, *BIASES.values()} <= set(numbers)
    assert words == (
        "ŷ is 0.551 for y = 1, the loss 0.202; ∂L/∂w11 is −0.0374, a product of 5 factors"
    )


def test_the_chain_stands_below_factor_by_factor():
    plot = Tracer(20)
    plot.update(traces(path="v2"))
    names, values = zip(*plot.chain, strict=True)
    assert names == ("∂L/∂v2", "∂L/∂ŷ", "∂ŷ/∂z21", "∂z21/∂v2")
    assert values[0] == pytest.approx(math.prod(values[1:]))
    plot.update(traces(path="w21"))
    assert plot.chain[-1][0] == "∂z11/∂w21"
    assert len(plot.chain) == len(COLUMNS) == 1 + 5


def test_only_the_path_is_lit():
    plot = Tracer(20)
    for path, edges, nodes in (
        ("w21", {"w21", "v1", "L"}, {"x2", "11", "21", "L"}),
        ("v2", {"v2", "L"}, {"12", "21", "L"}),
    ):
        plot.update(traces(path=path))
        assert {name for name, line in plot.edges.items() if line.get_visible()} == edges
        assert {name for name, frame in plot.frames.items() if frame.get_visible()} == nodes


def test_steps_move_the_weights_and_the_loss():
    plot = Tracer(20)
    rounds = traces(steps=4)
    words = plot.update(rounds)
    assert plot.numbers["w11"] == f"0.5 → {rounds[-1]['w11']:.3f}"
    assert plot.numbers["b21"].startswith("0.1 → ")
    assert "(0.202 at the start)" in words
    xs, ys = plot.curve.get_data()
    assert len(xs) == 5
    fall = rounds[0]["L"] - rounds[-1]["L"]
    assert ys[0] - ys[-1] == pytest.approx(fall * LOSS[-1])


def box(words, left, middle, size):
    """Where a number stands: left, bottom, right, top."""
    return left, middle - 0.35 * size, left + width(words, size), middle + 0.5 * size


ENDS = list(product((-3.0, 3.0), (-3.0, 3.0), (-5.0, 5.0), (-5.0, 5.0)))


@pytest.mark.parametrize("hidden", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize(("steps", "rate"), [(0, 1.0), (1, 10.0), (20, 10.0)])
def test_no_number_covers_another_at_any_sliders_end(hidden, steps, rate):
    plot = Tracer(20)
    renderer = plot.canvas.get_renderer()
    still = [(text.get_text(), text.get_window_extent(renderer)) for text in plot.axis.texts]
    still = [(words, box.x0, box.y0 + 3, box.x1, box.y1 - 1) for words, box in still]
    for x1, x2, w11, v1 in ENDS:
        options = {"w11": w11, "v1": v1, "hidden": hidden, "path": "w12"}
        plot.update(traces(steps, rate, x1, x2, **options))
        boxes = still + [(words, *box(words, *plot.places[n])) for n, words in plot.numbers.items()]
        for (one, *a), (other, *b) in combinations(boxes, 2):
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
            assert apart, (one, other)
        for words, left, bottom, right, top in boxes:
            assert left >= 0 and right <= plot.width, words
            assert bottom >= 0 and top <= plot.height, words


def test_a_settled_picture_depends_on_its_list_alone():
    check_settled(lambda: Tracer(20), lambda: traces(steps=3))


def test_pin_keeps_the_losses_to_compare_with():
    plot = Tracer(20)
    plot.update(traces(steps=5))
    plot.pin(True)
    before = plot.ghosts[0].get_ydata().copy()
    plot.update(traces(steps=5, rate=10.0))
    assert (plot.ghosts[0].get_ydata() == before).all()
    plot.pin(False)
    assert not plot.ghosts
