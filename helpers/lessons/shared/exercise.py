"""Exercises: each check names the misunderstanding that gives a student's wrong answer.

A check runs the student's function beside the solution and the known wrong functions, on the
same inputs. Fixed examples tell all of these apart, so the words never change; fresh random
inputs catch an answer that was only looked up.
"""

import dis
import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real

import torch
from torch import Generator, Tensor

from helpers.engine.tensors import floats, usual_defaults
from helpers.lessons.shared.apart import NotApart, calls
from helpers.words import number

FRESH = 20  # random inputs per check
LIMIT = 3.0  # seconds that one call of a student's function may take
PRINTS = 10  # lines that are shown of what it prints


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
        """Print what the function prints for the examples, and the verdict."""
        print(*self._judge(function), sep="\n")

    def verdict(self, function: Callable) -> str:
        """The words to print: one line, and below a wrong answer's an example of it."""
        return self._judge(function)[-1]

    @usual_defaults()
    def _judge(self, function: Callable) -> list[str]:
        # The first lines that the function prints, and the verdict.
        if not callable(function):
            words = f"✗ {self.name}: give the check the function itself, not what it returns."
            return [words]
        outcomes, printed = _outcomes(function, self.examples)
        lines = printed.splitlines()
        more = [f"… and more that {self.name} prints"] if len(lines) > PRINTS else []
        return [*lines[:PRINTS], *more, self._words_for(function, outcomes)]

    def _words_for(self, function: Callable, outcomes: list[Tensor | str | None]) -> str:
        if all(outcome is None for outcome in outcomes):
            return f"not started yet: {self.name} returns nothing so far."
        for arguments, outcome in zip(self.examples, outcomes, strict=False):
            if not isinstance(outcome, Tensor):
                return self._trouble(arguments, outcome)

        draws = Generator()
        draws.seed()
        fresh = [self.sample(draws) for _ in range(FRESH)]
        answers, _ = _outcomes(function, fresh)
        outcomes += answers

        def agrees_with(other):
            others = (_outcome(other, arguments) for arguments in (*self.examples, *fresh))
            return all(map(_same, outcomes, others))

        if agrees_with(self.solution):
            return f"✓ {self.name} is right: {self.lesson}."
        for explanation, *variants in self.mistakes:
            if any(map(agrees_with, variants)):
                return f"✗ {self.name}: {explanation}.\n  {self._example(outcomes)}"
        for arguments, outcome in zip(fresh, answers, strict=False):
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


def _outcomes(function: Callable, groups: list[tuple]) -> tuple[list, str]:
    # Each call's outcome, up to one that does not come to an end; and what they printed.
    if hasattr(function, "cache_info"):  # functools.cache: what it wraps can be sent
        function = function.__wrapped__
    pairs, work = [], [(function, arguments) for arguments in groups]
    if sys.gettrace() or _is_empty(function):  # a debugger at work is left in peace
        return [_outcome(*pair) for pair in work], ""
    try:
        pairs += calls(_outcome, work, LIMIT)
    except NotApart:  # then here, without a limit
        return [_outcome(*pair) for pair in work], ""
    except TimeoutError:
        pairs.append((f"is not done after {LIMIT:g} seconds (does its loop end?)", ""))
    except ConnectionError:
        pairs.append(("ends the whole process that it runs in", ""))
    return [outcome for outcome, _ in pairs], "".join(printed for _, printed in pairs)


def _is_empty(function: Callable) -> bool:
    # A stub that nobody has touched needs no process of its own, which takes seconds to start.
    def stub():
        """Do nothing."""

    if not hasattr(function, "__code__"):
        return False
    mine, theirs = map(dis.Bytecode, (stub, function))
    return [step.opname for step in mine] == [step.opname for step in theirs]


def _outcome(function: Callable, arguments: tuple) -> Tensor | str | None:
    # A call's numbers as float64; None if there are none yet; words if something went wrong.
    copies = [value.clone() if isinstance(value, Tensor) else value for value in arguments]
    try:
        result = function(*copies)
        result = floats(float(result)) if isinstance(result, Real) else result
        numbers = _numbers(result) if isinstance(result, Tensor) else None
    except (Exception, SystemExit) as error:
        if "Boolean value of Tensor" in str(error):
            return "asks a whole tensor one yes-or-no question (if, min, max): use torch.where"
        reason = str(error).partition("\n")[0].rstrip(". ")
        return f"stops with {type(error).__name__}: {reason}".removesuffix(": ")
    if result is None or result is ...:
        return None
    if not isinstance(result, Tensor):
        return f"returns a {type(result).__name__}, expected a tensor or a number"
    return numbers


def _numbers(result: Tensor) -> Tensor:
    dense = result.detach().to_dense() if result.layout != torch.strided else result.detach()
    numbers = dense.to("cpu", torch.float64)
    return numbers.squeeze() if numbers.numel() == 1 else numbers  # 0.25 may come as [0.25]


def _same(outcome, right: Tensor) -> bool:
    fits = isinstance(outcome, Tensor) and outcome.shape == right.shape
    return fits and torch.allclose(outcome, right, rtol=1e-3, atol=1e-6)


def _show(values: Tensor) -> str:
    # Four digits: every difference that rtol 1e-3 counts can be seen.
    if values.numel() == 1:
        return number(values.item(), 4)
    return f"[{', '.join(map(_show, values))}]"
