"""A lab's widgets and where they stand; what they do is in lab.

    Gradient flow   ‹ 2/5 ›   Twenty sigmoid layers: the first one starves
    depth ──●── 20 layers    activation [sigmoid ▾]    gain ──●── 1
    the figure
    ▮▮▮▮▮▯▯▯▯▯ step 36/60 · the first layer's gradient is …
    [Stop] [Reset] [Pin]   seeds [8 ▾]   seed [0]   settings [gf:20,sigmoid,1.0,s0]

Only widgets and options that ipywidgets 7.7 and 8 share.
"""

from html import escape

import ipywidgets as widgets

from helpers import classroom, words
from helpers.controls import Choice, Control, LogSlider, Seed, Slider, Toggle
from helpers.drawing import pictures
from helpers.live import page

GAP, GUTTER = 8, 24  # between rows and neighbours; between columns of controls, pixels
BELOW = ("seeds", "seed")  # controls of chance, in the bottom row
BLOCKS = 10  # of the progress bar in plain text
_left = {}  # what free has left of the last view of each name
# What Layout cannot say; the names hold in ipywidgets 7 and 8, the colours follow the theme.
LOOK = """<style>
.course-lab { --jp-widgets-font-size: %s; --jp-widgets-inline-height: %s; line-height: 1.43;
  --jp-widgets-inline-width-tiny: 4.2em;
  border: 1px solid var(--jp-border-color2, #ddd); border-radius: 6px; box-sizing: border-box }
.course-lab .widget-html-content { line-height: inherit }
.course-lab .widget-readout { text-align: right; font-variant-numeric: tabular-nums }
.course-lab .widget-button, .course-lab img { border-radius: 4px }
</style>"""


class LabWidgets:
    """The widgets of one lab.

    Args:
        title: stands first.
        controls: by name; a seed goes into the bottom row.
        plot: has the figure's width and height, CSS pixels.
        story: there are steps to go through.
    """

    def __init__(self, title: str, controls: dict[str, Control], plot, story: bool):
        self.inputs = {name: _input(control) for name, control in controls.items()}
        self.back, self.forth = _button("‹", "step back"), _button("›", "next step")
        self.counter, self.caption = _html(), _html(flex=f"1 1 {_px(240)}")
        self.image = widgets.Image(
            value=pictures.BLANK,
            format=pictures.FORMAT,
            width=_px(plot.width)[:-2],
            height=_px(plot.height)[:-2],
            layout=_layout(max_width="100%", height="auto"),
        )
        self.status = _html(min_height=_px(40))  # two lines: the row below stays where it is
        self.stop = _button("Stop", "end the run, keep what it has shown")
        self.reset = _button("Reset", "back to the settings the lab began with")
        self.pin = _button("Pin", "keep these curves as ghosts to compare with")
        self.code = widgets.Text(
            continuous_update=False, **_look("settings", flex=f"1 1 {_px(250)}")
        )

        look = LOOK % (_px(14), _px(28))
        head = [_html(f"{look}{page.STYLE}<b style='font-size:1.15em'>{escape(title)}</b>")]
        if story:
            head += [self.back, self.counter, self.forth, self.caption]
        named = [name for name in controls if name not in BELOW]
        chance = [self.inputs[name] for name in BELOW if name in controls]
        self.view = widgets.VBox(
            [
                _row(head),
                _grid([_with_unit(self.inputs[n], controls[n].unit) for n in named], plot.width),
                self.image,
                self.status,
                _row([self.stop, self.reset, self.pin, *chance, self.code]),
            ],
            layout=_layout(
                width="100%",
                max_width=f"calc({_px(plot.width)} + 26px)",
                padding="10px 12px",
                grid_gap=_px(GAP),
            ),
        )
        self.view.add_class("course-lab")

    def tell_step(self, k: int, steps: int, caption: str, changed: bool) -> None:
        """Say which step the settings are, and whether they have left it."""
        self.counter.value = _say(f"{k or '–'}/{steps}", "white-space:nowrap")
        # The word is there but unseen as long as nothing changed, so that no line ever jumps.
        visibility = "visible" if changed else "hidden"
        word = f"<span style='visibility:{visibility}'> · changed</span>"
        self.caption.value = _say(caption, "opacity:0.6" if changed else "", after=word)
        self.back.disabled = k <= 1 and not changed
        self.forth.disabled = k >= steps

    def tell_status(self, text: str, share: float | None, live: bool, wrong: bool) -> str:
        """Write the line below the figure; return it as plain text.

        Args:
            share: of the run that is done, 0 to 1, for the bar; None: no bar.
            live: a screen reader reads the line out; not twenty times a second, please.
            wrong: something is not as it should be.
        """
        color = "color:var(--jp-error-color1, #c62828)" if wrong else ""
        role = f'role="status" aria-live="{"polite" if live else "off"}"'
        bar = "" if share is None else _bar(share)
        self.status.value = f'<div style="display:flex">{bar}{_say(text, color, role)}</div>'
        full = round(BLOCKS * (share or 0))
        return text if share is None else f"{'▮' * full}{'▯' * (BLOCKS - full)} {text}"


def free(view: widgets.Box, note: widgets.HTML, name: str) -> None:
    """Close all widgets of a view but one of its children: a page that still shows the view then
    shows this note. Kernels never free a widget by themselves.

    Args: name: of what stood there; the note of an earlier view of this name goes.
    """
    parts = [view]
    for part in parts:
        parts += getattr(part, "children", ())
    view.children = (note,)
    _close([part for part in parts if part not in (view, note)])
    _close(_left.pop(name, ()))
    _left[name] = (view, note)


def _close(parts) -> None:
    for part in parts:
        for widget in (part, part.layout, getattr(part, "style", None)):
            if widget is not None:
                widget.close()


def _input(control: Control):
    """The widget of a control, at its default."""
    look = _look(control.label, flex="1 1 auto")
    match control:
        case Seed(value=value, low=low, high=high):
            look = _look(control.label, width=_px(112))
            return widgets.BoundedIntText(value, min=low, max=high, **look)
        case LogSlider(value=value):
            # A FloatLogSlider would not do: its page moves a value of 0.05 to 0.0501.
            named = [(words.number(number, 3), number) for number in control.grid]
            return widgets.SelectionSlider(options=named, value=value, **look)
        case Slider(value=value, low=low, high=high, step=step):
            kind = widgets.IntSlider if control.whole else widgets.FloatSlider
            form = "d" if control.whole else ".4"  # d3-format: four digits, no trailing zeros
            return kind(value, min=low, max=high, step=step, readout_format=form, **look)
        case Choice(value=value, options=options):
            named = [(words.title(str(option)), option) for option in options]
            return widgets.Dropdown(options=named, value=value, **look)
        case Toggle(value=value):
            return widgets.Checkbox(value, indent=False, **look)
    raise TypeError(f"no widget for {control!r}")


def _px(length: float) -> str:
    """A length on the page, larger before a projector: "40px"."""
    return f"{round(length * classroom.zoom())}px"


def _look(label: str, **layout) -> dict:
    style = {"description_width": "initial"}  # as wide as the label: none is cut off
    return {"description": label, "style": style, "layout": _layout(**layout)}


def _layout(**layout) -> dict:
    return {"width": "auto", "min_width": "0", "margin": "0", "overflow": "visible", **layout}


def _html(value: str = "", **layout) -> widgets.HTML:
    return widgets.HTML(value, layout=_layout(**layout))


def _say(text: str, style: str = "", attributes: str = "", after: str = "") -> str:
    text = text.replace(" %", "\u00a0%").replace("≈ ", "≈\u00a0")  # no line ends there
    style = f"color:var(--jp-ui-font-color1, inherit);{style}"
    return f'<div style="{style}" {attributes}>{escape(text)}{after}</div>'


def _bar(share: float) -> str:
    full, rest = "var(--jp-brand-color1, #1976d2)", "var(--jp-border-color2, #ddd)"
    fill = f"background:linear-gradient(90deg,{full} {share:.0%},{rest} {share:.0%})"
    size = "flex:0 0 7em;height:0.6em;border-radius:4px;margin:0.45em 0.7em 0 0"
    return f'<div aria-hidden="true" style="{size};{fill}"></div>'


def _button(name: str, tooltip: str) -> widgets.Button:
    width = _px(32 if len(name) == 1 else 68)
    return widgets.Button(description=name, tooltip=tooltip, layout=_layout(width=width))


def _row(children: list) -> widgets.HBox:
    layout = _layout(align_items="baseline", flex_flow="row wrap", grid_gap=_px(GAP))
    return widgets.HBox(children, layout=layout)


def _grid(children: list, width: int) -> widgets.HBox:
    """One row of up to three controls, two rows of more; where it is narrow, as many as fit."""
    columns = len(children) if len(children) <= 3 else -(-len(children) // 2)
    least = (width - GUTTER * columns) // (columns + 1) + 1  # one more column would not fit
    columns = f"repeat(auto-fit, minmax({_px(least)}, 1fr))"
    gap = f"{_px(GAP)} {_px(GUTTER)}"
    layout = _layout(display="grid", grid_template_columns=columns, grid_gap=gap)
    return widgets.HBox(children, layout=layout)


def _with_unit(widget, unit: str):
    """The unit stands after the value, where the eye is."""
    if not unit:
        return widget
    row, note = _layout(align_items="center", grid_gap="6px"), _html(_say(unit))
    note.add_class("course-unit")
    return widgets.HBox([widget, note], layout=row)
