"""Every notebook in one kernel: run from top to bottom; its labs moved by the messages that a page
sends; all cells again; what all this leaves in memory. The tests stand in this order."""

import re
import sys
from importlib.util import find_spec
from operator import ne

import pytest

from tests import ROOT
from tests.kernel import Kernel
from tests.notebooks.cells import PATHS, read
from tests.tiny import look
from tools import notebooks

TINY = """
import sys, time
sys.path.insert(0, ".")
from tests.tiny import Item, TinyPlot
from helpers.controls import choice, log_slider, slider, toggle
from helpers.lab import lab

@lab("Tiny lab", TinyPlot(), story=[("As it is", {}), ("Further", {"x": 150, "on": True})])
def tiny(x=slider(0, 200, 9, unit="m"), rate=log_slider(0.001, 1, 0.1),
         kind=choice("plain", "slow"), on=toggle(), seed=0):
    for step in range(40):
        time.sleep(0.02 if kind == "slow" else 0.002)
        yield Item(x + seed, step, 39)
"""
# What a page knows of the labs, which model is which; and how long a glance at a run takes.
LABS = """
import asyncio

async def _glance(lab):
    seen = lab.frames  # a run that a new one has replaced draws none any more
    while lab.frames == seen:
        try:
            return await asyncio.wait_for(lab.settled(), 0.1)
        except asyncio.TimeoutError:
            pass

def _labs():
    from helpers.lab import Lab
    parts = ("status", "stop", "reset", "pin", "back", "forth", "counter", "code", "image")
    return {name: {
        "inputs": {key: widget.model_id for key, widget in lab.widgets.inputs.items()},
        **{part: getattr(lab.widgets, part).model_id for part in parts},
    } for name, lab in globals().items() if isinstance(lab, Lab) and name[0] != "_"}
"""
TINY_LABS = {"tiny": {}, "tiny, blocking": {"COURSE_LAB": "blocking"}}
NOTEBOOKS = {path.stem: path for path in PATHS}
LINUX = sys.platform == "linux"
IN_PROC = pytest.mark.skipif(not LINUX, reason="reads /proc")
ALL = pytest.mark.parametrize("page", NOTEBOOKS, indirect=True)
# nbval's rule for a measured number, which may differ in the last digits from machine to machine.
RULES = (ROOT / "tests/notebooks/sanitize.cfg").read_text("ascii")
MEASURED = re.compile(re.search("^regex: (.*)$", RULES, re.MULTILINE)[1])
# MB that a kernel may hold after a notebook, where more than 480: 02, 04, 05 call torch.optim,
# whose Dynamo takes 70, and scikit-learn, 65; 08 loads Keras, Optuna and Dask.
LIMITS = dict.fromkeys(("02", "04", "05"), 580)
LIMITS["08"] = 600 + 100 * bool(find_spec("jax"))  # Keras loads it too
CLOCKS = ("seconds_per_step(",)  # what a cell calls that takes time: it measures another each time
# MB that a kernel may grow by when all controls go to their ends and all cells run again, where
# more than 40: 01 and 06 train forty layers and more; Keras keeps models in 08.
GROWTH = {"01": 60, "06": 60, "08": 100}
HELD = """
import ctypes, gc, re, pathlib, ipywidgets
gc.collect()
ctypes.CDLL(None).malloc_trim(0)  # what is free may still be counted
print(re.search(r"VmRSS:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
here = getattr(ipywidgets.widgets.widget, "_instances", None)  # ipywidgets 8, and 7
print(len(ipywidgets.Widget.widgets if here is None else here))
"""


class Hand:
    """A hand on one lab, and an eye on its page."""

    def __init__(self, kernel, name, parts):
        self.kernel, self.name, self.parts = kernel, name, parts
        self.inputs = parts["inputs"]
        self.first, self.code = self.see("image"), self.see("code")

    def see(self, part, trait="value"):
        return self.kernel.models[self.parts[part]][trait]

    def move(self, control, value):
        key, _ = self.kernel.reach(self.inputs[control])
        self.kernel.move(self.inputs[control], value, key)

    def press(self, button):
        self.kernel.click(self.parts[button])

    def type(self, code):
        self.kernel.move(self.parts["code"], code)

    def glance(self, what):
        """See a run's first frame; all is well, here and in the kernel."""
        self._wait(f"await _glance({self.name})", what)

    def stop(self):
        """End a run that was only glanced at."""
        self.press("stop")
        self.settle("stop")

    def settle(self, what):
        """See a run to its end; all is well, here and in the kernel. Returns the picture."""
        self._wait(f"await {self.name}.settled()", what)
        return self.see("image")

    def _wait(self, source, what):
        self.kernel.run(source)
        trouble, self.kernel.trouble = self.kernel.trouble, []
        assert not trouble, (self.name, what, trouble)
        assert "jp-error-color" not in self.see("status"), (self.name, what, self.see("status"))


class Page:
    """A notebook, or a single lab, that has run from top to bottom.

    Attributes:
        kernel: where; cells: its code cells' sources; first: what each gave, see outputs.
        hands: a hand for each of its labs; runs: how often all cells have run.
    """

    def __init__(self, kernel, cells):
        self.kernel, self.cells, self.runs = kernel, cells, 0
        self.first = [self.outputs(cell) for cell in cells]
        self.after_first = self.held() if LINUX else None
        kernel.run(LABS)
        self.hands = [Hand(kernel, *parts) for parts in kernel.ask("_labs()").items()]
        assert self.hands and not kernel.trouble, kernel.trouble

    def outputs(self, cell):
        """Run a cell; return what it shows, without the number of its run."""
        self.runs = self.runs + (cell == self.cells[-1])
        outputs = notebooks.normal_outputs(self.kernel.execute(cell))
        return [{**output, "execution_count": None} for output in outputs]

    def held(self):
        """Return what the kernel holds: MB of memory, and widgets."""
        kilobytes, widgets = map(int, self.kernel.run(HELD).split())
        return kilobytes / 1024, widgets


@pytest.fixture(scope="module", params=[*NOTEBOOKS, *TINY_LABS])
def page(request):
    """Every notebook after Run All; and a lab that takes no time, also where labs block."""
    if request.param in TINY_LABS:
        cells, place = [TINY], TINY_LABS[request.param]
    else:
        path = NOTEBOOKS[request.param]
        cells = [cell.source for cell in read(path) if cell.cell_type == "code" and cell.source]
        place = {"folder": path.parent}
    with Kernel(**place) as kernel:
        yield Page(kernel, cells)


def told(outputs):
    """What can be read of outputs, and of what kind they are, measured numbers apart."""
    texts = []
    for output in outputs:
        parts = {"text": output["text"]} if "text" in output else output["data"]
        texts.append(
            {kind: MEASURED.sub("MEASURED", "".join(text)) for kind, text in parts.items()}
        )
        texts[-1].update(dict.fromkeys(texts[-1].keys() & {"image/png"}))  # see test_normal_form
    return texts


@pytest.mark.parametrize(
    ("now", "differs"), [("✓ [≈ 7.1 %]", False), ("✗ [≈ 7 %]", True), ("✓ [7 %]", True)]
)
def test_only_a_measured_number_may_differ_from_the_saved(now, differs):
    saved, shown = ([{"name": "stdout", "text": [text]}] for text in ("✓ [≈ 7 %]", now))
    assert (told(saved) != told(shown)) == differs
    figures = ([{"data": {"text/plain": [text], "image/png": text}}] for text in ("✓ [≈ 7 %]", now))
    assert len({str(told(figure)) for figure in figures}) == 1 + differs


@ALL
def test_it_gives_what_is_saved(page, request):
    """As `pytest --nbval` compares, which test_notebooks calls once."""
    saved = [
        notebooks.normal_outputs(cell.outputs)
        for cell in read(NOTEBOOKS[request.node.callspec.params["page"]])
        if cell.cell_type == "code" and cell.source
    ]
    for cell, gave, should in zip(page.cells, page.first, saved, strict=True):
        assert told(gave) == told(should), cell


def test_every_control_goes_to_both_ends_and_takes_every_option(page):
    for hand in page.hands:
        for control, model in hand.inputs.items():
            for value in hand.kernel.reach(model)[1]:
                hand.move(control, value)
                hand.glance((control, value))
            hand.press("reset")
            hand.glance((control, "reset"))
        hand.stop()


def test_a_bad_code_is_told_and_a_good_change_follows(page):
    for hand in page.hands:
        hand.type("no such code")
        hand.kernel.until(lambda hand=hand: "settings not taken" in hand.see("status"))
        hand.press("reset")
        hand.glance("reset")
        assert "settings not taken" not in hand.see("status")
        hand.stop()


def test_steps_lead_through_the_story_and_back(page):
    for hand in page.hands:
        for button in ("forth", "back"):
            while not hand.see(button, "disabled"):
                hand.press(button)
                hand.glance((button, hand.see("counter")))
        hand.stop()


def test_fifty_values_in_a_second_end_on_the_last_one(page):
    for hand in page.hands:
        control, model = next(iter(hand.inputs.items()))
        key, values = hand.kernel.reach(model)
        kind = type(hand.kernel.models[model][key])
        for turn in range(50):  # from end to end
            hand.move(control, kind(values[0] + (values[-1] - values[0]) * turn / 49))
            hand.kernel.listen(0.02)
        last, code = hand.settle("the last of fifty values"), hand.see("code")
        assert last != hand.first, hand.name
        hand.press("reset")
        hand.type(code)
        assert hand.settle(code) == last, (hand.name, code)  # same settings, same picture


def test_pin_and_reset_give_back_what_was(page):
    for hand in page.hands:
        hand.press("pin")
        hand.glance("pin")
        assert hand.see("pin", "description") == "Unpin"
        hand.press("reset")
        assert hand.settle("reset") == hand.first, hand.name
        assert hand.see("pin", "description") == "Pin" and hand.see("code") == hand.code


def test_stop_ends_a_run_and_the_next_change_runs(page):
    for hand in page.hands:
        hand.press("reset")
        hand.stop()
        control, model = next(iter(hand.inputs.items()))
        hand.move(control, hand.kernel.reach(model)[1][-1])
        hand.glance("a change after stop")
        hand.stop()


@ALL
def test_every_cell_gives_what_it_gave_when_it_runs_again(page):
    """In reverse, so that a cell meets what all later ones and the moved labs have left."""
    again = [page.outputs(cell) for cell in page.cells[::-1]][::-1]
    others = [
        cell
        for cell, *both in zip(page.cells, page.first, again, strict=True)
        if ne(*(map(told, both) if any(clock in cell for clock in CLOCKS) else both))
    ]
    assert not others, "these give something else:\n\n" + "\n\n".join(others)
    assert not page.kernel.trouble


@IN_PROC
@ALL
def test_a_kernel_is_small_after_a_notebook(page, request):
    name = request.node.callspec.params["page"]
    assert page.after_first[0] <= LIMITS.get(name[:2], 480)


@IN_PROC
@ALL
def test_a_further_run_of_all_cells_leaves_little_behind(page, request):
    """No widget but the notes that stand where labs and questions stood, five each."""
    name, source = request.node.callspec.params["page"], "".join(page.cells)
    for cell in page.cells if page.runs == 1 else ():
        page.outputs(cell)
    (megabytes, widgets), (after, now) = page.after_first, page.held()
    assert now - widgets == 5 * (source.count("@lab(") + source.count("questions.predict("))
    assert after - megabytes <= GROWTH.get(name[:2], 40)


@IN_PROC
@pytest.mark.parametrize("page", list(NOTEBOOKS)[1:2], indirect=True)
def test_twenty_runs_of_a_lab_and_a_further_run_all_leave_nothing_behind(page):
    (lab,) = (cell for cell in page.cells if '@lab("Gradient flow"' in cell)
    for cell in page.cells:  # a first replacement leaves a note where it stood
        page.outputs(cell)
    before, widgets = page.held()
    for _ in range(20):
        page.outputs(lab)
    after, now = page.held()
    assert now == widgets and after - before <= 20
    for cell in page.cells:
        page.outputs(cell)
    again, now = page.held()
    assert now == widgets and again - after <= 20


def test_stop_says_how_far_the_run_came():
    with Kernel() as kernel:
        kernel.run(TINY + LABS)
        hand = Hand(kernel, "tiny", kernel.ask("_labs()")["tiny"])
        hand.move("kind", 1)  # slow
        kernel.until(lambda: len(kernel.frames) > 3)
        hand.press("stop")
        hand.settle("stop")
        assert "stopped at step" in hand.see("status")


def test_a_subshell_may_bring_the_messages():
    with Kernel() as kernel:
        kernel.run(TINY + LABS)
        hand = Hand(kernel, "tiny", kernel.ask("_labs()")["tiny"])
        if not kernel.use_subshell():
            pytest.skip("this ipykernel has no subshells")
        for x in range(1, 51):
            hand.move("x", x)
            kernel.listen(0.02)
        kernel.until(lambda: look(hand.see("image")) == ((120, 80), (50, 39, 0)))
        assert not kernel.trouble, kernel.trouble


def test_the_bundle_of_a_cell_is_live_panel_picture_and_words():
    with Kernel() as kernel:
        kernel.run(TINY)
        ((data, metadata),) = kernel.displays
    view = data["application/vnd.jupyter.widget-view+json"]
    assert kernel.models[view["model_id"]]["_dom_classes"] == ["course-lab"]
    assert data["image/png"] and data["text/plain"] == "Tiny lab: value 9 after 40 items"
    assert metadata == {"image/png": {"width": 60, "height": 40, "alt": data["text/plain"]}}
