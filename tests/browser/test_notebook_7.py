"""Notebook 7, whose shortcuts see every key first: sliders, menus and buttons still take theirs."""

import re

import nbformat
import pytest

from tests.browser.notebook_page import first_lab

pytestmark = pytest.mark.browser


def test_keys_reach_the_controls(chromium, jupyterlab):
    path = jupyterlab.notebooks / "zz_notebook_7.ipynb"
    nbformat.write(first_lab(), path)
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(
        jupyterlab.page(path.name).replace("/lab/tree/", "/notebooks/").removesuffix("&reset")
    )
    page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Run All Cells")).click()
    lab = page.locator(".course-lab").first
    depth = lab.get_by_role("slider", name="depth")
    depth.wait_for()
    for key, value in (("ArrowRight", "11 layers"), ("ArrowLeft", "10 layers")):
        depth.press(key)
        page.wait_for_function(
            "([slider, value]) => slider.getAttribute('aria-valuetext') === value",
            arg=[depth.element_handle(), value],
        )
    lab.get_by_role("button", name="next step").press("Enter")
    lab.get_by_text(re.compile(r"^2/\d+$")).wait_for()
    page.close()
