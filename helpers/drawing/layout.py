"""The place of a square panel, for a plane whose axes share one scale, and of what is beside it."""

from helpers.drawing.canvas import BOTTOM, COLUMN_GAP, LEFT


def beside(side: int, **size) -> dict:
    """Options of a Plot with two columns: a square on the left, the rest of the width beside it.

    Args: side: of the square in CSS pixels; size: what else the Plot is given, which wins.
    """
    options = {"width": 840, "top": 42, "right": 26, **size}
    rest = options["width"] - LEFT - COLUMN_GAP - options["right"] - side
    height = side + options["top"] + BOTTOM
    return {"height": height, "ncols": 2, "width_ratios": (side, rest), **options}
