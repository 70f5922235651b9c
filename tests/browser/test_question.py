"""A question is answered without a mouse, and says in words what was chosen and measured."""

import json

import pytest

from tests.browser.notebook_page import NotebookPage
from tools import notebooks

pytestmark = pytest.mark.browser
ASK = """import sys; sys.path.insert(0, "..")
from helpers.questions import predict
guess = predict("How fast does it fall?", {"slowly, as a sum does": (0, 1), "fast": (1, 9)})"""
# The answer comes while the student thinks, as after Run All.
ANSWER = "guess.answer(0.5, 'It is a sum')"


def test_a_question_is_answered_by_keyboard(chromium, jupyterlab, write_notebook):
    raw = json.loads(write_notebook(ASK, ANSWER).read_text("utf-8"))
    saved = notebooks.text_of(notebooks.normal(raw))
    (jupyterlab.notebooks / "zz_question.ipynb").write_text(saved, encoding="utf-8")
    notebook = NotebookPage(chromium, jupyterlab.page("zz_question.ipynb"), 1024)
    notebook.run_all()
    question = notebook.page.locator(".course-question")
    question.get_by_text("Choose, and hear at once").wait_for()
    wide = question.evaluate("question => question.scrollWidth - question.clientWidth")
    assert wide <= 0
    question.get_by_role("button").first.focus()
    notebook.page.keyboard.press("Tab")
    notebook.page.keyboard.press("Enter")
    question.get_by_text("You said fast. Measured: slowly, as a sum does.").wait_for()
    assert question.get_by_role("button", name="● fast").is_disabled()
    assert not notebook.errors
    notebook.page.close()
