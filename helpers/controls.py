"""A lab's controls: what each may be.

A control is a small value object; helpers.live.widgets makes its widget. Values are kept in normal
form (`clean`), so that a value, its text in the code and the place of the slider mean one run.
"""

import contextlib
import inspect
import math
from dataclasses import dataclass, replace

from helpers import classroom

MANTISSAS = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)  # what a log slider stops at in each power of ten


@dataclass(frozen=True)
class Control:
    """What all controls share.

    Args:
        value: the default.
        label: what stands before the control; by default the parameter's name.
        unit: what stands after the value, such as "layers".
    """

    value: object
    label: str = ""
    unit: str = ""

    def clean(self, value):
        """A value, or its text in a code, in normal form; ValueError: "1 to 50, got 999"."""
        raise NotImplementedError

    def write(self, value) -> str:
        """The text of a value in a settings code."""
        return str(value)


@dataclass(frozen=True)
class Slider(Control):
    """A number from low to high in steps; whole if low, high and step are."""

    low: float = 0
    high: float = 1
    step: float = 1

    @property
    def whole(self) -> bool:
        return all(isinstance(number, int) for number in (self.low, self.high, self.step))

    def clean(self, value):
        number = _within(self.low, self.high, value)
        if self.whole and number % 1:
            raise ValueError(f"whole numbers from {self.low} to {self.high}, got {shown(value)}")
        # The page can show nothing between two steps: the nearest one is meant.
        number = self.low + self.step * round((number - self.low) / self.step)
        return int(number) if self.whole else _rounded(number, 6)


@dataclass(frozen=True)
class LogSlider(Control):
    """A number from low to high on a scale of powers of ten, each of them in MANTISSAS."""

    low: float = 1
    high: float = 10

    @property
    def grid(self) -> list[float]:
        """All the values, in order; low, high and the default are among them."""
        powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)))
        grid = [_rounded(digits * 10.0**power, 3) for power in powers for digits in MANTISSAS]
        inside = [number for number in grid if self.low < number < self.high]
        return sorted({*inside, self.low, self.high, self.value})

    def clean(self, value):
        number = _rounded(_within(self.low, self.high, value), 3)
        if number not in self.grid:
            digits = ", ".join(map(str, MANTISSAS))
            raise ValueError(f"numbers with the digits {digits}, got {shown(value)}")
        return number


@dataclass(frozen=True)
class Seed(Slider):
    """The seed in a lab's bottom row; `s7` in a settings code."""

    def clean(self, value):
        return super().clean(value.removeprefix("s") if isinstance(value, str) else value)

    def write(self, value) -> str:
        return f"s{value}"


@dataclass(frozen=True)
class Choice(Control):
    """One of several options, in a list that drops down."""

    options: tuple = ()

    def clean(self, value):
        for option in self.options:
            if plain(option) == plain(value):
                return option
        raise ValueError(f"{' or '.join(map(str, self.options))}, got {shown(value)}")


@dataclass(frozen=True)
class Toggle(Control):
    """On or off."""

    def clean(self, value):
        if isinstance(value, bool):
            return value
        if value not in ("on", "off"):
            raise ValueError(f"on or off, got {shown(value)}")
        return value == "on"

    def write(self, value) -> str:
        return "on" if value else "off"


def slider(low, high, value, *, step=None, label="", unit="") -> Slider:
    """A slider from low to high, for whole numbers if low, high, value and step are whole.

    Raises: ValueError: if the range is empty, or its steps go down, or miss the default or the end.
    """
    if step is not None and not step > 0:
        raise ValueError(f"step takes a number above 0, got {step}")
    if not all(isinstance(number, int) for number in (low, high, value, step or 1)):
        low, high, value = (_rounded(number, 6) for number in (low, high, value))
        step = step or 10.0 ** round(math.log10(max(high - low, 1e-9) / 100))  # about a hundred
    control = _fitting(Slider(value, label, unit, low, high, step or 1))
    if (control.value, control.clean(high)) != (value, high):
        raise ValueError(f"steps of {control.step} from {low} must meet {value} and {high}")
    return control


def log_slider(low, high, value, *, label="", unit="") -> LogSlider:
    """A slider in powers of ten: 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1 …

    Raises: ValueError: if low is not above 0, and as for slider.
    """
    if not low > 0:
        raise ValueError(f"a log_slider starts above 0, got {low}")
    low, high, value = (_rounded(number, 3) for number in (low, high, value))
    return _fitting(LogSlider(value, label, unit, low, high))


def choice(*options, value=None, label="", unit="") -> Choice:
    """A list of options; the default is the first unless `value` names another.

    Raises: ValueError: for options that a settings code could not tell apart.
    """
    names = [plain(option) for option in options]
    if len(set(names)) < max(2, len(names)) or set(",:") & set("".join(names)):
        raise ValueError(f"choice takes different options without comma or colon, got {options}")
    return _fitting(Choice(options[0] if value is None else value, label, unit, options))


def toggle(value=False, *, label="", unit="") -> Toggle:
    """A box to tick."""
    return _fitting(Toggle(value, label, unit))


def controls_of(function) -> dict[str, Control]:
    """The controls that a function's arguments default to, by name; `seed` is the last.

    Raises: ValueError: for an argument without a control.
    """
    by_name = {}
    for name, parameter in inspect.signature(function).parameters.items():
        control = parameter.default
        if name == "seed" and type(control) is int:  # the class's seed, if there is one
            control = _fitting(Seed(classroom.seed(control), low=0, high=classroom.SEEDS))
        if not isinstance(control, Control):
            default = "none" if control is parameter.empty else repr(control)
            need = f"{function.__name__} needs a control as the default of {name}"
            raise ValueError(f"{need}, such as slider(1, 50, 20); got {default}")
        by_name[name] = replace(control, label=control.label or name.replace("_", " "))
    return dict(sorted(by_name.items(), key=lambda item: item[0] == "seed"))


def check(controls: dict[str, Control], values: dict) -> dict:
    """Values in normal form, by name.

    Raises: ValueError: the name that is unknown, or the name, what it takes and what came.
    """
    clean = {}
    for name, value in values.items():
        if name not in controls:
            raise ValueError(f"there is no control {name!r}, only {', '.join(controls)}")
        try:
            clean[name] = controls[name].clean(value)
        except ValueError as error:
            raise ValueError(f"{name} takes {error}") from None
    return clean


def _fitting(control: Control) -> Control:
    if isinstance(control, Slider | LogSlider) and not control.low < control.high:
        raise ValueError(f"a slider goes from low to high, got {control.low} to {control.high}")
    try:
        return replace(control, value=control.clean(control.value))
    except ValueError as error:
        raise ValueError(f"the default is out of place: it takes {error}") from None


def _within(low: float, high: float, value) -> float:
    """The number that a value or its text is, if it is one and from low to high."""
    with contextlib.suppress(TypeError, ValueError):
        if not isinstance(value, bool) and low <= float(value) <= high:
            return float(value)
    raise ValueError(f"{low:g} to {high:g}, got {shown(value)}")


def _rounded(number: float, digits: int) -> float:
    return float(f"{number:.{digits}g}")


def plain(value) -> str:
    """A value's text without case and spaces, which do not count in a code."""
    return "".join(str(value).lower().split())


def shown(value) -> str:
    """What came, for a message: short, and never empty."""
    text = str(value) or "nothing"
    return text if len(text) <= 40 else f"{text[:40]}…"
