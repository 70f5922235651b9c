"""The drawn network: its numbers are the trace's, and stay legible at every slider's end."""

import math
from itertools import combinations, product

import pytest
import torch

from helpers.drawing.writing import width
from helpers.engine.activations import activate, derivative
from helpers.lessons.from_one_neuron_to_a_trained_network.figures.tracer import (
    BIASES,
    COLUMNS,
    EDGES,
    LOSS,
    Trace,
    Tracer,
)

WEIGHTS = {"w11": 0.5, "w12": -0.3, "w21": -0.4, "w22": 0.8, "v1": 0.7, "v2": -0.6}
PARAMETERS = WEIGHTS | {"b11": 0.1, "b12": 0.0, "b21": 0.1}
UNITS = {
    "11": {"w11": "x1", "w21": "x2"},
    "12": {"w12": "x1", "w22": "x2"},
    "21": {"v1": "o11", "v2": "o12"},
}


def trace(parameters, x1=1.0, x2=0.5, path="w11", hidden="sigmoid"):
    values = {**parameters, "x1": x1, "x2": x2, "y": 1.0}
    chains, back = {}, {}
    for unit, inputs in UNITS.items():
        z = sum(values[weight] * values[source] for weight, source in inputs.items())
        z = torch.tensor(z + values[BIASES[unit]], dtype=torch.float64)
        name = "sigmoid" if unit == "21" else hidden
        values |= {f"z{unit}": z.item(), f"o{unit}": activate(name, z).item()}
        values[f"slope{unit}"] = derivative(name, z).item()
    values["L"] = (values["o21"] - 1) ** 2
    back["21"] = [("∂L/∂ŷ", 2 * (values["o21"] - 1)), ("∂ŷ/∂z21", values["slope21"])]
    for unit, weight in (("11", "v1"), ("12", "v2")):
        slope = (f"∂o{unit}/∂z{unit}", values[f"slope{unit}"])
        back[unit] = [*back["21"], (f"∂z21/∂o{unit}", values[weight]), slope]
    for unit, inputs in UNITS.items():
        chains[BIASES[unit]] = [*back[unit], (f"∂z{unit}/∂{BIASES[unit]}", 1.0)]
        for weight, source in inputs.items():
            chains[weight] = [*back[unit], (f"∂z{unit}/∂{weight}", values[source])]
    return Trace(values, chains, path)


def traces(steps=0, rate=1.0, x1=1.0, x2=0.5, path="w11", hidden="sigmoid", **weights):
    parameters, seen = PARAMETERS | weights, []
    for _ in range(steps + 1):
        seen.append(trace(parameters, x1, x2, path, hidden))
        parameters = {n: value - rate * seen[-1].gradient(n) for n, value in parameters.items()}
    return seen


def test_a_gradient_is_autograds():
    leaves = {n: torch.tensor(v, dtype=torch.float64, requires_grad=True)
              for n, v in PARAMETERS.items()}  # fmt: skip
    o11 = torch.sigmoid(leaves["w11"] + 0.5 * leaves["w21"] + leaves["b11"])
    o12 = torch.sigmoid(leaves["w12"] + 0.5 * leaves["w22"] + leaves["b12"])
    y_hat = torch.sigmoid(leaves["v1"] * o11 + leaves["v2"] * o12 + leaves["b21"])
    grads = torch.autograd.grad((y_hat - 1) ** 2, list(leaves.values()))
    drawn = trace(PARAMETERS)
    for name, grad in zip(leaves, grads, strict=True):
        assert drawn[f"∂L/∂{name}"] == pytest.approx(grad.item(), abs=1e-12)
    assert drawn["∂L/∂z12"] == drawn.gradient("b12")
    assert drawn["∂L/∂ŷ"] == pytest.approx(2 * (drawn["o21"] - 1))
    assert drawn["w22"] == 0.8


def test_numbers_on_nodes_and_edges_are_the_traces():
    plot = Tracer(20)
    words = plot.update(traces())
    shown = plot.shown
    assert shown["x2"] == "0.5" and shown["z11"] == "0.4" and shown["w12"] == "−0.3"
    assert shown["o11"] == "0.599" and shown["slope11"] == "0.24"
    assert shown["∂L/∂w11"] == "−0.0374" and shown["∂L/∂z11"] == "−0.0374"
    assert {"y", "L", "∂L/∂ŷ", *EDGES, *BIASES.values()} <= set(shown)
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
    seen = traces(steps=4)
    words = plot.update(seen)
    assert plot.shown["w11"] == f"0.5 → {seen[-1]['w11']:.3f}"
    assert plot.shown["b21"].startswith("0.1 → ")
    assert "(0.202 at the start)" in words
    xs, ys = plot.curve.get_data()
    assert len(xs) == 5
    fall = seen[0]["L"] - seen[-1]["L"]
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
        given = {"w11": w11, "v1": v1, "hidden": hidden, "path": "w12"}
        plot.update(traces(steps, rate, x1, x2, **given))
        boxes = still + [(words, *box(words, *plot.places[n])) for n, words in plot.shown.items()]
        for (one, *a), (other, *b) in combinations(boxes, 2):
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
            assert apart, (one, other)
        for words, left, bottom, right, top in boxes:
            assert left >= 0 and right <= plot.width, words
            assert bottom >= 0 and top <= plot.height, words


def test_a_settled_picture_depends_on_its_list_alone():
    seen, streamed, fresh = traces(steps=3), Tracer(20), Tracer(20)
    for end in (1, 2, 4):
        streamed.update(seen[:end])
        streamed.picture()
    fresh.update(seen)
    assert streamed.picture(2) == fresh.picture(2)


def test_pin_keeps_the_losses_to_compare_with():
    plot = Tracer(20)
    plot.update(traces(steps=5))
    plot.pin(True)
    kept = plot.ghosts[0].get_ydata().copy()
    plot.update(traces(steps=5, rate=10.0))
    assert (plot.ghosts[0].get_ydata() == kept).all()
    plot.pin(False)
    assert not plot.ghosts
