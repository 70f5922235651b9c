"""README's moving picture: it is there, it moves, and it shows every update rule."""

import re

from PIL import Image

from helpers.recipes import OPTIMIZERS
from tests import ROOT
from tools.readme.painters import FILE, RULES


def test_readme_opens_with_a_small_picture_that_moves():
    (first, *_) = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert ROOT / first == FILE and FILE.stat().st_size <= 1.5e6
    with Image.open(FILE) as picture:
        assert picture.n_frames >= 10


def test_it_shows_every_rule():
    assert tuple(RULES.values()) == OPTIMIZERS
