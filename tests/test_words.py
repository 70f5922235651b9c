"""Numbers in words."""

import math

import numpy as np
import pytest
import torch

from helpers.recipes import ACTIVATIONS, INITS
from helpers.words import at, measured, number, percent, power, quantity, title


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, 2, "0"),
        (-0.0, 2, "0"),
        (0.25, 2, "0.25"),
        (0.254, 2, "0.25"),
        (0.255, 3, "0.255"),
        (12, 2, "12"),
        (1, 2, "1"),
        (9.99, 2, "10"),
        (0.0999, 2, "0.1"),
        (0.1 + 0.2, 3, "0.3"),
        (100, 2, "100"),
        (200, 3, "200"),
        (1234, 2, "1234"),
        (99_999, 3, "10⁵"),
        (99_949, 3, "99949"),
        (123_456, 2, "1.2·10⁵"),
        (123_456, 6, "123456"),
        (1e6, 2, "10⁶"),
        (0.001, 2, "0.001"),
        (0.00123, 2, "0.0012"),
        (0.00095, 2, "9.5·10⁻⁴"),
        (9.5e-7, 2, "9.5·10⁻⁷"),
        (2e-7, 2, "2·10⁻⁷"),
        (1e-300, 2, "10⁻³⁰⁰"),
        (5e-324, 2, "4.9·10⁻³²⁴"),
        (-0.5, 2, "−0.5"),
        (-3e-9, 2, "−3·10⁻⁹"),
        (math.inf, 2, "∞"),
        (-math.inf, 2, "−∞"),
        (math.nan, 2, "no number"),
        (7.4, 1, "7"),
        (torch.tensor(0.125, dtype=torch.float64), 3, "0.125"),
        (np.float32(0.5), 2, "0.5"),
    ],
)
def test_number(value, digits, text):
    assert number(value, digits) == text
    assert measured(value, digits) == f"≈ {text}"


@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [
        (0.934, 0, "93 %"),
        (0, 0, "0 %"),
        (1, 0, "100 %"),
        (0.9345, 1, "93.5 %"),
        (math.nan, 0, "no number"),
        (-0.05, 0, "−5 %"),
        (-0.0001, 0, "0 %"),
        (torch.tensor(0.5), 0, "50 %"),
    ],
)
def test_percent(share, decimals, text):
    assert percent(share, decimals) == text


def test_titles_read_as_a_reader_knows_them():
    assert [title(name) for name in ("relu", "leaky_relu", "tanh")] == [
        "ReLU",
        "leaky ReLU",
        "tanh",
    ]
    assert title("glorot_uniform") == "Glorot uniform"
    assert not any("_" in title(name) for name in (*ACTIVATIONS, *INITS, "test_accuracy"))


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e-3, "10⁻³"), (0.1, "10⁻¹"), (1, "1"), (10, "10"), (1e12, "10¹²"), (0.5, "0.5"), (0, "0")],
)
def test_a_power_of_ten_on_an_axis(value, text):
    assert power(value) == text


def test_a_place_on_an_axis_takes_the_unit_out_of_the_label():
    assert at("depth (layers)", 40.0) == "depth 40 layers"
    assert at("layers crossed", 10) == "layers crossed 10"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (7.45e-9, "points", "0 points"),  # what float32 makes of two equal shares
        (-7.45e-9, "points", "0 points"),
        (0.00123, "points", "0.12 points"),
        (0.01, "points", "1 point"),
        (math.nan, "points", "no number"),
        (math.inf, "points", "∞ points"),
        (7.5e-9, "%", "7.5·10⁻⁷ %"),
        (7.5e-9, "", "7.5·10⁻⁹"),
    ],
)
def test_a_quantity_has_its_unit_and_a_tie_of_shares_is_0_points(value, unit, text):
    assert quantity(value, unit) == text
