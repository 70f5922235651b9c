"""Picture files: what a page decodes is what was drawn."""

import io

import numpy as np
import pytest
from PIL import Image

from helpers.drawing import pictures


def decoded(picture):
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))


@pytest.mark.parametrize("shape", [(1, 1), (3, 7), (380, 841)])
def test_a_frame_is_decoded_to_the_pixels_that_were_drawn(shape):
    draws = np.random.Generator(np.random.PCG64(0))
    canvas = draws.integers(0, 256, (*shape, 4), dtype=np.uint8)
    pixels = canvas[..., :3]  # as from a canvas: not in one piece of memory
    image = Image.open(io.BytesIO(pictures.encoded(pixels)))
    image.verify()  # its checksums
    assert image.format.lower() == pictures.FORMAT
    np.testing.assert_array_equal(decoded(pictures.encoded(pixels)), pixels)


def test_a_small_picture_has_the_size_and_nearly_the_colours():
    ramp = np.zeros((40, 60, 3), np.uint8)
    ramp[:, :, 0] = np.arange(60) * 4
    small = decoded(pictures.encoded(ramp, small=True))
    assert small.shape == ramp.shape and abs(small.astype(int) - ramp).max() <= 4
    noise = np.random.Generator(np.random.PCG64(0)).integers(0, 9, (300, 300, 3), dtype=np.uint8)
    assert len(pictures.encoded(noise, small=True)) < len(pictures.encoded(noise))
