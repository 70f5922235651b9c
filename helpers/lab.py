"""The live lab: controls, a run, a figure; one short function makes one.

    @lab("Gradient flow", plots.Diagnostics(), story=[("Sigmoid starves the first layer", {})])
    def gradient_flow(depth=slider(1, 50, 20, unit="layers"), seed=0):
        yield from train(Recipe(hidden=[32] * depth, seed=seed), digits, steps=60)

The name then stands for the Lab, which a test or a curious reader can drive from Python.
"""

import base64
import contextlib
import weakref
from collections.abc import Iterable, Iterator

from IPython import get_ipython
from IPython.display import display

from helpers import classroom, controls
from helpers.drawing import pictures
from helpers.engine.tensors import usual_defaults
from helpers.live import codes, memory
from helpers.live.frames import CUT, DONE, RUNNING, STOPPED, FramePump
from helpers.live.widgets import LabWidgets, free

EARLIER = "the figure is of earlier settings"
_newest = {}  # labs by function and title: a cell that runs again replaces its lab
memory.give_back_after_cells()
_awake = weakref.WeakSet()  # the lab that drew last; the others rest


def lab(title: str, plot, story=()):
    """Make a lab of a generator function whose arguments default to controls, and show it.

    Args:
        title: its initials begin the settings codes.
        plot: the figure, a canvas.Plot; it says itself what the function has to yield.
        story: its steps, (caption, changes from the defaults) each.
    Returns: a decorator that puts a Lab in the function's place.
    Raises: ValueError: for a parameter without a control, or a step that its controls refuse.
    """

    def decorate(function) -> Lab:
        new = Lab(title, plot, function, story)
        key = (function.__module__, function.__qualname__, title)
        if key in _newest:
            _newest[key].close()
        _newest[key] = new
        if get_ipython() is not None:
            display(new)
        return new

    return decorate


class Lab:
    """A lab, made by @lab. Its methods do what its widgets do, and may be called from any thread.

    Attributes: values, the settings asked for last; words, what the figure shows; status, the
    line below it; frames, how many pictures were sent; image and view, the widgets.
    """

    def __init__(self, title: str, plot, function, story=()):
        self.title, self.plot, self.function = title, plot, function
        self.controls = controls.controls_of(function)
        self.defaults = {name: control.value for name, control in self.controls.items()}
        self.story = [
            (caption, self.defaults | controls.check(self.controls, changes))
            for caption, changes in story
        ]
        self.values, self.words, self.status, self.frames = dict(self.defaults), "", "", 0
        self._last = ([], DONE)  # what the picture shows
        self._notice = ""  # stands in the status line until the settings change
        self._pinned = self._setting = False  # setting: the lab itself moves its widgets
        self.widgets = LabWidgets(title, self.controls, plot, bool(self.story))
        self.image, self.view = self.widgets.image, self.widgets.view
        self._pump = FramePump(self._start, self._show, self._fail)
        self._connect()
        self._settings(self.values, self._first())
        self._pump.run(self.values)

    @property
    def code(self) -> str:
        """What it takes to get these settings back: gf:20,sigmoid,1.0,s0."""
        return codes.encode(self.title, self.controls, self.values)

    def set(self, **values) -> None:
        """Move some controls at once. Raises ValueError for what they do not take."""
        changes = controls.check(self.controls, values)
        self._pump.call(lambda: self._ask(self.values | changes))

    def restore(self, code: str) -> None:
        """Take the settings from a code. A bad one raises ValueError and changes nothing."""
        try:
            values = codes.decode(self.title, self.controls, code)
        except ValueError as error:
            self._pump.call(self._note, f"settings not taken: {error}")
            raise
        self._pump.call(self._ask, values)

    def step(self, k: int) -> None:
        """Go to step k of the story; the first is 1."""
        if k not in range(1, len(self.story) + 1):
            raise ValueError(f"step takes 1 to {len(self.story)}, got {k}")
        self._pump.call(self._ask, self.story[k - 1][1], k)

    def reset(self) -> None:
        """Back to how the lab began: the defaults, nothing pinned."""
        self._pump.call(self._pin, False)
        self._pump.call(self._ask, self.defaults, self._first())

    def stop(self) -> None:
        """Drop the run; the figure keeps what the run has come to."""
        self._pump.stop()

    def pin(self, on: bool) -> None:
        """Keep the present curves as ghosts to compare with, or drop the ghosts."""
        self._pump.call(self._pin, on)

    def close(self) -> None:
        """End this lab and free what it holds, because another has come in its place."""
        self._pump.close()
        self._pump.call(self._free)

    def _free(self) -> None:
        self._last = ([], DONE)
        self._note(f"{self.title}: the cell ran again, and the lab lives on in its new output")
        free(self.view, self.widgets.status, self.title)

    async def settled(self) -> None:
        """Return when nothing runs or waits; raise the last run's error, if it had one."""
        await self._pump.settled()

    def _connect(self) -> None:
        """Widgets call on whatever thread they like; the pump brings all to its own."""
        widgets, call = self.widgets, self._pump.call
        for widget in widgets.inputs.values():
            widget.observe(lambda change: call(self._moved), "value")
        widgets.code.observe(lambda change: call(self._typed), "value")
        widgets.stop.on_click(lambda button: self.stop())
        widgets.reset.on_click(lambda button: self.reset())
        widgets.pin.on_click(lambda button: call(lambda: self._pin(not self._pinned)))
        widgets.back.on_click(lambda button: call(self._go, -1))
        widgets.forth.on_click(lambda button: call(self._go, +1))

    def _moved(self) -> None:
        """A control has moved. One request, and none if the settings are what was asked for."""
        if not self._setting:
            values = {name: widget.value for name, widget in self.widgets.inputs.items()}
            values = controls.check(self.controls, values)
            if values != self.values:
                self._ask(values, move=False)

    def _typed(self) -> None:
        """Somebody has put a settings code in."""
        if not self._setting and (self._notice or self.widgets.code.value != self.code):
            with contextlib.suppress(ValueError):  # it stands in the status line
                self.restore(self.widgets.code.value)

    def _go(self, way: int) -> None:
        """A step on or back; from settings that have left their step, back is to the step."""
        k = self._k if way < 0 and self._changed else self._k + way
        if 1 <= k <= len(self.story):
            self.step(k)

    def _ask(self, values: dict, k: int | None = None, move: bool = True) -> None:
        """Make these the settings, of step k unless it stays as it is, and run."""
        self._settings(values, self._k if k is None else k, move)
        self._notice = ""
        self._pump.request(dict(values))

    def _settings(self, values: dict, k: int, move: bool = True) -> None:
        """Write the settings to all the widgets that show them."""
        self.values, self._k, self._setting = dict(values), k, True
        try:
            for name, widget in self.widgets.inputs.items() if move else ():
                # A slider that already means the value stays: it may be under someone's hand.
                if controls.check(self.controls, {name: widget.value})[name] != values[name]:
                    widget.value = values[name]
            self.widgets.code.value = self.code
        finally:
            self._setting = False
        caption = self.story[k - 1][0] if k else "press › to begin"
        self.widgets.tell_step(k, len(self.story), caption, self._changed)

    @property
    def _changed(self) -> bool:
        """The settings have left their step."""
        return self._k > 0 and self.values != self.story[self._k - 1][1]

    def _first(self) -> int:
        """The step a lab begins with: the first, if that is the defaults; else none."""
        return int(bool(self.story) and self.story[0][1] == self.defaults)

    def _start(self, values: dict):
        with usual_defaults():
            items = self.function(**values)
        if items is None:
            raise ValueError(f"{self.function.__name__} returned nothing; it should yield")
        return _as_usual(items)

    def _show(self, items: list, state: str) -> None:
        """A frame of the run: the picture, then the line that says what it shows."""
        if items:
            self.words = str(self.plot.update(items) or "")
            scale = classroom.zoom() if state == RUNNING else pictures.CRISP
            self.image.value = self.plot.picture(scale)
            self.frames += 1
            self._last = (items, state)
            self._wake()
        share, where = _progress(items, state)
        words = self.words if items else EARLIER * bool(self._last[0])
        self._tell(" · ".join(filter(None, [where, words])), share, state)

    def _wake(self) -> None:
        """Let the lab that drew last put its pixels away: one lab at a time is under a hand."""
        if self not in _awake:
            for other in _awake:
                other.plot.rest()
            _awake.clear()
            _awake.add(self)

    def _fail(self, error: Exception, items: list) -> None:
        """What went wrong, in words, below the last picture that could be drawn."""
        with contextlib.suppress(Exception):  # a plot that failed may fail again: it is told below
            self._show(items, STOPPED)
        earlier = self._last[0] and self._last[0] is not items
        text = " ".join(str(error).split())[:300] or "no reason given"
        text = text if isinstance(error, ValueError) else f"{type(error).__name__}: {text}"
        self._note(f"{text} · {EARLIER}" if earlier else text)

    def _note(self, notice: str) -> None:
        self._notice = notice
        self._tell()

    def _tell(self, text: str = "", share: float | None = None, state: str = DONE) -> None:
        if self._notice:
            text, share, state = self._notice, None, DONE
        self.status = self.widgets.tell_status(text, share, state != RUNNING, bool(self._notice))

    def _pin(self, on: bool) -> None:
        if not on and not self._pinned:
            return
        try:
            self.plot.pin(on)
            self._pinned, self.widgets.pin.description = on, "Unpin" if on else "Pin"
            if self._last[0] and not self._pump.busy:  # else the next frame shows it
                self._show(*self._last)
        except Exception as error:
            self._fail(error, [])

    def _repr_mimebundle_(self, include=None, exclude=None):
        """The live panel, and for a page without a kernel its picture and its words."""
        live = {"model_id": self.view.model_id, "version_major": 2, "version_minor": 0}
        live = {"application/vnd.jupyter.widget-view+json": live}
        text = f"{self.title}: {self.words or self.status}"
        if not self.frames:  # the first run failed; its text says why
            return live | {"text/plain": text}, {}
        picture = base64.b64encode(self.plot.picture(pictures.CRISP, small=True)).decode()
        data, looks = pictures.bundle(picture, text, self.plot.width, self.plot.height)
        return live | data, looks


def _as_usual(items: Iterable) -> Iterator:
    """The same items, made under PyTorch's own defaults, whatever a reader has set."""
    items, end = iter(items), object()
    try:
        while True:
            with usual_defaults():
                item = next(items, end)
            if item is end:
                return
            yield item
    finally:
        getattr(items, "close", lambda: None)()


def _progress(items: list, state: str) -> tuple[float | None, str]:
    """How far a run has come, as a share and in words, if its items say so."""
    if not items:
        return None, "stopped before the first result"
    step, steps = getattr(items[-1], "step", None), getattr(items[-1], "steps", None)
    if step is None or not steps:  # no steps: a look at what has just begun
        return None, {STOPPED: "stopped", CUT: "cut short after half a second"}.get(state, "")
    where = {STOPPED: "stopped at ", CUT: "half a second went to "}.get(state, "")
    return step / steps, f"{where}step {step}/{steps}"
