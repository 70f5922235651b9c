"""Exercise checks: right answers pass, wrong ones hear which misunderstanding they show."""

import ctypes
import functools
import itertools
import math
import os
import sys
import threading
import time
from contextlib import suppress
from importlib import import_module
from itertools import combinations

import pytest
import torch

from helpers.lessons.data_scaling import exercises as data_scaling_exercises
from helpers.lessons.shared import exercise
from helpers.lessons.shared.exercise import FRESH, Exercise, _outcome, _same
from helpers.lessons.vanishing_and_exploding_gradients import exercises
from tests import ROOT

FILES = sorted((ROOT / "helpers/lessons").glob("*/exercises.py"))
NAMED = [
    pair
    for file in FILES
    for pair in vars(import_module(f"helpers.lessons.{file.parent.name}.exercises")).items()
]
CHECKS = [value for _, value in NAMED if isinstance(value, Exercise)]
each_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
each_mistake = pytest.mark.parametrize(
    ("check", "explanation", "wrong"),
    [
        pytest.param(check, explanation, wrong, id=f"{check.name}: {explanation}")
        for check in CHECKS
        for explanation, *variants in check.mistakes
        for wrong in variants
    ],
)


def test_a_check_is_called_by_its_exercise():
    for name, value in NAMED:
        assert not isinstance(value, Exercise) or name == f"check_{value.name}"


@each_check
def test_every_exercise_knows_three_misunderstandings_each_in_its_own_words(check):
    explanations = [explanation for explanation, *_ in check.mistakes]
    assert len(set(explanations)) == len(explanations) >= 3


@each_mistake
def test_a_known_mistake_is_named_in_the_same_words_each_time(check, explanation, wrong):
    verdicts = {check.verdict(wrong) for _ in range(5)}
    assert len(verdicts) == 1
    assert verdicts.pop().startswith(f"✗ {check.name}: {explanation}.\n")


@pytest.mark.parametrize("lesson", [file.parent.name for file in FILES])
def test_each_explanation_has_an_answer_of_a_student_in_its_lessons_table(lesson):
    checks = vars(import_module(f"helpers.lessons.{lesson}.exercises")).values()
    table = import_module(f"tests.lessons.{lesson}.test_exercises").WRONG
    explanations = {
        check.name: [explanation for explanation, *_ in check.mistakes]
        for check in checks
        if isinstance(check, Exercise)
    }
    meant = [(name, one) for name, _, words in table for one in explanations[name] if words in one]
    assert len(meant) == len(table), "words of the table stand in two explanations of a check"
    assert set(meant) == {(name, one) for name, all_ in explanations.items() for one in all_}


@each_check
def test_the_examples_alone_tell_all_mistakes_apart(check):
    functions = [("", check.solution)]
    functions += [(words, wrong) for words, *variants in check.mistakes for wrong in variants]
    for (words, one), (others_words, other) in combinations(functions, 2):
        pairs = [(_outcome(one, example), _outcome(other, example)) for example in check.examples]
        assert words == others_words or not all(_same(*pair) for pair in pairs), others_words


@each_check
@pytest.mark.usefixtures("foreign_defaults")
def test_the_solution_is_right_whatever_a_reader_has_set_in_torch(check):
    assert check.verdict(check.solution).startswith("✓")


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
def test_no_constant_is_right_for_fresh_inputs_by_luck(check):
    draws = torch.Generator().manual_seed(0)
    outcomes = [_outcome(check.solution, check.sample(draws)) for _ in range(100)]
    commonest = max(sum(_same(one, other) for other in outcomes) for one in outcomes)
    assert (commonest / 100) ** FRESH < 1e-4


@each_check
def test_looking_up_the_examples_is_not_enough(check):
    answers = {str(example): check.solution(*example) for example in check.examples}
    verdicts = {
        check.verdict(lambda *arguments: answers.get(str(arguments), 0.0)) for _ in range(5)
    }
    assert len(verdicts) == 1
    assert "for fresh random inputs it is wrong" in verdicts.pop()
    constant = check.solution(*check.examples[0])
    headline, example = check.verdict(lambda *_: constant).split("\n")
    assert headline.startswith("✗") and example.startswith("  Right for")


def no_return_for_small(gradient, bound):
    if gradient.norm() > bound:
        return gradient * bound / gradient.norm()


def test_what_stops_on_fresh_inputs_only_is_told_with_its_error():
    check = exercises.check_clip_by_norm
    answers = {str(example): check.solution(*example) for example in check.examples}
    verdict = check.verdict(lambda *arguments: answers[str(arguments)])
    assert verdict.startswith("✗ clip_by_norm: for gradient = ") and "KeyError" in verdict


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
    ("wrong", "words"),
    [
        (lambda z, slope: -z, "[2, −3]"),
        (lambda z, slope: z * math.nan, "[no number, no number]"),
        (lambda z, slope: torch.where(z > 0, z, slope * z)[None], "[[−0.2, 3]], in another shape"),
        (lambda z, slope: 1, "1, in another shape"),
    ],
)
def test_an_unknown_mistake_gets_an_exact_example(wrong, words):
    assert exercises.check_leaky_relu.verdict(wrong) == (
        "✗ leaky_relu: not yet.\n"
        f"  For z = [−2, 3], slope = 0.1 the output is [−0.2, 3], yours gives {words}."
    )


SLOW = "is not done after 0.5 seconds (does its loop end?)."


def swallows(factor, threshold):
    while True:
        with suppress(Exception):
            factor += 1


def floods(factor, threshold):
    while True:
        print("another line")


def prints(factor, threshold):
    layers = 0
    while factor**layers > threshold:
        layers += 1
        print("layers", layers)
    return layers


def waits_but_is_right(factor, threshold):
    for _ in range(300_000):
        pass
    return exercises.check_layers_until.solution(factor, threshold)


@pytest.mark.apart
@pytest.mark.parametrize(
    ("wrong", "limit", "words"),
    [
        (swallows, 0.5, SLOW),
        (floods, 0.5, SLOW),
        (lambda *_: sum(itertools.count()), 0.5, SLOW),
        (lambda *_: time.sleep(60), 0.5, SLOW),
        (functools.cache(lambda *_: time.sleep(60)), 0.5, SLOW),  # it has no code of its own
        (lambda *_: os._exit(1), 30, "ends the whole process that it runs in."),
        (lambda *_: sys.exit(1), 30, "stops with SystemExit: 1."),
    ],
)
def test_what_would_hang_or_end_the_notebook_gets_one_plain_sentence(
    wrong, limit, words, monkeypatch
):
    monkeypatch.setattr(exercise, "LIMIT", limit)
    check = exercises.check_layers_until
    assert check.verdict(wrong) == (f"✗ layers_until: for factor = 0.5, threshold = 0.1 it {words}")
    monkeypatch.setattr(exercise, "LIMIT", 30)
    assert check.verdict(check.solution).startswith("✓")  # the next call finds a fresh process


@pytest.mark.apart
def test_what_no_other_process_can_read_is_judged_here():
    pointer = ctypes.pointer(ctypes.c_int(1))  # pickle raises ValueError for it

    def with_a_pointer(factor, threshold):
        assert pointer.contents.value == 1
        return exercises.check_layers_until.solution(factor, threshold)

    assert exercises.check_layers_until.verdict(with_a_pointer).startswith("✓")


@pytest.mark.apart
def test_one_functions_settings_do_not_meet_the_next():
    def sets_double(factor, threshold):
        torch.set_default_dtype(torch.float64)
        return exercises.check_layers_until.solution(factor, threshold)

    def wants_single(factor, threshold):
        assert torch.get_default_dtype() == torch.float32
        return exercises.check_layers_until.solution(factor, threshold)

    for function in (sets_double, wants_single):
        assert exercises.check_layers_until.verdict(function).startswith("✓")


def test_a_tensor_without_numbers_is_told():
    words = exercises.check_layers_until.verdict(lambda *_: torch.zeros(1, device="meta"))
    assert "stops with NotImplementedError" in words


@pytest.mark.apart
def test_a_slow_answer_that_is_right_is_right():
    assert exercises.check_layers_until.verdict(waits_but_is_right).startswith("✓ layers_until")


@pytest.mark.apart
def test_the_first_lines_that_a_function_prints_are_shown(capsys, monkeypatch):
    monkeypatch.setattr(exercise, "PRINTS", 3)
    exercises.check_layers_until(prints)
    *lines, verdict = capsys.readouterr().out.splitlines()
    assert lines == ["layers 1", "layers 2", "layers 3", "… and more that layers_until prints"]
    assert verdict.startswith("✓")


@pytest.mark.apart
def test_a_function_that_no_other_process_can_read_is_checked_here():
    lock = threading.Lock()

    def locked(factor, threshold):
        with lock:
            return exercises.check_layers_until.solution(factor, threshold)

    assert exercises.check_layers_until.verdict(locked).startswith("✓")


@pytest.mark.apart
def test_a_sparse_tensor_is_compared_by_its_numbers():
    check = data_scaling_exercises.check_min_max
    assert check.verdict(lambda x: check.solution(x).to_sparse()).startswith("✓")


def test_an_untouched_stub_starts_no_process(monkeypatch):
    def stub(factor, threshold):
        """The fewest layers for which factor**layers is at most threshold."""
        # your code

    monkeypatch.setattr(exercise, "calls", None)
    assert exercises.check_layers_until.verdict(stub).startswith("not started yet")
