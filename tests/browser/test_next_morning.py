"""Run, save, end the kernel: the lab says so; open again: picture and words, and no dead view."""

import json

import nbformat
import pytest

from tests.browser.notebook_page import NotebookPage, first_lab

pytestmark = pytest.mark.browser
SAID = "box => getComputedStyle(box, '::before').content"


def menu(page, name):
    """Choose from the menu Kernel."""
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name=name).first.click()


def test_a_saved_notebook_reads_without_its_kernel(chromium, jupyterlab):
    path = jupyterlab.notebooks / "zz_morning.ipynb"
    nbformat.write(first_lab(), path)
    evening = NotebookPage(chromium, jupyterlab.page(path.name))
    evening.run_all()
    assert evening.lab("The product").is_visible()
    evening.page.keyboard.press("Control+s")
    evening.page.wait_for_function("() => !document.title.startsWith('*')")
    menu(evening.page, "Restart Kernel…")
    evening.page.get_by_role("button", name="Confirm Kernel Restart").click()
    for box in (".course-lab", ".course-question"):
        evening.page.locator(f"{box}.jupyter-widgets-disconnected").first.wait_for()
        said = evening.page.locator(box).first.evaluate(SAID)
        assert "its kernel was restarted or is gone" in said, box
    menu(evening.page, "Shut Down Kernel")
    evening.page.get_by_text("No Kernel").first.wait_for()
    evening.page.close()
    assert "widget-view" not in path.read_text("utf-8")
    outputs = [out for cell in json.loads(path.read_text())["cells"] for out in cell["outputs"]]
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= 2

    morning = chromium.new_page()
    morning.goto(jupyterlab.page(path.name))
    pictures = morning.locator(".jp-OutputArea-output img")
    pictures.nth(1).wait_for()  # JupyterLab fills the cells one after the other
    pictures.last.scroll_into_view_if_needed()
    assert "model not found" not in morning.content().lower()
    morning.close()
