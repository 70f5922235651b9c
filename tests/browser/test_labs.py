"""Every lab of every notebook in JupyterLab: its sliders move, and its picture follows."""

import re

import nbformat
import pytest

from tests.browser.notebook_page import NotebookPage, labs_alive
from tools import notebooks

pytestmark = pytest.mark.browser
# A control's name and value as assistive technology has them: a slider's, or a menu's.
SPOKEN = """control => control.matches("select")
    ? [control.labels[0].textContent, control.selectedOptions[0].textContent]
    : [control.getAttribute("aria-label"), control.getAttribute("aria-valuetext")]"""


@pytest.fixture(scope="module", params=notebooks.found(), ids=lambda path: path.stem)
def opened(request, chromium, jupyterlab):
    """A notebook, opened and its labs run; and their titles."""
    path = jupyterlab.notebooks / f"labs_of_{request.param.name}"
    nbformat.write(labs_alive(request.param), path)
    notebook = NotebookPage(chromium, jupyterlab.page(path.name))
    notebook.run_all()
    yield notebook, notebook.titles(request.param)
    notebook.page.close()


def test_a_slider_of_every_lab_changes_its_picture(opened):
    notebook, titles = opened
    assert titles
    for title in titles:
        lab = notebook.lab(title)
        picture = lab.locator("img").screenshot()
        notebook.watch(lab)
        moved = notebook.press(lab)
        assert moved["pictures"] >= 1, f"{title}: no new picture"
        assert lab.locator("img").screenshot() != picture, f"{title}: the same picture"
        assert "changed" in lab.inner_text(), f"{title}: does not say that it left its step"


def test_the_story_is_told_by_keyboard(opened):
    notebook, titles = opened
    lab = notebook.lab(titles[0])
    lab.get_by_role("button", name="Reset").press("Enter")
    steps = (("next step", "Enter", 2), ("next step", "Space", 3), ("step back", "Enter", 2))
    for name, key, step in steps:
        lab.get_by_role("button", name=name).press(key)
        lab.get_by_text(re.compile(rf"^{step}/\d+$")).wait_for()  # the counter, not "step 12/12"


def test_a_screen_reader_finds_a_name_and_a_value_for_every_control(opened):
    notebook, titles = opened
    for title in titles:
        lab = notebook.lab(title)
        controls = lab.get_by_role("slider").all() + lab.get_by_role("combobox").all()
        assert controls, title
        for control in controls:
            name, value = control.evaluate(SPOKEN)
            assert name.strip() and value.strip(), f"{title}: {name!r} is {value!r}"
            assert lab.get_by_role("slider", name=name).or_(lab.get_by_label(name)).count() >= 1
        assert lab.get_by_role("img", name="figure").count() == 1


def test_no_lab_is_wider_than_its_column(opened):
    notebook, titles = opened
    for width in (1280, 1024):
        notebook.page.set_viewport_size({"width": width, "height": 800})
        notebook.page.mouse.wheel(0, -100_000)
        for title in titles:
            lab = notebook.lab(title)
            wide = lab.evaluate(
                "lab => [lab.scrollWidth, lab.clientWidth, lab.querySelector('img').clientWidth]"
            )
            assert wide[0] <= wide[1] + 1, f"{title} overflows at {width}: {wide}"
            assert 300 < wide[2] <= wide[1], f"{title}: its picture at {width} is {wide[2]} wide"


def test_the_page_complains_of_nothing(opened):
    notebook, _ = opened
    assert "model not found" not in notebook.page.content().lower()
    assert not notebook.errors
