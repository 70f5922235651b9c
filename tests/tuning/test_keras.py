"""Keras Tuner as a stream: on PyTorch, repeatable, silent, and nothing of it patched."""

import os
import subprocess
import sys

import numpy as np
import pytest

from helpers import data, scaling
from helpers.tuning.keras import import_keras, new_project, trial_results
from tests import ROOT

DIGITS = scaling.scale(data.split(data.load("digits"), n=200), "standard")
TRAIN, TEST = ((part.x.numpy(), part.y.numpy()) for part in (DIGITS.train, DIGITS.test))


def tuner(modules, trials=3, kind="RandomSearch", objective="val_accuracy"):
    """A tuner of the notes' four hyperparameters, in Keras Tuner's own way."""
    keras, keras_tuner = modules

    class Network(keras_tuner.HyperModel):
        def build(self, hp):
            model = keras.Sequential()
            for _ in range(hp.Int("layers", 1, 3)):
                model.add(keras.layers.Dense(hp.Choice("units", [8, 16]), activation="relu"))
            model.add(keras.layers.Dense(10, activation="softmax"))
            hp.Choice("batch_size", [50, 100])
            rate = hp.Float("lr", 1e-3, 1e-1, sampling="log")
            optimizer = keras.optimizers.Adam(rate)
            model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
            return model

        def fit(self, hp, model, *arguments, **options):
            return model.fit(*arguments, batch_size=hp.get("batch_size"), **options)

    make = getattr(keras_tuner, kind)
    return make(Network(), objective, max_trials=trials, seed=1, **new_project())


@pytest.fixture(scope="module")
def parts():
    """The modules keras and keras_tuner."""
    return import_keras()


def run(tuner, **options):
    """All that a search yields."""
    return list(trial_results(tuner, *TRAIN, validation_data=TEST, epochs=2, **options))


def test_a_search_is_a_stream_that_repeats(parts, capfd):
    first, again = (run(tuner(parts), seed=0) for _ in range(2))
    assert first == again
    assert [(result.step, result.steps) for result in first] == [(1, 3), (2, 3), (3, 3)]
    assert "".join(capfd.readouterr()) == ""
    result = first[-1]
    assert result.space.names == ("layers", "units", "batch_size", "lr")
    positions = np.array([result.space.position(trial.settings) for trial in result.trials])
    assert ((positions >= 0) & (positions <= 1)).all()
    assert {trial.state for trial in result.trials} == {"done"}
    other = run(tuner(parts), seed=1)[-1]
    assert [trial.settings for trial in other.trials] == [t.settings for t in result.trials]
    assert (other.scores != result.scores).any()  # other weights, same settings


def test_scores_are_keras_tuner_s_own(parts):
    made = tuner(parts)
    before = dict(vars(made))
    result = run(made)[-1]
    assert vars(made).keys() == before.keys() and made.run_trial.__func__ is type(made).run_trial
    (best,) = made.get_best_hyperparameters(1)
    assert result.best.settings == {name: best.get(name) for name in result.space.names}
    assert made.oracle.max_trials == 3
    with pytest.raises(ValueError, match="tuner takes a fresh one, got one with 3 trials"):
        run(made)


def test_a_loss_counts_the_other_way(parts):
    made = tuner(parts, objective="val_loss")
    result = run(made)[-1]
    assert (result.scores < 0).all()
    assert result.best.score == -min(trial.score for trial in made.oracle.trials.values())


def test_the_batch_size_is_tuned_with_and_without_the_stream(parts, monkeypatch):
    seen, fit = [], parts[0].Model.fit

    def spy(self, *arguments, **options):
        seen.append(options["batch_size"])
        return fit(self, *arguments, **options)

    monkeypatch.setattr(parts[0].Model, "fit", spy)
    assert [trial.settings["batch_size"] for trial in run(tuner(parts))[-1].trials] == seen
    made, before = tuner(parts), len(seen)
    made.search(*TRAIN, validation_data=TEST, epochs=1, verbose=0)
    sizes = [trial.hyperparameters.get("batch_size") for trial in made.oracle.trials.values()]
    assert sizes == seen[before:]


def test_hyperparameters_that_depend_on_each_other_are_refused(parts):
    keras, keras_tuner = parts

    def build(hp):
        hp.Choice("optimizer", ["sgd", "adam"])
        with hp.conditional_scope("optimizer", ["sgd"]):
            hp.Float("momentum", 0.0, 0.9)
        return keras.Sequential([keras.layers.Dense(10)])

    made = keras_tuner.RandomSearch(build, "val_loss", max_trials=2, **new_project())
    with pytest.raises(ValueError, match="got momentum, which depends on optimizer"):
        run(made)


def test_bayesian_optimization_streams_too(parts):
    assert np.isfinite(run(tuner(parts, 4, "BayesianOptimization"))[-1].scores).all()


def test_it_leaves_nothing_at_home(tmp_path):
    code = (
        "import warnings; warnings.simplefilter('error', UserWarning)\n"
        "from helpers.tuning.keras import import_keras; keras, _ = import_keras()\n"
        "import torch; print(keras.backend.backend(), torch.get_num_threads())"
    )
    environment = {**os.environ, "HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    environment.pop("KERAS_HOME", None)
    root = ROOT
    told = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=root, capture_output=True, text=True
    )
    assert (told.stdout.strip(), told.stderr) == ("torch 1", "")
    assert not (tmp_path / ".keras").exists()


def test_what_a_student_has_set_for_keras_stays_out(tmp_path):
    (tmp_path / "keras.json").write_text('{"floatx": "float16", "backend": "jax"}')
    code = "from helpers.tuning.keras import import_keras; keras, _ = import_keras(); "
    code += "print(keras.config.floatx(), keras.backend.backend())"
    environment = {**os.environ, "KERAS_HOME": str(tmp_path)}
    command = [sys.executable, "-c", code]
    told = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
    assert (told.stdout.strip(), told.stderr) == ("float32 torch", "")


def test_another_backend_is_named(parts, monkeypatch):
    monkeypatch.setattr(parts[0].backend, "backend", lambda: "jax")
    with pytest.raises(RuntimeError, match="Keras runs on jax already; restart the kernel"):
        import_keras()
