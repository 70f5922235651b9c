"""Exercises: each check names the misunderstanding that gives a student's wrong answer.

A check runs the student's function beside the solution and the known wrong functions, on the
same inputs. Fixed examples tell all of these apart, so the words never change; fresh random
inputs catch an answer that was only looked up.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real

import torch
from torch import Generator, Tensor

from helpers.words import number

FRESH = 20  # random inputs per check
STEPS = 500_000  # of Python that one call may take before its loop counts as endless


@dataclass(frozen=True)
class Exercise:
    """A function that students write; call it with theirs and it prints the verdict.

    Args:
        name, answer: "sigmoid_slope", and what it returns, as in "the slope is 0.25".
        lesson: what a student has shown who got it right.
        solution: the right function; the verdict shows its parameters' names.
        examples: arguments of some calls, small and exact; sample: draws those of one more.
        mistakes: (explanation, a function that has it wrong, other ways to write that, ...);
            on the examples each differs from the solution and from other explanations'.
    """

    name: str
    answer: str
    lesson: str
    solution: Callable
    examples: tuple[tuple, ...]
    sample: Callable[[Generator], tuple]
    mistakes: tuple[tuple, ...]

    def __call__(self, function: Callable) -> None:
        print(self.verdict(function))

    def verdict(self, function: Callable) -> str:
        """The words to print: one line, and below a wrong answer's an example of it."""
        if not callable(function):
            return f"✗ {self.name}: give the check the function itself, not what it returns."
        given = [_outcome(function, arguments) for arguments in self.examples]
        if all(came is None for came in given):
            return f"not started yet: {self.name} returns nothing so far."
        for arguments, came in zip(self.examples, given, strict=True):
            if not isinstance(came, Tensor):
                return self._stopped(arguments, came)

        draws = Generator()
        draws.seed()
        fresh = [self.sample(draws) for _ in range(FRESH)]
        given += [_outcome(function, arguments) for arguments in fresh]

        def is_given_by(other):
            expected = (_outcome(other, arguments) for arguments in (*self.examples, *fresh))
            return all(map(_same, given, expected))

        if is_given_by(self.solution):
            return f"✓ {self.name} is right: {self.lesson}."
        for explanation, *variants in self.mistakes:
            if any(map(is_given_by, variants)):
                return f"✗ {self.name}: {explanation}.\n  {self._example(given)}"
        for arguments, came in zip(fresh, given[-FRESH:], strict=True):
            if not isinstance(came, Tensor):
                return self._stopped(arguments, came)
        return f"✗ {self.name}: not yet.\n  {self._example(given)}"

    def _stopped(self, arguments: tuple, came: str | None) -> str:
        return f"✗ {self.name}: for {self._words(arguments)} it {came or 'gives nothing'}."

    def _example(self, given: list[Tensor]) -> str:
        # The first fixed example that comes out wrong, and the one before it, which is right.
        start = "For"
        for arguments, came in zip(self.examples, given, strict=False):
            expected, words = _outcome(self.solution, arguments), self._words(arguments)
            if not _same(came, expected):
                shape = "" if came.shape == expected.shape else ", in another shape"
                compared = f"is {_show(expected)}, yours gives {_show(came)}{shape}"
                return f"{start} {words} the {self.answer} {compared}."
            start = f"Right for {words}; for"
        return f"{start} fresh random inputs it is wrong: compute the answer from the arguments."

    def _words(self, arguments: tuple) -> str:
        named = zip(inspect.signature(self.solution).parameters, arguments, strict=True)
        return ", ".join(f"{name} = {_show(torch.as_tensor(value))}" for name, value in named)


def _outcome(function: Callable, arguments: tuple) -> Tensor | str | None:
    # A call's numbers as float64; None if there are none yet; words if something went wrong.
    copies = [value.clone() if isinstance(value, Tensor) else value for value in arguments]
    try:
        result = _call(function, copies)
        result = torch.tensor(float(result)) if isinstance(result, Real) else result
    except Exception as error:
        if "Boolean value of Tensor" in str(error):
            return "asks a whole tensor one yes-or-no question (if, min, max): use torch.where"
        reason = str(error).partition("\n")[0].rstrip(". ")
        return f"stops with {type(error).__name__}: {reason}".removesuffix(": ")
    if result is None or result is ...:
        return None
    if not isinstance(result, Tensor):
        return f"returns a {type(result).__name__}, expected a tensor or a number"
    numbers = result.detach().to("cpu", torch.float64)
    return numbers.squeeze() if numbers.numel() == 1 else numbers  # 0.25 may come as [0.25]


def _call(function: Callable, arguments: list):
    # A while loop that forgets to count would hang the notebook, so steps are counted here.
    left = STEPS

    def count(frame, *_):
        nonlocal left
        frame.f_trace_opcodes = True  # `while True: pass` comes to no new line
        left -= 1
        if left < 0:
            raise TimeoutError("its loop never comes to an end")
        return count

    before = sys.gettrace()
    sys.settrace(before or count)  # a debugger at work is left in peace
    try:
        return function(*arguments)
    finally:
        sys.settrace(before)


def _same(came, expected: Tensor) -> bool:
    fits = isinstance(came, Tensor) and came.shape == expected.shape
    return fits and torch.allclose(came, expected, rtol=1e-3, atol=1e-6)


def _show(values: Tensor) -> str:
    # Four digits: every difference that rtol 1e-3 counts can be seen.
    if values.numel() == 1:
        return number(values.item(), 4)
    return f"[{', '.join(map(_show, values))}]"
