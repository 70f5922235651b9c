"""From the door to the first cell nothing stands in a student's way."""

import json

import pytest

from tools import notebooks

pytestmark = pytest.mark.browser


def test_a_new_student_reaches_the_first_cell(chromium, jupyterlab, write_notebook):
    raw = json.loads(write_notebook("6 * 7").read_text("utf-8"))
    saved = notebooks.text_of(notebooks.normal(raw))
    (jupyterlab.notebooks / "zz_door.ipynb").write_text(saved, encoding="utf-8")
    page = chromium.new_page()
    page.goto(jupyterlab.page())
    page.get_by_text("zz_door.ipynb").first.dblclick()
    page.get_by_text("| Idle").wait_for()  # JupyterLab ignores a run before the kernel is there
    cell = page.locator(".jp-Notebook .jp-CodeCell").nth(1)
    cell.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    page.get_by_text("42", exact=True).wait_for()
    # JupyterLab asks about news in a toast, and for a kernel in a dialog.
    assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0
    page.close()
