"""Exercise checks: right answers pass, wrong ones hear which misunderstanding they show."""

import math
import sys
from itertools import combinations

import pytest
import torch

from helpers import exercises
from helpers.exercises import Exercise, _outcome, _same

CHECKS = {name: value for name, value in vars(exercises).items() if isinstance(value, Exercise)}
each_check = pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
each_mistake = pytest.mark.parametrize(
    ("check", "explanation", "wrong"),
    [
        pytest.param(check, explanation, wrong, id=f"{check.name}: {explanation}")
        for check in CHECKS.values()
        for explanation, *variants in check.mistakes
        for wrong in variants
    ],
)


def sigmoid(z):
    return 1 / (1 + torch.exp(-z))


def slope_by_autograd(z):
    z.requires_grad_()
    return torch.autograd.grad(sigmoid(z).sum(), z)[0]


def layers_by_loop(factor, threshold, start=0):
    layers, product = start, 1.0
    while product > threshold:
        layers, product = layers + 1, product * factor
    return layers


def clip_by_torch(gradient, bound):
    weight = torch.zeros_like(gradient, requires_grad=True)
    weight.grad = gradient
    torch.nn.utils.clip_grad_norm_(weight, bound)
    return weight.grad


def leak_in_place(z, slope):
    z[z < 0] *= slope
    return z


def dead_by_counting(pre):
    return sum(1 for unit in pre.T if max(unit) <= 0) / pre.shape[1]


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("sigmoid_slope", slope_by_autograd),
        ("sigmoid_slope", lambda z: torch.exp(-z) / (1 + torch.exp(-z)) ** 2),
        ("layers_until", layers_by_loop),
        ("layers_until", lambda f, t: (torch.tensor([t]).log() / torch.tensor(f).log()).ceil()),
        ("clip_by_norm", clip_by_torch),
        ("clip_by_norm", lambda g, b: g * b / g.norm() if g.norm() > b else g),
        ("leaky_relu", torch.nn.functional.leaky_relu),
        ("leaky_relu", lambda z, slope: torch.maximum(slope * z, z)),
        ("leaky_relu", leak_in_place),
        ("dead_share", dead_by_counting),
        ("dead_share", lambda pre: (pre.relu().sum(0) == 0).float().mean()),
    ],
)
def test_every_way_to_be_right_passes(name, right):
    assert CHECKS[f"check_{name}"].verdict(right).startswith(f"✓ {name} is right")


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        ("sigmoid_slope", sigmoid, "the sigmoid itself"),
        ("sigmoid_slope", lambda z: sigmoid(z) + sigmoid(z) ** 2, "not 1 + s"),
        ("sigmoid_slope", lambda z: z - z**2, "sigmoid's output, not z"),
        ("sigmoid_slope", lambda z: 1 - sigmoid(z), "only one of the two factors"),
        ("sigmoid_slope", lambda z: torch.cosh(z) ** -2, "slope of tanh"),
        ("layers_until", lambda f, t: int(math.log(t, f)), "round up"),
        ("layers_until", lambda f, t: math.ceil(math.log(f, t)), "changed places"),
        ("layers_until", lambda f, t: math.ceil(t / f), "factor ** layers"),
        ("layers_until", lambda f, t: layers_by_loop(f, t, start=1), "one layer too many"),
        ("clip_by_norm", lambda g, b: g.clip(-b, b), "clips each component"),
        ("clip_by_norm", lambda g, b: b * g / g.square().sum().sqrt(), "must stay as it is"),
        ("clip_by_norm", lambda g, b: g * min(1, b / (g @ g).item()), "root of the sum"),
        ("clip_by_norm", lambda g, b: g if g.norm() < b else g * b / (g @ g), "norm squared"),
        ("clip_by_norm", lambda g, b: g if g.norm() < b else g / g.norm(), "multiply by bound"),
        ("leaky_relu", lambda z, a: torch.maximum(torch.tensor(a), z), "max(slope, z)"),
        ("leaky_relu", lambda z, a: torch.relu(z), "this is ReLU"),
        ("leaky_relu", lambda z, a: torch.where(z > 0, a * z, z), "belongs to negative z"),
        ("leaky_relu", lambda z, a: torch.where(z > 0, a * z, 0 * z), "positive z pass"),
        ("leaky_relu", lambda z, a: torch.abs(z), "|z|"),
        ("dead_share", lambda pre: (pre < 0).sum() / pre.numel(), "entries"),
        ("dead_share", lambda pre: 1 - (pre > 0).all(0).float().mean(), "one example"),
        ("dead_share", lambda pre: (pre.max(1).values <= 0).float().mean(), "not the rows"),
        ("dead_share", lambda pre: (pre.max(0).values > 0).float().mean(), "living"),
        ("dead_share", lambda pre: (pre.max(0).values < 0).float().mean(), "exactly 0"),
    ],
)
def test_a_wrong_answer_hears_its_misunderstanding(name, wrong, words):
    headline, example = CHECKS[f"check_{name}"].verdict(wrong).split("\n")
    assert headline.startswith(f"✗ {name}: ") and words in headline
    assert "yours gives" in example


@each_mistake
def test_a_known_mistake_is_named_in_the_same_words_each_time(check, explanation, wrong):
    verdicts = {check.verdict(wrong) for _ in range(5)}
    assert len(verdicts) == 1
    assert verdicts.pop().startswith(f"✗ {check.name}: {explanation}.\n")


@each_check
def test_the_examples_alone_tell_all_mistakes_apart(check):
    functions = [("", check.solution)]
    functions += [(words, wrong) for words, *variants in check.mistakes for wrong in variants]
    for (words, one), (others_words, other) in combinations(functions, 2):
        pairs = [(_outcome(one, given), _outcome(other, given)) for given in check.examples]
        assert words == others_words or not all(_same(*pair) for pair in pairs), others_words


@each_check
def test_the_solution_prints_one_line_and_leaves_torchs_seed_alone(check, capsys):
    torch.manual_seed(0)
    before = torch.get_rng_state()
    assert check(check.solution) is None
    assert capsys.readouterr().out == f"✓ {check.name} is right: {check.lesson}.\n"
    assert torch.equal(torch.get_rng_state(), before)


@each_check
@pytest.mark.parametrize("nothing", [None, ...])
def test_an_untouched_stub_is_no_mistake(check, nothing):
    verdict = check.verdict(lambda *arguments: nothing)
    assert verdict == f"not started yet: {check.name} returns nothing so far."


@each_check
def test_looking_up_the_examples_is_not_enough(check):
    answers = {str(example): check.solution(*example) for example in check.examples}
    verdicts = {check.verdict(lambda *given: answers.get(str(given), 0.0)) for _ in range(5)}
    assert len(verdicts) == 1
    assert "for fresh random inputs it is wrong" in verdicts.pop()
    constant = check.solution(*check.examples[0])
    headline, example = check.verdict(lambda *given: constant).split("\n")
    assert headline.startswith("✗") and example.startswith("  Right for")


def no_return_for_small(gradient, bound):
    if gradient.norm() > bound:
        return gradient * bound / gradient.norm()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda g: g, "it stops with TypeError: "),
        (lambda g, b: g[7], "it stops with IndexError: index 7 is out of bounds"),
        (lambda g, b: max(g, b * g), "a whole tensor one yes-or-no question"),
        (lambda g, b: g.tolist(), "it returns a list, expected a tensor or a number."),
        (lambda g, b: 10**400, "it stops with OverflowError: "),
        (no_return_for_small, "for gradient = [3, −4], bound = 10 it gives nothing."),
        (torch.ones(2), "give the check the function itself"),
    ],
)
def test_an_answer_without_numbers_gets_one_plain_sentence(wrong, words):
    verdict = exercises.check_clip_by_norm.verdict(wrong)
    assert verdict.startswith("✗ clip_by_norm: ") and words in verdict
    assert "\n" not in verdict and verdict.endswith(".")


@pytest.mark.parametrize(
    ("wrong", "came"),
    [
        (lambda z, slope: -z, "[2, −3]"),
        (lambda z, slope: z * math.nan, "[no number, no number]"),
        (lambda z, slope: torch.where(z > 0, z, slope * z)[None], "[[−0.2, 3]], in another shape"),
        (lambda z, slope: 1, "1, in another shape"),
    ],
)
def test_an_unknown_mistake_gets_an_exact_example(wrong, came):
    assert exercises.check_leaky_relu.verdict(wrong) == (
        "✗ leaky_relu: not yet.\n"
        f"  For z = [−2, 3], slope = 0.1 the output is [−0.2, 3], yours gives {came}."
    )


@pytest.mark.skipif(sys.gettrace() is not None, reason="a debugger counts no steps")
def test_a_loop_without_end_ends():
    def stuck(factor, threshold):
        layers = 1
        while factor * layers > threshold:
            layers += 1
        return layers

    assert "never comes to an end" in exercises.check_layers_until.verdict(stuck)
    assert sys.gettrace() is None
