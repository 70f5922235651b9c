"""How long a search takes: in this process, on a cluster of 1, 2, 4 processes, with Keras Tuner.

    python course.py bench tuning [--rounds 5]

The fastest of some rounds is reported, the strategies interleaved. Prints a table, and as its last
line one JSON object: seconds per strategy (64 trials × 20 epochs on digits), of Keras' import, of
Keras Tuner's search; on a cluster of this machine seconds of 1,000 trials that do nothing, of 60
trials of 0.2 s, and of a claim over 1,000 seeds, here and there. The bars: 3 s for each strategy,
15 s for the two of Keras together. Meant for a quiet machine; three minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from time import perf_counter, sleep

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT)]

from helpers import data, experiments, scaling  # noqa: E402
from helpers.recipes import Recipe  # noqa: E402
from helpers.tuning import tune  # noqa: E402
from helpers.tuning.keras import import_keras, new_project, trial_results  # noqa: E402
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
    keras, keras_tuner = import_keras()
    imported = perf_counter()

    class Network(keras_tuner.HyperModel):
        def build(self, hp):
            model = keras.Sequential()
            for _ in range(hp.Int("layers", 1, 3)):
                model.add(keras.layers.Dense(hp.Choice("units", [16, 32, 64]), activation="relu"))
            model.add(keras.layers.Dense(10, activation="softmax"))
            hp.Choice("batch_size", [32, 64, 128])
            optimizer = keras.optimizers.Adam(hp.Float("lr", 1e-4, 1e-1, sampling="log"))
            model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
            return model

        def fit(self, hp, model, *examples, **options):
            return model.fit(*examples, batch_size=hp.get("batch_size"), **options)

    tuner = keras_tuner.RandomSearch(
        Network(), "val_accuracy", max_trials=trials, seed=1, **new_project()
    )
    train, test = ((part.x.numpy(), part.y.numpy()) for part in (DIGITS.train, DIGITS.test))
    for _ in trial_results(tuner, *train, validation_data=test, epochs=epochs):
        pass
    return {"keras import": imported - began, "keras tuner": perf_counter() - imported}


def nothing(settings: dict) -> float:
    """An objective that takes no time."""
    return settings["lr"]


def wait(settings: dict) -> float:
    """An objective that takes 0.2 seconds and no processor."""
    sleep(0.2)
    return settings["lr"]


def cluster() -> dict[str, float]:
    """Seconds on a cluster of this machine, by number of worker processes."""
    from distributed import Client, LocalCluster

    spans = {}

    def span(name, call):
        began = perf_counter()
        answer = call()
        spans[name] = perf_counter() - began
        return answer

    relu = Recipe(hidden=(32,), lr=0.1)
    variants = {"relu": relu, "sigmoid": relu.but(activation="sigmoid")}
    options = {"data": DIGITS, "count": 1000, "epochs": 2, "every": 10**6}
    here = span("1,000 seeds, here", lambda: experiments.compare(variants, **options))
    for count in (1, 2, 4):
        settings = {"n_workers": count, "threads_per_worker": 1, "dashboard_address": ":0"}
        with LocalCluster(**settings) as local, Client(local) as client:
            # The workers' imports are paid for before.
            experiments.compare(variants, **{**options, "count": 32}, client=client)
            words = f"{count} process{'es' * (count > 1)}"
            span(f"1,000 × 0 s, {words}", lambda: tune(nothing, SPACE, 1000, client=client))
            span(f"60 × 0.2 s, {words}", lambda: tune(wait, SPACE, 60, client=client))
            there = span(
                f"1,000 seeds, {words}",
                lambda: experiments.compare(variants, **options, client=client),
            )
            print(there.higher("relu", than="sigmoid").words)
            assert (there["test_accuracy"] == here["test_accuracy"]).all()
            assert (there["loss"] == here["loss"]).all()
    return spans


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    found = cluster() | kernel(rounds) | keras()
    for name, seconds in found.items():
        print(f"{name:26} {seconds:6.2f} s")
    print(json.dumps({name: round(seconds, 3) for name, seconds in found.items()}))


if __name__ == "__main__":
    main()
