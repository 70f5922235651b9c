"""How long a search takes: 64 trials × 20 epochs on digits in the kernel, and Keras Tuner's cell.

    python course.py bench tuning [--rounds 5]

The fastest of some rounds is reported, the strategies interleaved. Prints a table, and as its last
line one JSON object: seconds per strategy, of Keras' import, of Keras Tuner's search. The bars: 3 s
for every strategy, 15 s for the two of Keras together. Meant for a quiet machine; a minute.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT)]

from helpers import data, scaling  # noqa: E402
from helpers.recipes import Recipe  # noqa: E402
from helpers.tuning import keras_door, tune  # noqa: E402
from helpers.tuning.objectives import Training  # noqa: E402
from helpers.tuning.strategies import STRATEGIES  # noqa: E402

SPACE = {"lr": (1e-3, 1.0, "log"), "momentum": (0.0, 0.95)}
DIGITS = scaling.scale(data.split(data.load("digits")), "standard")


def kernel(rounds: int) -> dict[str, float]:
    """Seconds of 64 trials × 20 epochs of 64-64-64-10, per strategy."""
    objective = Training(DIGITS, Recipe(hidden=(64, 64), optimizer="momentum"), epochs=20)
    spans = defaultdict(list)
    for _ in range(rounds):
        for strategy in STRATEGIES:
            began = perf_counter()
            tune(objective, SPACE, 64, strategy)
            spans[strategy].append(perf_counter() - began)
    return {strategy: min(times) for strategy, times in spans.items()}


def keras(trials: int = 6, epochs: int = 3) -> dict[str, float]:
    """Seconds that a first search with Keras Tuner takes, over the notes' four hyperparameters."""
    began = perf_counter()
    keras, keras_tuner = keras_door.load()
    imported = perf_counter()

    def build(hp):
        model = keras.Sequential()
        for _ in range(hp.Int("layers", 1, 3)):
            model.add(keras.layers.Dense(hp.Choice("units", [16, 32, 64]), activation="relu"))
        model.add(keras.layers.Dense(10, activation="softmax"))
        hp.Choice("batch_size", [32, 64, 128])
        optimizer = keras.optimizers.Adam(hp.Float("lr", 1e-4, 1e-1, sampling="log"))
        model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    tuner = keras_tuner.RandomSearch(
        build, "val_accuracy", max_trials=trials, seed=1, **keras_door.project()
    )
    train, test = ((part.x.numpy(), part.y.numpy()) for part in (DIGITS.train, DIGITS.test))
    for _ in keras_door.search(tuner, *train, validation_data=test, epochs=epochs):
        pass
    return {"keras import": imported - began, "keras tuner": perf_counter() - imported}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    found = kernel(parser.parse_args().rounds) | keras()
    for name, seconds in found.items():
        print(f"{name:14} {seconds:6.2f} s")
    print(json.dumps({name: round(seconds, 3) for name, seconds in found.items()}))


if __name__ == "__main__":
    main()
