"""Exercises: each check names the misunderstanding that gives a student's wrong answer.

A check runs the student's function beside the solution and the known wrong functions, on the
same inputs. Fixed examples tell all of these apart, so the words never change; fresh random
inputs catch an answer that was only looked up.
"""

from __future__ import annotations

import inspect
import math
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
                return f"✗ {self.name}: for {self._words(arguments)} it {came or 'gives nothing'}."

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
        return f"✗ {self.name}: not yet.\n  {self._example(given)}"

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


# Notebook 01: vanishing and exploding gradients.

check_sigmoid_slope = Exercise(
    "sigmoid_slope",
    answer="slope",
    lesson="0.25 at z = 0, where it is steepest, and close to 0 far from there",
    solution=lambda z: torch.sigmoid(z) * (1 - torch.sigmoid(z)),
    examples=((torch.tensor([0.0]),), (torch.tensor([-1.0, 2.0, 4.0]),)),
    sample=lambda draws: (4 * torch.randn(4, 3, generator=draws),),
    mistakes=(
        ("this is the sigmoid itself, not its slope", torch.sigmoid),
        ("one factor is 1 − s, not 1 + s", lambda z: torch.sigmoid(z) * (1 + torch.sigmoid(z))),
        ("the s in s·(1 − s) is the sigmoid's output, not z", lambda z: z * (1 - z)),
        ("1 − sigmoid(z) is only one of the two factors", lambda z: 1 - torch.sigmoid(z)),
        ("this is the slope of tanh, not of the sigmoid", lambda z: 1 - torch.tanh(z) ** 2),
        ("1 − output² is the rule for tanh", lambda z: 1 - torch.sigmoid(z) ** 2),
    ),
)


def _exact(factor, threshold):
    return math.log(threshold) / math.log(factor)


def _rounded(wrong):
    # A count comes as it is or rounded either way; the misunderstanding is the same.
    return wrong, lambda *a: math.floor(wrong(*a)), lambda *a: math.ceil(wrong(*a))


check_layers_until = Exercise(
    "layers_until",
    answer="number of layers",
    lesson="factors below 1 multiply, so few layers are enough",
    solution=lambda factor, threshold: math.ceil(_exact(factor, threshold)),
    examples=((0.5, 0.1), (0.5, 0.125), (0.25, 0.9)),
    sample=lambda draws: tuple((0.1 + 0.8 * torch.rand(2, generator=draws)).tolist()),
    mistakes=(
        ("round up, fewer layers are not enough", _exact, lambda f, t: math.floor(_exact(f, t))),
        ("the two logarithms have changed places", *_rounded(lambda f, t: 1 / _exact(f, t))),
        ("the product is factor ** layers, not factor · layers", *_rounded(lambda f, t: t / f)),
        ("one layer too many: start to count at 0", lambda f, t: math.ceil(_exact(f, t)) + 1),
        ("a product equal to the threshold is enough", lambda f, t: math.floor(_exact(f, t)) + 1),
    ),
)

check_clip_by_norm = Exercise(
    "clip_by_norm",
    answer="clipped gradient",
    lesson="a long gradient keeps its direction, a short one stays as it is",
    solution=lambda gradient, bound: gradient * min(1, bound / gradient.norm().item()),
    examples=((torch.tensor([0.3, -0.4]), 0.35), (torch.tensor([3.0, -4.0]), 10.0)),
    sample=lambda draws: (torch.randn(3, generator=draws), torch.rand((), generator=draws).item()),
    mistakes=(
        ("this clips each component, which turns the gradient", lambda g, b: g.clamp(-b, b)),
        ("a gradient shorter than the bound must stay as it is", lambda g, b: g * b / g.norm()),
        ("this divides by norm squared", lambda g, b: g * b / g.norm() ** 2 if g.norm() > b else g),
        ("take the root of the sum of squares", lambda g, b: g * min(1, b / g.norm().item() ** 2)),
        ("the norm adds squares, not sizes", lambda g, b: g * min(1, b / g.abs().sum().item())),
        ("the norm is now 1: multiply by bound", lambda g, b: g / g.norm() if g.norm() > b else g),
        ("every gradient gets norm 1, whatever the bound", lambda g, b: g / g.norm()),
    ),
)

check_leaky_relu = Exercise(
    "leaky_relu",
    answer="output",
    lesson="negative values keep a slope, so no unit is dead for good",
    solution=lambda z, slope: torch.where(z > 0, z, slope * z),
    examples=((torch.tensor([-2.0, 3.0]), 0.1), (torch.tensor([-1.0, 0.1, 1.0]), 0.25)),
    sample=lambda draws: (torch.randn(6, generator=draws), torch.rand((), generator=draws).item()),
    mistakes=(
        ("this is the notes' max(slope, z); slope multiplies z", lambda z, slope: z.clamp(slope)),
        ("slope multiplies z, it is not the output", lambda z, slope: torch.where(z > 0, z, slope)),
        ("this is ReLU, without a leak", lambda z, slope: z.relu()),
        ("the slope belongs to negative z, not to positive", lambda z, slope: z.minimum(slope * z)),
        ("positive z pass unchanged, negative z get the slope", lambda z, slope: slope * z.relu()),
        ("this is |z|: a leak keeps negative z negative", lambda z, slope: z.abs()),
        ("the leak has the wrong sign", lambda z, slope: z.maximum(-slope * z)),
    ),
)


def _off(share):
    # Whether 0 itself counts as off is a question of its own.
    return lambda pre: share((pre <= 0).double()), lambda pre: share((pre < 0).double())


check_dead_share = Exercise(
    "dead_share",
    answer="share",
    lesson="a unit that no example makes positive gets no gradient",
    solution=lambda pre: (pre <= 0).all(0).double().mean(),
    examples=(
        (torch.tensor([[-1.0, 2.0, 3.0, -4.0, 1.0], [-2.0, -1.0, 5.0, 2.0, 6.0]]),),
        (torch.tensor([[0.0, -1.0, 2.0, 1.0], [-3.0, -2.0, 4.0, 3.0]]),),
    ),
    sample=lambda draws: (torch.randint(-2, 3, (2, 9), generator=draws).float(),),
    mistakes=(
        ("this is the share of entries, not of units", *_off(lambda off: off.mean())),
        ("off for one example is not dead", *_off(lambda off: off.amax(0).mean())),
        ("units are the columns, not the rows", *_off(lambda off: off.amin(1).mean())),
        ("this is the share of living units", *_off(lambda off: 1 - off.amin(0).mean())),
        ("this is a count: divide by the units", *_off(lambda off: off.amin(0).sum())),
        ("at exactly 0 a unit has no gradient either", lambda p: (p < 0).all(0).double().mean()),
    ),
)
