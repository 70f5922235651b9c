"""Questions: one answer for everybody, a verdict for whoever guessed, plain words for bad input."""

import math
import threading

import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell

from helpers import classroom
from helpers.questions import FIRST, LATE, Question, predict
from tests.kernel import Kernel

LEFT = {"a tenth": (0.01, 1), "a thousandth": (1e-4, 0.01), "a millionth": (1e-7, 1e-4)}
WORDS = ["slowly", "only if lr is large", "never"]


def buttons(question):
    """What a page shows of the buttons: text, colour, whether they can be pressed."""
    return [(b.description, b.button_style, not b.disabled) for b in question.buttons.values()]


def test_at_first_all_is_open():
    question = Question("What is left?", LEFT)
    assert buttons(question) == [(f"○ {words}", "", True) for words in LEFT]
    assert question.verdict == FIRST and FIRST in question._line.value
    assert (question.choice, question.measured) == ("", "")


def test_a_choice_is_marked_in_words_and_may_change_until_the_answer(capsys):
    question = Question("What is left?", LEFT)
    question.buttons["a tenth"].click()
    question.buttons["a thousandth"].click()
    assert question.choice == "a thousandth"
    assert buttons(question)[:2] == [("○ a tenth", "", True), ("● a thousandth", "info", True)]
    assert question.verdict.startswith("You said a thousandth. You may change your mind")
    assert capsys.readouterr().out == ""
    question.answer(0.25**10, "Products are like that")
    question.buttons["a millionth"].click()  # too late
    assert question.verdict == "You said a thousandth. Measured: a millionth."
    assert not any(enabled for *_, enabled in buttons(question))


def test_a_right_choice_is_told():
    question = Question("What is left?", LEFT)
    question.choose("a millionth")
    question.answer(0.25**10, "Products are like that")
    assert question.verdict == "You said a millionth, and that is what was measured."


def test_a_choice_after_the_answer_is_told_at_once():
    question = Question("How fast?", WORDS)
    question.answer("never", "Its gradient is 0")
    assert question.verdict == LATE and "never" not in LATE
    assert buttons(question) == [(f"○ {words}", "", True) for words in WORDS]
    question.buttons["slowly"].click()
    assert question.verdict == "You said slowly. Measured: never."


@pytest.mark.parametrize("guess", [None, "a tenth", "a millionth"])
def test_the_answer_is_the_same_whatever_was_guessed_and_however_often(guess, capsys):
    question = Question("What is left?", LEFT)
    if guess:
        question.choose(guess)
    for _ in range(2):
        question.answer(torch.tensor(0.25**10, dtype=torch.float64), "Products are like that.")
        told = "Answer: a millionth (measured ≈ 9.5·10⁻⁷).\nProducts are like that.\n"
        assert capsys.readouterr().out == told


@pytest.mark.parametrize(
    ("choices", "unit", "measured", "line"),
    [
        (WORDS, "", "never", "Answer: never."),
        (LEFT, "", 0.01, "Answer: a tenth (measured ≈ 0.01)."),  # a border: the higher range
        (LEFT, "", 1e-7, "Answer: a millionth (measured ≈ 10⁻⁷)."),
        ({"few": (0, 0.5), "most": (0.5, 1)}, "%", 0.934, "Answer: most (measured ≈ 93 %)."),
        ({"few": (1, 9), "many": (9, math.inf)}, "steps", 40, "Answer: many (measured ≈ 40 steps)"),
        ({"finite": (0, 1e9), "not": (1e9, math.inf)}, "", math.inf, "Answer: not (measured ≈ ∞)."),
    ],
)
def test_the_answer_names_the_choice_and_the_number(choices, unit, measured, line, capsys):
    Question("What?", choices, unit).answer(measured, "So!")
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(line) and second == "So!"


@pytest.mark.parametrize(
    ("choices", "measured", "words"),
    [
        (LEFT, 2.5, r"answer: 2.5 lies in no range \(a millionth: 10⁻⁷ to 10⁻⁴; a thousandth: "),
        (LEFT, math.nan, "answer: no number lies in no range"),
        (LEFT, "a tenth", "answer takes the measured number, not words, got 'a tenth'"),
        (WORDS, "maybe", "answer takes one of 'slowly', 'only if lr is large', 'never', got 'may"),
        (WORDS, 0.3, "answer takes one of .*, got 0.3"),
    ],
)
def test_a_question_whose_answer_cannot_be_given_fails(choices, measured, words, capsys):
    question = Question("What?", choices)
    with pytest.raises(ValueError, match=words):
        question.answer(measured, "So")
    assert question.measured == "" and capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ([], "choices takes two or more different ones, got"),
        (["one"], "choices takes two or more"),
        (["one", "one"], "choices takes two or more different"),
        ("yes or no", "choices takes two or more different ones, got 'yes or no'"),
        ({"a": (0, 1), "b": (0.5, 2)}, "choices takes ranges apart, 'a' and 'b' overlap"),
        ({"a": (0, 9), "b": (1, 2)}, "'a' and 'b' overlap"),
        ({"a": (0, 1), "b": (2, 2)}, r"a range \(low, high\) for 'b', got \(2, 2\)"),
        ({"a": (0, 1), "b": (3, 2)}, "for 'b'"),
        ({"a": (0, 1), "b": (2, math.nan)}, "for 'b'"),
    ],
)
def test_choices_that_are_none_are_named(choices, words):
    with pytest.raises(ValueError, match=words):
        Question("What?", choices)


def test_choose_takes_only_what_there_is():
    with pytest.raises(ValueError, match=r"choose takes one of 'slowly', .*, got 'fast'"):
        Question("How fast?", WORDS).choose("fast")


def test_a_page_without_a_kernel_shows_the_question_and_its_choices():
    question = Question("What is left? " * 10, LEFT)
    text = question._repr_mimebundle_()["text/plain"].splitlines()
    assert text[-3:] == ["  ○ a tenth", "  ○ a thousandth", "  ○ a millionth"]
    assert max(map(len, text)) <= 88
    question.choose("a tenth")
    question.answer(0.5, "So")
    assert question._repr_mimebundle_()["text/plain"].splitlines() == text


def test_html_in_a_question_is_text():
    question = Question("Is a < b?", ["a < b", "a > b"])
    question.choose("a < b")
    assert "Is a &lt; b?" in question.box.children[0].value
    assert "You said a &lt; b." in question._line.value


def test_outside_ipython_nothing_is_displayed(capsys):
    assert not InteractiveShell.initialized()
    assert isinstance(predict("How fast?", WORDS), Question) and capsys.readouterr().out == ""


def test_choices_and_answers_on_many_threads_end_in_one_verdict(capsys):
    for _ in range(50):
        question = Question("How fast?", WORDS)
        click = threading.Thread(target=question.buttons["slowly"].click)
        click.start()
        question.answer("never", "So")
        click.join()
        assert question.verdict == "You said slowly. Measured: never."
        assert question.verdict in question._line.value


CELL = """
from helpers.questions import predict
guess = predict("How fast?", {"slowly": (0, 1), "at once": (1, 9)})
"""
MODELS = "[guess._line.model_id] + [button.model_id for button in guess.buttons.values()]"


def test_in_a_real_kernel_a_click_counts_and_the_cell_may_run_twice():
    with Kernel() as kernel:
        for _ in range(2):
            kernel.run(CELL)
            data, _ = kernel.displays[-1]
            assert data["text/plain"] == "How fast?\n  ○ slowly\n  ○ at once"
            assert "application/vnd.jupyter.widget-view+json" in data
        line, slowly, _ = kernel.ask(MODELS)
        kernel.use_subshell()
        kernel.click(slowly)
        kernel.until(lambda: "You said slowly" in kernel.models[line]["value"])
        assert kernel.models[slowly]["description"] == "● slowly"
        told = kernel.run("guess.answer(3.0, 'It jumps')")
        assert told == "Answer: at once (measured ≈ 3).\nIt jumps.\n"
        kernel.until(lambda: "Measured: at once" in kernel.models[line]["value"])
        assert not kernel.trouble


def test_before_a_projector_a_question_is_larger():
    sizes = []
    for on in (True, False):
        classroom.projector(on)
        sizes.append(Question("How fast?", WORDS).box.children[0].value)
    assert "font-size: 20px" in sizes[0] and "font-size: 14px" in sizes[1]


def test_a_cell_that_runs_again_frees_the_question_it_replaces():
    old = predict("Again?", WORDS)
    new = predict("Again?", WORDS)
    (note,) = old.box.children
    assert "The cell ran again" in note.value
    assert not any(button.comm for button in old.buttons.values())
    assert all(button.comm for button in new.buttons.values()) and len(new.box.children) == 3
