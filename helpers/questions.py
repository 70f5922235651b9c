"""Predict, then run: a question before a lab or an experiment, answered by what is measured.

    guess = predict(
        "What is left after ten layers?", {"a tenth": (0.01, 1), "a millionth": (1e-7, 1e-5)}
    )
    ...  # the code that measures
    guess.answer(0.25**10, "Products are like that")

Nothing is stored or sent: a choice lives as long as the kernel.
"""

from __future__ import annotations

import textwrap
import threading
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

import ipywidgets as widgets
from IPython import get_ipython
from IPython.display import display

from helpers import classroom
from helpers.live import page
from helpers.live.widgets import free
from helpers.words import number, quantity

# What Layout cannot say; the names hold in ipywidgets 7 and 8, the colours follow the theme.
LOOK = """<style>
.course-question { --jp-widgets-font-size: %dpx; line-height: 1.43; box-sizing: border-box;
  border-left: 4px solid var(--jp-brand-color1, #1976d2) }
.course-question .widget-html-content { line-height: inherit }
.course-question .widget-button { white-space: normal; line-height: inherit; text-align: left;
  padding: 0.3em 0.9em; border-radius: 4px }
</style>"""
OPEN, CHOSEN = "○", "●"
FIRST = "Choose before you go on."
LATE = "The answer stands below. Choose, and hear at once whether it is yours."
AGAIN = "The cell ran again: the question stands in its new output."
_newest = {}  # questions by their words: a cell that runs again replaces its question


def predict(
    question: str, choices: Sequence[str] | Mapping[str, tuple[float, float]], unit: str = ""
) -> Question:
    """Ask a question, show it with a button per choice, and return it for its `answer`.

    Args:
        choices: words; or words → (low, high), the range of the measured number that they
            stand for. Ranges may touch (the border belongs to the higher one), not overlap.
        unit: of the measured number; "%" for a share, "points" for a difference of shares.
    Raises: ValueError: for fewer than two choices, a range that is none, ranges that overlap.
    """
    new = Question(question, choices, unit)
    if question in _newest:
        _newest[question].close()
    _newest[question] = new
    if get_ipython() is not None:
        display(new)
    return new


class Question:
    """A question, made by predict. Its methods do what its buttons do, from any thread.

    Attributes: choice, what was chosen; measured, the choice that turned out right; both "" as
    long as nobody knows. verdict, the line below the buttons. buttons, panel, the widgets.
    """

    def __init__(self, question: str, choices, unit: str = ""):
        self.question, self.choices, self.unit = question, _words(choices), unit
        self.ranges = _ranges(choices) if isinstance(choices, Mapping) else None
        self.choice = self.measured = self.verdict = ""
        self._lock = threading.Lock()  # a click may come on another thread than the answer
        self.buttons = {words: _button() for words in self.choices}
        for words, button in self.buttons.items():
            button.on_click(lambda _, words=words: self.choose(words))
        look = f"{LOOK % round(14 * classroom.zoom())}{page.STYLE}"
        self._line = widgets.HTML(layout=_layout())
        row = _layout(flex_flow="row wrap", grid_gap="8px")
        self.box = widgets.VBox(
            [
                widgets.HTML(f"{look}<b>{escape(question)}</b>", layout=_layout()),
                widgets.HBox(list(self.buttons.values()), layout=row),
                self._line,
            ],
            layout=_layout(padding="4px 12px", grid_gap="8px"),
        )
        self.box.add_class("course-question")
        self._tell()

    def choose(self, words: str) -> None:
        """Commit to a choice; it may be changed until the answer is known."""
        if words not in self.choices:
            raise ValueError(f"choose takes one of {_listed(self.choices)}, got {words!r}")
        with self._lock:
            if not (self.choice and self.measured):
                self.choice = words
                self._tell()

    def answer(self, measured, why: str) -> None:
        """Print the answer, the same whatever was guessed, and tell the guess what it is worth.

        Args:
            measured: where choices have ranges the number itself, else the right choice's words,
                found by code that compared what was measured.
            why: the explanation, a sentence or more.
        Raises: ValueError: if none of the choices is the answer.
        """
        words, numbers = self._right(measured)
        with self._lock:
            self.measured = words
            self._tell()
        stop = "" if why.endswith((".", "!", "?")) else "."
        print(f"Answer: {words}{numbers}.\n{why}{stop}")

    def close(self) -> None:
        """End this question and free its widgets, because another has come in its place."""
        with self._lock:
            self._line.value = _status(AGAIN)
            free(self.box, self._line, self.question)

    def _right(self, value) -> tuple[str, str]:
        """The choice that a measurement makes right, and the number in words, if it is one."""
        if self.ranges is None:
            if value not in self.choices:
                raise ValueError(f"answer takes one of {_listed(self.choices)}, got {value!r}")
            return value, ""
        if isinstance(value, str):
            raise ValueError(f"answer takes the measured number, not words, got {value!r}")
        value = float(value)
        rising = sorted(self.ranges.items(), key=lambda item: item[1])
        for words, (low, high) in reversed(rising):
            if low <= value <= high:
                return words, f" (measured ≈ {quantity(value, self.unit)})"
        spans = (f"{name}: {number(low)} to {number(top)}" for name, (low, top) in rising)
        raise ValueError(f"answer: {number(value, 4)} lies in no range ({'; '.join(spans)})")

    def _tell(self) -> None:
        """Show choice and answer, in words and not by colour alone."""
        if not self.choice:
            self.verdict = LATE if self.measured else FIRST
        elif not self.measured:
            self.verdict = f"You said {self.choice}. You may change your mind until it is measured."
        elif self.choice == self.measured:
            self.verdict = f"You said {self.choice}, and that is what was measured."
        else:
            self.verdict = f"You said {self.choice}. Measured: {self.measured}."
        for words, button in self.buttons.items():
            mine = words == self.choice
            button.description = f"{CHOSEN if mine else OPEN} {words}"
            button.button_style = "info" if mine else ""
            button.disabled = bool(self.choice and self.measured)
        self._line.value = _status(self.verdict)

    def _repr_mimebundle_(self, include=None, exclude=None):
        """The live question, and for a page without a kernel its words and choices."""
        view = {"model_id": self.box.model_id, "version_major": 2, "version_minor": 0}
        lines = [textwrap.fill(self.question, 88), *(f"  {OPEN} {words}" for words in self.choices)]
        return {"application/vnd.jupyter.widget-view+json": view, "text/plain": "\n".join(lines)}


def _status(text: str) -> str:
    color = "color:var(--jp-ui-font-color1, inherit)"
    return f'<div role="status" style="{color}">{escape(text)}</div>'


def _words(choices) -> list[str]:
    if isinstance(choices, str) or len(set(choices)) < 2 or len(set(choices)) < len(choices):
        raise ValueError(f"choices takes two or more different ones, got {choices!r}")
    return list(choices)


def _ranges(choices: Mapping) -> dict[str, tuple[float, float]]:
    for words, span in choices.items():
        if not (len(span) == 2 and span[0] < span[1]):
            raise ValueError(f"choices takes a range (low, high) for {words!r}, got {span!r}")
    rising = sorted(choices.items(), key=lambda item: item[1])
    for (words, (_, high)), (others, (low, _)) in pairwise(rising):
        if low < high:
            raise ValueError(f"choices takes ranges apart, {words!r} and {others!r} overlap")
    return dict(choices)


def _listed(choices: Sequence[str]) -> str:
    return ", ".join(map(repr, choices))


def _layout(**layout) -> widgets.Layout:
    look = {"width": "auto", "min_width": "0", "margin": "0", "overflow": "visible", **layout}
    return widgets.Layout(**look)


def _button() -> widgets.Button:
    return widgets.Button(layout=_layout(height="auto", max_width="100%"))
