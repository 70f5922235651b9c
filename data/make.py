"""Write the course's data files from scikit-learn's bundled copies: python data/make.py

The tables are the same bytes on every machine: shortest decimals that give the same float64 back,
line endings always \\n. The photographs' pixels may differ by one or two, as decoders of JPEG do.
The course itself reads the files and never runs this.
"""

from hashlib import sha256
from pathlib import Path

import numpy as np
from PIL import Image
from sklearn import datasets

FOLDER = Path(__file__).parent
# name: (scikit-learn's loader with its arguments, heading of the last column)
SETS = {
    "digits": (datasets.load_digits, {}, "digit"),
    "wine": (datasets.load_wine, {}, "cultivar"),
    "breast_cancer": (datasets.load_breast_cancer, {}, "benign"),
    "diabetes": (datasets.load_diabetes, {"scaled": False}, "progression"),
}
# name: (scikit-learn's image, its left column and top row, pixels that become one along a side)
PHOTOGRAPHS = {"flower": ("flower.jpg", (148, 62), 5), "temple": ("china.jpg", (30, 20), 6)}
SIDE = 64  # pixels of a photograph


def table(name: str) -> bytes:
    """One data set as CSV: a heading, then an example per line, its target last."""
    load, options, target = SETS[name]
    bunch = load(**options)
    rows = np.column_stack([bunch.data, bunch.target])
    lines = [",".join([*bunch.feature_names, target])]
    lines += [",".join(np.format_float_positional(cell, trim="-") for cell in row) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def photograph(name: str) -> np.ndarray:
    """A square cut out of an image, each pixel the mean of a small square, (row, column, RGB)."""
    image, (left, top), factor = PHOTOGRAPHS[name]
    size = SIDE * factor
    cut = datasets.load_sample_image(image)[top : top + size, left : left + size]
    pixels = cut.reshape(SIDE, factor, SIDE, factor, 3).mean((1, 3))
    return pixels.round().astype(np.uint8)


if __name__ == "__main__":
    for name in SETS:
        (FOLDER / f"{name}.csv").write_bytes(table(name))
    for name in PHOTOGRAPHS:
        Image.fromarray(photograph(name)).save(FOLDER / f"{name}.png", optimize=True)
    for path in sorted([*FOLDER.glob("*.csv"), *FOLDER.glob("*.png")]):
        print(f"{sha256(path.read_bytes()).hexdigest()}  {path.name}")
