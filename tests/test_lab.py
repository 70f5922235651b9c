"""The lab as an object: one request per change, words in the status line, the same picture."""

import base64
import gc
import weakref

import ipywidgets
import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell

from helpers.controls import choice, slider
from helpers.lab import Lab, lab
from tests.tiny import Item, TinyPlot, look

RAN = []  # the settings of all runs


def run(depth=slider(1, 50, 20, unit="layers"), mode=choice("plain", "long", "bad"), seed=0):
    RAN.append((depth, mode, seed))
    for step in range(4 if mode == "plain" else 100):
        if mode == "bad":
            raise ValueError("bad is not good")
        yield Item(depth + seed, step, 3 if mode == "plain" else 99)


STEPS = [("All begins", {}), ("It is deep", {"depth": 40}), ("It is long", {"mode": "long"})]


@pytest.fixture(autouse=True)
def fresh():
    RAN.clear()


def make(function=run, plot=None, steps=STEPS):
    return Lab("Gradient flow", plot or TinyPlot(), function, steps)


@pytest.mark.usefixtures("foreign_defaults")
def test_a_lab_runs_under_usual_defaults_and_leaves_a_readers_own_as_they_are():
    seen = []

    def look_twice(seed=0):
        for step in range(2):
            seen.append(torch.tensor([1.0]) / 3)
            yield Item(seed, step, 2)

    make(look_twice, steps=())
    assert [(number.dtype, number.device.type) for number in seen] == [(torch.float32, "cpu")] * 2
    assert torch.get_default_dtype() == torch.float64
    assert torch.get_default_device().type == "meta"


def test_a_lab_has_run_its_defaults_when_it_is_made():
    made = make()
    assert RAN == [(20, "plain", 0)] and made.frames == 1
    assert made.status == "▮▮▮▮▮▮▮▮▮▮ step 3/3 · value 20 after 4 items"
    assert look(made.image.value) == ((120, 80), (20, 3, 0))  # the crisp one
    assert (made.image.width, made.image.height) == ("60", "40")
    assert made.code == "gf:20,plain,s0"
    assert made.values == {"depth": 20, "mode": "plain", "seed": 0}


def test_a_run_without_steps_counts_none():
    def look(x=slider(0, 9, 4)):
        yield Item(x, 0, 0)

    assert make(look, steps=()).status == "value 4 after 1 items"


def test_without_a_loop_a_moved_control_runs_at_once():
    made = make()
    made.widgets.inputs["depth"].value = 7
    assert RAN[-1] == (7, "plain", 0) and made.code == made.widgets.code.value == "gf:7,plain,s0"
    assert look(made.image.value)[1] == (7, 3, 0)


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.set(depth=3, mode="long", seed=5),
        lambda made: made.step(2),
        lambda made: made.restore("GF: 7, Plain, s9"),
        lambda made: made.reset(),
    ],
)
def test_many_controls_at_once_are_one_request(change):
    made = make()
    made.set(depth=50, mode="plain", seed=1)
    RAN.clear()
    change(made)
    assert [tuple(made.values.values())] == RAN
    assert {name: widget.value for name, widget in made.widgets.inputs.items()} == made.values
    assert made.widgets.code.value == made.code


def test_a_page_that_sends_back_what_it_was_told_asks_for_nothing():
    def echo(rate=slider(0.0, 1.0, 0.3)):
        yield Item(rate)

    made = make(echo, steps=())
    made.widgets.inputs["rate"].value = 0.1 + 0.2  # 0.30000000000000004
    assert made.frames == 1 and made.values == {"rate": 0.3}


def test_every_request_ends_in_the_same_picture_in_any_order():
    made, other = make(), make()
    other.set(depth=33)
    other.pin(True)
    other.reset()
    other.set(depth=7, seed=2)
    made.restore("gf:7,plain,s2")
    assert made.image.value == other.image.value != make().image.value


def test_what_does_not_fit_changes_nothing_and_is_said():
    made = make()
    before = (made.values, made.frames)
    with pytest.raises(ValueError, match="depth takes 1 to 50, got 999"):
        made.set(depth=999)
    with pytest.raises(ValueError, match="step takes 1 to 3, got 4"):
        made.step(4)
    with pytest.raises(ValueError, match="depth takes 1 to 50, got 999"):
        made.restore("gf:999,plain,s0")
    assert made.status == "settings not taken: depth takes 1 to 50, got 999"
    made.widgets.code.value = "gf:999,plain,s1"  # typed: told in the status line only
    assert (made.values, made.frames) == before
    made.widgets.code.value = "gf:9,plain,s1"
    assert made.values["depth"] == 9 and "value 10 after" in made.status


def test_an_error_is_told_in_words_and_the_lab_lives_on():
    made = make()
    made.set(mode="bad")
    assert made.status == "bad is not good · the figure is of earlier settings"
    assert "jp-error-color" in made.widgets.status.value
    made.pin(True)  # draws the earlier picture again
    assert made.status == "bad is not good · the figure is of earlier settings"
    made.set(mode="plain")
    assert made.status.endswith("step 3/3 · value 20 after 4 items")


def broken(depth=slider(1, 9, 1)):
    yield Item(1, 1, 2)
    raise KeyError("no such thing")


def silent(depth=slider(1, 9, 1)):
    yield from ()


def no_generator(depth=slider(1, 9, 1)):
    return None


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (broken, "KeyError: 'no such thing'"),
        (silent, "the run yielded nothing to show"),
        (no_generator, "no_generator returned nothing; it should yield"),
    ],
)
def test_a_first_run_that_fails_still_gives_a_lab(function, words):
    made = make(function, steps=())
    assert made.status == words
    data, _ = made._repr_mimebundle_()
    assert ("image/png" in data) == (function is broken)
    assert data["text/plain"].startswith("Gradient flow: ")


@pytest.mark.parametrize("method", ["update", "picture", "pin"])
def test_a_plot_that_fails_is_told(method):
    made = make()

    def fail(*_):
        raise RuntimeError("no\n   ink")

    setattr(made.plot, method, fail)
    made.pin(True) if method == "pin" else made.set(depth=3)
    assert made.status.startswith("RuntimeError: no ink")
    delattr(made.plot, method)
    made.set(depth=4)
    assert "value 4 after" in made.status


def test_steps_tell_the_story_and_say_when_the_settings_left_it():
    made = make()
    seen = made.widgets
    assert "1/3" in seen.counter.value and "All begins" in seen.caption.value
    assert seen.back.disabled and not seen.forth.disabled
    seen.forth.click()
    assert "2/3" in seen.counter.value and made.values["depth"] == 40
    seen.inputs["depth"].value = 41
    assert "It is deep" in seen.caption.value and "visible" in seen.caption.value
    seen.back.click()  # back to the step that was left
    assert "2/3" in seen.counter.value and "hidden" in seen.caption.value
    seen.back.click()
    assert "1/3" in seen.counter.value and made.values == made.defaults
    made.step(3)
    assert seen.forth.disabled and made.values["mode"] == "long"


def test_a_story_that_begins_elsewhere_waits_for_the_first_step():
    made = make(steps=[("It is deep", {"depth": 40})])
    assert "–/1" in made.widgets.counter.value and made.values["depth"] == 20
    made.widgets.forth.click()
    assert "1/1" in made.widgets.counter.value and made.values["depth"] == 40
    with pytest.raises(ValueError, match="depth takes 1 to 50, got 70"):
        make(steps=[("Too deep", {"depth": 70})])


def test_pin_keeps_and_unpin_drops():
    made = make()
    plain = made.image.value
    made.widgets.pin.click()
    assert made.widgets.pin.description == "Unpin" and made.image.value != plain
    made.widgets.pin.click()
    assert made.widgets.pin.description == "Pin" and made.image.value == plain


def test_a_cell_that_runs_again_ends_the_lab_before():
    def cell():
        @lab("Gradient flow", TinyPlot())
        def flow(depth=slider(1, 50, 20), seed=0):
            RAN.append(depth)
            yield Item(depth)

        return flow

    old, new = cell(), cell()
    RAN.clear()
    old.set(depth=3)
    assert not RAN and old.status.startswith("Gradient flow: the cell ran again")
    new.set(depth=4)
    assert RAN == [4]


def test_the_lab_that_drew_last_rests_when_another_draws():
    first, second = make(), make()
    assert (first.plot.rests, second.plot.rests) == (1, 0)
    second.set(depth=3)
    assert (first.plot.rests, second.plot.rests) == (1, 0)
    first.set(depth=3)
    assert (first.plot.rests, second.plot.rests) == (1, 1)


def test_the_bundle_is_live_panel_picture_and_words():
    data, metadata = make()._repr_mimebundle_()
    assert set(data) == {
        "application/vnd.jupyter.widget-view+json",
        "image/png",
        "text/plain",
    }
    assert look(base64.b64decode(data["image/png"])) == ((120, 80), (20, 3, 0))
    assert metadata == {"image/png": {"width": 60, "height": 40, "alt": data["text/plain"]}}
    assert data["text/plain"] == "Gradient flow: value 20 after 4 items"


def test_outside_ipython_nothing_is_displayed(capsys):
    assert not InteractiveShell.initialized()
    made = lab("Gradient flow", TinyPlot())(run)
    assert isinstance(made, Lab) and capsys.readouterr().out == ""


def registered() -> int:
    """How many widgets the kernel holds: ipywidgets 8, and 7."""
    here = getattr(ipywidgets.widgets.widget, "_instances", None)
    return len(ipywidgets.Widget.widgets if here is None else here)


def test_a_cell_that_runs_again_frees_the_lab_it_replaces():
    def run_cell():
        return lab("Again", TinyPlot(), [("as it is", {})])(run)

    old = run_cell()
    old.set(depth=9)
    before = registered()
    gone = weakref.ref(old)
    new = run_cell()
    assert [type(child).__name__ for child in old.view.children] == ["HTML"]
    assert "lives on in its new output" in old.view.children[0].value
    left = 5  # of the lab that went last: a box and a note, with their layouts and style
    assert registered() - before == left
    for _ in range(20):
        new = run_cell()
    assert registered() - before == left
    del old
    gc.collect()
    assert gone() is None and new.words
