"""Every lab of every notebook, moved by the messages a page sends to a real kernel."""

import pytest

from tests.kernel import Kernel
from tests.notebooks.cells import PATHS, for_labs
from tests.tiny import look

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
    enough = lab.frames + 2  # one may still be of the run before
    while lab.frames < enough:
        try:
            return await asyncio.wait_for(lab.settled(), 0.1)
        except asyncio.TimeoutError:
            pass
    lab.stop()
    await lab.settled()

def _labs():
    from helpers.lab import Lab
    parts = ("status", "stop", "reset", "pin", "back", "forth", "counter", "code", "image")
    return {name: {
        "inputs": {key: widget.model_id for key, widget in lab.widgets.inputs.items()},
        **{part: getattr(lab.widgets, part).model_id for part in parts},
    } for name, lab in globals().items() if isinstance(lab, Lab) and name[0] != "_"}
"""
TINY_LABS = {"tiny": {}, "tiny, blocking": {"COURSE_LAB": "blocking"}}
NOTEBOOKS = {path.name: path for path in PATHS}


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
        """See a run's first frames, then stop it; all is well, here and in the kernel."""
        self._wait(f"await _glance({self.name})", what)

    def settle(self, what):
        """See a run to its end; all is well, here and in the kernel. Returns the picture."""
        self._wait(f"await {self.name}.settled()", what)
        return self.see("image")

    def _wait(self, source, what):
        self.kernel.run(source)
        trouble, self.kernel.trouble = self.kernel.trouble, []
        assert not trouble, (self.name, what, trouble)
        assert "jp-error-color" not in self.see("status"), (self.name, what, self.see("status"))


@pytest.fixture(scope="module", params=[*TINY_LABS, *NOTEBOOKS])
def hands(request):
    """A hand for each lab of a notebook, after the cells that the labs need."""
    with Kernel(**TINY_LABS.get(request.param, {})) as kernel:
        cells = [TINY]
        if request.param in NOTEBOOKS:
            cells = [cell.source for cell in for_labs(NOTEBOOKS[request.param])]
        for cell in [*cells, LABS]:
            kernel.run(cell)
        assert not kernel.trouble, kernel.trouble
        yield [Hand(kernel, *found) for found in kernel.ask("_labs()").items()]


def test_every_control_goes_to_both_ends_and_takes_every_option(hands):
    for hand in hands:
        for control, model in hand.inputs.items():
            for value in hand.kernel.reach(model)[1]:
                hand.move(control, value)
                hand.glance((control, value))
            hand.press("reset")


def test_a_bad_code_is_told_and_a_good_change_follows(hands):
    for hand in hands:
        hand.type("no such code")
        hand.kernel.until(lambda hand=hand: "settings not taken" in hand.see("status"))
        hand.press("reset")
        hand.glance("reset")
        assert "settings not taken" not in hand.see("status")


def test_steps_lead_through_the_story_and_back(hands):
    for hand in hands:
        for button in ("forth", "back"):
            while not hand.see(button, "disabled"):
                hand.press(button)
                hand.glance((button, hand.see("counter")))


def test_fifty_values_in_a_second_end_on_the_last_one(hands):
    for hand in hands:
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


def test_pin_and_reset_give_back_what_was(hands):
    for hand in hands:
        hand.press("pin")
        hand.glance("pin")
        assert hand.see("pin", "description") == "Unpin"
        hand.press("reset")
        assert hand.settle("reset") == hand.first, hand.name
        assert hand.see("pin", "description") == "Pin" and hand.see("code") == hand.code


def test_stop_ends_a_run_and_the_next_change_runs(hands):
    for hand in hands:
        hand.press("reset")
        hand.press("stop")
        hand.settle("stop")
        control, model = next(iter(hand.inputs.items()))
        hand.move(control, hand.kernel.reach(model)[1][-1])
        hand.glance("a change after stop")


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
