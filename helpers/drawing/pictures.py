"""Pictures as a page takes them: the one place that knows their format and how crisp they are."""

import base64
import io

import numpy as np
from PIL import Image

from helpers import classroom

FORMAT = "png"
CRISP = 2  # pixels for a CSS pixel, of every picture that stays
# One clear pixel: what a page shows before there is a figure.
BLANK = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def encoded(pixels: np.ndarray, small: bool = False) -> bytes:
    """Colours (rows, columns, RGB) as a picture file.

    Args: small: pack it with a palette, a third of the bytes for a tenth of a second; for
        pictures that are kept, not for frames.
    """
    image, buffer = Image.fromarray(np.ascontiguousarray(pixels)), io.BytesIO()
    if small:
        image = image.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    image.save(buffer, FORMAT, compress_level=9 if small else 1)
    return buffer.getvalue()


def bundle(picture: bytes | str, text: str, width: float, height: float) -> tuple[dict, dict]:
    """What _repr_mimebundle_ returns: a picture, of so many CSS pixels, and its words for whoever
    cannot see it; exporters take them as the image's alt text."""
    look = {"width": round(classroom.zoom() * width), "height": round(classroom.zoom() * height)}
    look["alt"] = text
    return {f"image/{FORMAT}": picture, "text/plain": text}, {f"image/{FORMAT}": look}
