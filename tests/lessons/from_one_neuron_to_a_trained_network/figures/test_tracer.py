"""The drawn network: its numbers are the trace's, and stay legible at every slider's end."""

import math
from itertools import combinations, product

import numpy as np
import pytest

from helpers.drawing.writing import width
from helpers.lessons.from_one_neuron_to_a_trained_network.figures.tracer import (
    COLUMNS,
    EDGES,
    LOSS,
    NODES,
    Tracer,
)
from helpers.lessons.from_one_neuron_to_a_trained_network.tracer import BIASES, Trace
from tests.lessons.from_one_neuron_to_a_trained_network.traces import traces
from tests.made import shows
from tests.pictures import check_settled

FROM_TO = {"w11": ("x1", "11"), "w12": ("x1", "12"), "w21": ("x2", "11"), "w22": ("x2", "12")}
FROM_TO |= {"v1": ("11", "21"), "v2": ("12", "21")}
NAMES = ["x1", "x2", "y", *EDGES, *BIASES.values(), "L"]
NAMES += [f"{kind}{unit}" for unit in BIASES for kind in ("z", "o", "slope")]
VALUES = {name: k / 10 for k, name in enumerate(NAMES, start=1)}  # each another number


def by_hand(path="w11", shift=0.0):
    """A Trace whose numbers are all different, moved by `shift`; each chain has three factors."""
    chains = {
        name: [("∂L/∂ŷ", 2.0), ("∂ŷ/∂z21", 0.25), (f"∂z/∂{name}", k)]
        for k, name in enumerate((*EDGES, *BIASES.values()), start=1)
    }
    return Trace({name: value + shift for name, value in VALUES.items()}, chains, path)


@pytest.mark.parametrize(("path", "gradient"), [("w11", "0.5"), ("w22", "2"), ("v2", "3")])
def test_every_number_stands_beside_its_name(path, gradient):
    plot = Tracer(20)
    assert plot.update([by_hand(path)]) == (
        f"ŷ is 2.1 for y = 0.3, the loss 1.3; ∂L/∂{path} is {gradient}, a product of 3 factors"
    )
    shown = {name: f"{value:.3g}" for name, value in VALUES.items()}
    parameters = [*EDGES, *BIASES.values()]
    shown |= {f"∂L/∂{name}": f"{k / 2:.3g}" for k, name in enumerate(parameters, start=1)}
    shown |= {f"∂L/∂z{unit}": shown[f"∂L/∂{bias}"] for unit, bias in BIASES.items()}
    shown |= {"∂L/∂ŷ": "2"}
    assert plot.numbers == {name: shown[name] for name in plot.places}
    labels = {text.get_position(): text.get_text() for text in plot.axis.texts}
    for name, (left, middle, _) in plot.places.items():
        label = "ŷ" if name == "o21" else "slope" if name.startswith("slope") else name
        assert labels[left - 4, middle] == f"{label} ="
    chain = [(f"∂L/∂{path}", float(gradient)), ("∂L/∂ŷ", 2), ("∂ŷ/∂z21", 0.25)]
    assert plot.chain == [*chain, (f"∂z/∂{path}", 2 * float(gradient))]


def test_numbers_stand_in_their_units_and_by_their_weights_own_line():
    plot = Tracer(20)
    for unit in BIASES:
        x, y, wide, high = NODES[unit]
        for name in (f"z{unit}", f"o{unit}", f"slope{unit}", f"∂L/∂z{unit}"):
            left, middle, _ = plot.places[name]
            assert abs(left - x) < wide and abs(middle - y) < high, name
    for name, (start, end, *_) in EDGES.items():
        assert (start, end) == FROM_TO[name]
        place = np.array(plot.places[name][:2])
        away = {}
        for other, (begins, ends) in FROM_TO.items():
            here, there = np.array(NODES[begins][:2]), np.array(NODES[ends][:2])
            share = np.clip((place - here) @ (there - here) / np.sum((there - here) ** 2), 0, 1)
            away[other] = np.hypot(*(here + share * (there - here) - place))
        assert min(away, key=away.get) == name, away


def test_a_trace_computed_by_torch_is_drawn_as_it_is():
    plot = Tracer(20)
    words = plot.update(traces())
    numbers = plot.numbers
    assert numbers["x2"] == "0.5" and numbers["z11"] == "0.4" and numbers["w12"] == "−0.3"
    assert numbers["o11"] == "0.599" and numbers["slope11"] == "0.24"
    assert numbers["∂L/∂w11"] == "−0.0374" and numbers["∂L/∂z11"] == "−0.0374"
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
    rounds = [by_hand(), by_hand(shift=0.2), by_hand(shift=-0.25)]
    assert plot.update(rounds) == (
        "ŷ is 1.85 for y = 0.05, the loss 1.05 (1.3 at the start); ∂L/∂w11 is 0.5, "
        "a product of 3 factors"
    )
    assert plot.numbers["w11"] == "0.4 → 0.15" and plot.numbers["b21"] == "1.2 → 0.95"
    assert plot.numbers["z11"] == "1.15"  # of what moves by itself the latest alone
    left, bottom, wide, high = LOSS
    heights = [bottom + high * loss for loss in (1.3, 1.5, 1.05)]
    shows(plot.curve, [left, left + wide / 20, left + wide / 10], heights)


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
