"""Slides from a notebook's slide tags: what was asked is checked here, tools/deck makes the page.

Standard library only: the page is made in the environment's python, whose requirements
(tools/deck/requirements.txt) carry reveal.js.
"""

import os
import pathlib
import subprocess

from tools import notebooks
from tools.environment import ROOT, Trouble, environ, say


def write(wanted, out, python):
    """Write the slides of one notebook as one HTML file that needs no network.

    Args:    wanted: the beginning of its name, such as 01.
             out: the file; None: its name with .slides.html, in the folder one is in.
             python: the environment's.
    Raises:  Trouble: if not one notebook is meant, its tags make no slides, or out has no folder.
    """
    paths = notebooks.found([wanted])
    if len(paths) > 1:
        names = ", ".join(path.stem for path in paths)
        raise Trouble(f"Slides are made of one notebook; with {wanted!r} begin {names}.")
    target = pathlib.Path(out or f"{paths[0].stem}.slides.html").absolute()
    if not target.parent.is_dir():
        raise Trouble(f"There is no folder {target.parent} to write the slides to.")
    if not os.access(str(target.parent), os.W_OK):
        raise Trouble(f"You may not write to {target.parent}: say where with --out FILE.")
    command = [str(python), str(ROOT / "tools/deck/deck.py"), str(paths[0]), str(target)]
    done = subprocess.run(command, check=False, stderr=subprocess.PIPE, env=environ())
    if done.returncode:
        raise Trouble(done.stderr.decode(errors="replace").strip())
    say(f"{target}: open it in a browser; S shows the notes, Esc all slides, ? the keys.")
    return 0
