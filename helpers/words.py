"""Numbers as a reader wants them: two or three digits, powers of ten, per cent.

A number that was measured carries "≈ ": it may differ in its last digits on another machine,
and the notebook tests compare everything but such numbers to the letter.
"""

import math

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, digits: int = 2) -> str:
    """A number with so many significant digits: 0.25, 12, 9.5·10⁻⁷, ∞, "no number"."""
    value = float(value)
    if math.isnan(value):
        return "no number"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    exponent = int(exponent)
    if -3 <= exponent < max(5, digits):
        decimals = max(0, digits - 1 - exponent)
        text = f"{value:.{decimals}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        power = "10" + str(exponent).translate(_SUPERSCRIPTS)
        text = power if mantissa == "1" else f"{mantissa}·{power}"
    return text.replace("-", "−")


def power(value: float) -> str:
    """A power of ten on an axis: 10⁻³, 1, 10, 10²; other numbers as number() writes them."""
    exponent = round(math.log10(value)) if value > 0 else 0
    if exponent in (0, 1) or not math.isclose(value, 10.0**exponent):
        return number(value)
    return "10" + str(exponent).translate(_SUPERSCRIPTS)


def percent(share: float, decimals: int = 0) -> str:
    """A share from 0 to 1 as per cent: 0.934 is "93 %"."""
    if math.isnan(share):
        return "no number"
    # Adding 0 to the rounded number turns −0 into 0.
    return f"{round(100 * float(share), decimals) + 0.0:.{decimals}f} %".replace("-", "−")


def measured(value: float, digits: int = 2) -> str:
    """A number that a machine measured: "≈ 0.93"."""
    return f"≈ {number(value, digits)}"


def factor(unit: str) -> int:
    """What numbers are multiplied by to be shown in a unit: shares and their differences by 100."""
    return 100 if unit in ("%", "points") else 1


def quantity(value: float, unit: str = "", digits: int = 2) -> str:
    """A number and its unit: 0.934 in "%" is "93 %", a difference of shares in "points" is "93
    points" (percentage points); other units stand behind the number as it is."""
    value = factor(unit) * float(value)
    if unit == "points" and math.isfinite(value):
        value = round(value, 4)  # of two shares that are equal, rounding leaves less
    text = number(value, digits)
    unit = "" if math.isnan(value) else "point" if (text, unit) == ("1", "points") else unit
    return f"{text} {unit}".rstrip()


def at(label: str, value: float) -> str:
    """A place on a labelled axis: "depth (layers)" and 40 is "depth 40 layers"."""
    name, _, unit = label.partition(" (")
    return f"{name} {number(value, 3)} {unit.rstrip(')')}".rstrip()


def title(name: str) -> str:
    """A name in code as a reader knows it: "leaky_relu" is "leaky ReLU"."""
    return _TITLES.get(name, name.replace("_", " "))


_TITLES = {
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
    "elu": "ELU",
    "gelu": "GELU",
    "lecun_normal": "LeCun normal",
    "lecun_uniform": "LeCun uniform",
    "glorot_normal": "Glorot normal",
    "glorot_uniform": "Glorot uniform",
    "he_normal": "He normal",
    "he_uniform": "He uniform",
    "loss": "training loss",
    "train_loss": "training loss",
    "train_accuracy": "training accuracy",
    "dead_share": "dead on the mini-batch",
    "zero_share": "weights exactly 0",
    "whole_gradient_norm": "gradient norm",
    "whole_weight_norm": "weight norm",
}
