"""Settings codes: a lab's settings in one short line, for a slide or a neighbour.

gf:20,sigmoid,1.0,s0     the lab's initials, then its controls' values in order
"""

import re

from helpers.controls import Control, check, plain, shown


def encode(title: str, controls: dict[str, Control], values: dict) -> str:
    """The settings code of a lab: gf:20,sigmoid,1.0,s0."""
    parts = [control.write(values[name]) for name, control in controls.items()]
    return f"{_initials(title)}:{','.join(parts)}"


def decode(title: str, controls: dict[str, Control], code: str) -> dict:
    """The values in a settings code; case and spaces do not count.

    Raises: ValueError: what is wrong with the code, in one sentence.
    """
    initials, colon, rest = plain(code).partition(":")
    if not colon or initials != _initials(title):
        raise ValueError(f"a code of this lab is {_initials(title)}:…, got {shown(code)}")
    parts = rest.split(",")
    if len(parts) != len(controls):
        raise ValueError(f"a code of this lab names {', '.join(controls)}, got {len(parts)} values")
    return check(controls, dict(zip(controls, parts, strict=True)))


def _initials(title: str) -> str:
    return "".join(word[0] for word in re.findall(r"\w+", title)).lower()
