"""Write the course's data files from scikit-learn's bundled copies: python data/make.py

The same bytes on every machine: shortest decimals that give the same float64 back, line
endings always \\n. The course itself reads the CSV files and never runs this.
"""

from hashlib import sha256
from pathlib import Path

import numpy as np
from sklearn import datasets

FOLDER = Path(__file__).parent
# name: (scikit-learn's loader with its arguments, heading of the last column)
SETS = {
    "digits": (datasets.load_digits, {}, "digit"),
    "wine": (datasets.load_wine, {}, "cultivar"),
    "breast_cancer": (datasets.load_breast_cancer, {}, "benign"),
    "diabetes": (datasets.load_diabetes, {"scaled": False}, "progression"),
}


def table(name: str) -> bytes:
    """One data set as CSV: a heading, then an example per line, its target last."""
    load, options, target = SETS[name]
    bunch = load(**options)
    rows = np.column_stack([bunch.data, bunch.target])
    lines = [",".join([*bunch.feature_names, target])]
    lines += [",".join(np.format_float_positional(cell, trim="-") for cell in row) for row in rows]
    return ("\n".join(lines) + "\n").encode()


if __name__ == "__main__":
    for name in SETS:
        content = table(name)
        (FOLDER / f"{name}.csv").write_bytes(content)
        print(f"{sha256(content).hexdigest()}  {name}.csv")
