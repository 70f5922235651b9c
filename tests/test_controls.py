"""Controls: what they take, what they refuse in which words, and codes that restore exactly."""

import pytest

from helpers.controls import check, choice, controls_of, log_slider, slider, toggle
from helpers.live.codes import decode, encode


def run(
    depth=slider(1, 50, 20, unit="layers"),
    seed=3,
    gain=log_slider(0.1, 10, 1.0, label="init gain"),
    activation=choice("sigmoid", "leaky_relu", "ReLU"),
    batch=choice(8, 32, value=32),
    momentum=slider(0.0, 0.99, 0.9),
    norm=toggle(True),
):
    """Every kind of control."""


CONTROLS = controls_of(run)
DEFAULTS = {name: control.value for name, control in CONTROLS.items()}
CODE = "gf:20,1.0,sigmoid,32,0.9,on,s3"


def test_controls_come_from_the_arguments_and_the_seed_is_last():
    assert list(CONTROLS) == ["depth", "gain", "activation", "batch", "momentum", "norm", "seed"]
    assert [CONTROLS[name].label for name in ("depth", "gain")] == ["depth", "init gain"]
    assert list(DEFAULTS.values()) == [20, 1.0, "sigmoid", 32, 0.9, True, 3]


def test_the_code_of_the_defaults():
    assert encode("Gradient flow", CONTROLS, DEFAULTS) == CODE


ENDS = [
    *({"depth": value} for value in (1, 50)),
    *({"gain": value} for value in (0.1, 10, 0.25, 0.1 + 1e-9)),
    *({"activation": value} for value in ("leaky_relu", "ReLU")),
    *({"momentum": value} for value in (0.0, 0.99, 0.1 + 0.2)),
    *({"seed": value} for value in (0, 9999)),
    {"batch": 8},
    {"norm": False},
]


@pytest.mark.parametrize("change", ENDS, ids=str)
def test_a_code_restores_the_settings_exactly(change):
    values = DEFAULTS | check(CONTROLS, change)
    code = encode("Gradient flow", CONTROLS, values)
    assert decode("Gradient flow", CONTROLS, code) == values
    assert decode("Gradient flow", CONTROLS, f" {code.upper().replace(',', ' , ')}\n") == values
    assert check(CONTROLS, values) == values  # the normal form is a fixed point


def test_numbers_go_to_the_nearest_step_without_rounding_dust():
    assert check(CONTROLS, {"momentum": 0.1 + 0.2})["momentum"] == 0.3
    assert check(CONTROLS, {"momentum": 0.3512})["momentum"] == 0.35 != 35 * 0.01
    assert slider(0, 8, 0, step=4).clean(7) == 8


def test_a_log_slider_stops_at_round_numbers_and_at_its_own():
    control = log_slider(0.07, 1.4, 0.33)
    assert control.grid[:4] == [0.07, 0.08, 0.1, 0.12] and control.grid[-2:] == [1.2, 1.4]
    assert 0.33 in control.grid and control.grid == sorted(set(control.grid))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"depth": 999}, "depth takes 1 to 50, got 999"),
        ({"depth": 2.5}, "depth takes whole numbers from 1 to 50, got 2.5"),
        ({"depth": True}, "depth takes 1 to 50, got True"),
        (
            {"gain": 1.41},
            "gain takes numbers with the digits 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, got",
        ),
        ({"gain": 0}, "gain takes 0.1 to 10, got 0"),
        ({"gain": float("nan")}, "gain takes 0.1 to 10, got nan"),
        ({"gain": None}, "gain takes 0.1 to 10, got None"),
        ({"activation": "tanh"}, "activation takes sigmoid or leaky_relu or ReLU, got tanh"),
        ({"norm": 1}, "norm takes on or off, got 1"),
        ({"seed": -1}, "seed takes 0 to 9999, got -1"),
        ({"width": 1}, "there is no control 'width', only depth, gain"),
    ],
)
def test_what_does_not_fit_is_named(values, words):
    with pytest.raises(ValueError) as caught:
        check(CONTROLS, values)
    assert str(caught.value).startswith(words)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (CODE.replace("20", "999"), "depth takes 1 to 50, got 999"),
        (CODE.replace("sigmoid", "swish"), "activation takes sigmoid or leaky_relu"),
        (CODE.replace("on", "maybe"), "norm takes on or off, got maybe"),
        (CODE.replace("20", ""), "depth takes 1 to 50, got nothing"),
        (CODE.replace("s3", "s"), "seed takes 0 to 9999, got nothing"),
        (CODE.replace("gf", "ab"), "a code of this lab is gf:…, got ab:20"),
        ("", "a code of this lab is gf:…, got nothing"),
        ("gf", "a code of this lab is gf:…, got gf"),
        (
            "gf:20,1",
            "a code of this lab names depth, gain, activation, batch, momentum, norm, seed, got 2",
        ),
        (CODE + ",1", "a code of this lab names depth, gain"),
    ],
)
def test_a_bad_code_says_what_is_wrong(code, words):
    with pytest.raises(ValueError) as caught:
        decode("Gradient flow", CONTROLS, code)
    assert str(caught.value).startswith(words)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: slider(1, 50, 99), "it takes 1 to 50, got 99"),
        (lambda: slider(5, 5, 5), "from low to high, got 5 to 5"),
        (lambda: slider(2.0, 1.0, 1.5), "from low to high, got 2.0 to 1.0"),
        (lambda: slider(0, 9, 0, step=4), "steps of 4 from 0 must meet 0 and 9"),
        (lambda: slider(0, 10, 5, step=-1), "step takes a number above 0, got -1"),
        (lambda: slider(0.1, 5.1, 0.75, step=0.1), "must meet 0.75 and 5.1"),
        (lambda: log_slider(0, 1, 0.1), "starts above 0, got 0"),
        (lambda: choice("a"), "different options"),
        (lambda: choice("relu", "ReLU"), "different options"),
        (lambda: choice("a", "b,c"), "without comma or colon"),
        (lambda: choice("a", "b", value="c"), "it takes a or b, got c"),
        (lambda: toggle("yes"), "it takes on or off, got yes"),
        (lambda: controls_of(lambda depth: 0), "control as the default of depth, such as"),
        (lambda: controls_of(lambda depth=3: 0), "got 3"),
    ],
)
def test_a_control_that_cannot_work_is_refused(make, words):
    with pytest.raises(ValueError) as caught:
        make()
    assert words in str(caught.value)


def test_a_slider_is_whole_only_if_all_its_numbers_are():
    assert slider(1, 50, 20).whole and not slider(0, 1, 0.5).whole
    assert slider(0, 1, 0.5).step == 0.01 and slider(0.0, 30.0, 1).step == 0.1
