"""Exercises: each check names the misunderstanding that gives a student's wrong answer.

A check runs the student's function beside the solution and the known wrong functions, on the
same inputs. Fixed examples tell all of these apart, so the words never change; fresh random
inputs catch an answer that was only looked up.
"""

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
        outcomes = [_outcome(function, arguments) for arguments in self.examples]
        if all(outcome is None for outcome in outcomes):
            return f"not started yet: {self.name} returns nothing so far."
        for arguments, outcome in zip(self.examples, outcomes, strict=True):
            if not isinstance(outcome, Tensor):
                return self._trouble(arguments, outcome)

        draws = Generator()
        draws.seed()
        fresh = [self.sample(draws) for _ in range(FRESH)]
        outcomes += [_outcome(function, arguments) for arguments in fresh]

        def agrees_with(other):
            others = (_outcome(other, arguments) for arguments in (*self.examples, *fresh))
            return all(map(_same, outcomes, others))

        if agrees_with(self.solution):
            return f"✓ {self.name} is right: {self.lesson}."
        for explanation, *variants in self.mistakes:
            if any(map(agrees_with, variants)):
                return f"✗ {self.name}: {explanation}.\n  {self._example(outcomes)}"
        for arguments, outcome in zip(fresh, outcomes[-FRESH:], strict=True):
            if not isinstance(outcome, Tensor):
                return self._trouble(arguments, outcome)
        return f"✗ {self.name}: not yet.\n  {self._example(outcomes)}"

    def _trouble(self, arguments: tuple, words: str | None) -> str:
        return f"✗ {self.name}: for {self._words(arguments)} it {words or 'gives nothing'}."

    def _example(self, outcomes: list[Tensor]) -> str:
        # The first fixed example that comes out wrong, and the one before it, which is right.
        start = "For"
        for arguments, outcome in zip(self.examples, outcomes, strict=False):
            right, words = _outcome(self.solution, arguments), self._words(arguments)
            if not _same(outcome, right):
                shape = "" if outcome.shape == right.shape else ", in another shape"
                comparison = f"is {_show(right)}, yours gives {_show(outcome)}{shape}"
                return f"{start} {words} the {self.answer} {comparison}."
            start = f"Right for {words}; for"
        return f"{start} fresh random inputs it is wrong: compute the answer from the arguments."

    def _words(self, arguments: tuple) -> str:
        names = inspect.signature(self.solution).parameters
        pairs = zip(names, map(torch.as_tensor, arguments), strict=True)
        return ", ".join(f"{name} = {_show(value)}" for name, value in pairs)


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
    steps = 0

    def count(frame, *_):
        nonlocal steps
        frame.f_trace_opcodes = True  # `while True: pass` comes to no new line
        steps += 1
        if steps > STEPS:
            raise TimeoutError("its loop never comes to an end")
        return count

    before = sys.gettrace()
    sys.settrace(before or count)  # a debugger at work is left in peace
    try:
        return function(*arguments)
    finally:
        sys.settrace(before)


def _same(outcome, right: Tensor) -> bool:
    fits = isinstance(outcome, Tensor) and outcome.shape == right.shape
    return fits and torch.allclose(outcome, right, rtol=1e-3, atol=1e-6)


def _show(values: Tensor) -> str:
    # Four digits: every difference that rtol 1e-3 counts can be seen.
    if values.numel() == 1:
        return number(values.item(), 4)
    return f"[{', '.join(map(_show, values))}]"
