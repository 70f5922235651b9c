"""Keras Tuner as a stream: Keras 3 on the PyTorch backend, quiet, repeatable, nothing patched."""

import gc
import importlib
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from functools import cache
from types import ModuleType

from helpers.engine import threads  # noqa: F401 - one thread: small networks are faster with it
from helpers.engine.randomness import own_seed
from helpers.tuning.results import DONE, FAILED, Result, Trial
from helpers.tuning.space import Choices, Range, Space


@cache
def _folder() -> tempfile.TemporaryDirectory:
    """Removed when the process ends."""
    return tempfile.TemporaryDirectory(prefix="keras-tuner-")


def import_keras() -> tuple[ModuleType, ModuleType]:
    """Import Keras on PyTorch, and Keras Tuner; nothing is written into the home folder.

    Returns: the modules keras and keras_tuner.
    Raises:  RuntimeError: if Keras runs already, on another backend.
             ModuleNotFoundError: if they are not installed, naming what to do.
    """
    fresh = "keras_tuner" not in sys.modules
    if "keras" not in sys.modules:
        os.environ["KERAS_BACKEND"] = "torch"
        os.environ["KERAS_HOME"] = _folder().name  # neither written to the home nor read from it
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what they themselves import
            keras, tuner = map(importlib.import_module, ("keras", "keras_tuner"))
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"{error.name} is not installed: pip install keras keras-tuner six", name=error.name
        ) from None
    if keras.backend.backend() != "torch":
        raise RuntimeError(
            f"Keras runs on {keras.backend.backend()} already; restart the kernel, and run this "
            "before anything imports Keras"
        )
    keras.config.set_floatx("float32")
    if fresh:
        # Keras collects garbage before every network that it builds, and goes through all that
        # was imported each time: a quarter of a second. What is there now is here to stay.
        gc.freeze()
    return keras, tuner


def new_project() -> dict:
    """Where a tuner may write, a new place each time: `RandomSearch(…, **new_project())`."""
    return {"directory": tempfile.mkdtemp(dir=_folder().name), "project_name": "search"}


def trial_results(tuner, *arguments, seed: int = 0, **options) -> Iterator[Result]:
    """Keras Tuner's own `tuner.search`, called for one trial at a time, so that a figure follows.

    Args:
        tuner: any of its tuners; give it a seed of its own, and not 0, which it takes for none.
        arguments, options: what tuner.search takes.
        seed: of Keras' generators; every trial begins from one of its own.
    Yields:  Result after every trial; scores are the tuner's objective at its best epoch, with
             the sign turned if it is to be small.
    Raises:  ValueError: if a trial was made before the search began, or a hyperparameter depends
             on another one.
    """
    keras, _ = import_keras()
    oracle = tuner.oracle
    if oracle.trials:
        raise ValueError(f"tuner takes a fresh one, got one with {len(oracle.trials)} trials")
    wanted, trials = oracle.max_trials, []
    space = _space(oracle.get_space().space)
    try:
        while wanted is None or len(trials) < wanted:
            oracle.max_trials, began = len(trials) + 1, time.perf_counter()
            keras.utils.set_random_seed(own_seed(seed, f"trial {len(trials)}"))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it calls what Python and Keras deprecated
                tuner.search(*arguments, **{"verbose": 0, **options})
            if len(oracle.trials) == len(trials):
                return  # it has nothing left to try
            latest = oracle.trials[oracle.start_order[-1]]
            seconds = time.perf_counter() - began
            trials.append(_trial(latest, len(trials), space, oracle.objective.direction, seconds))
            yield Result(space, tuple(trials), wanted or len(trials))
    finally:
        oracle.max_trials = wanted


def _trial(trial, number: int, space: Space, direction: str, seconds: float) -> Trial:
    settings = {name: trial.hyperparameters.values[name] for name in space.names}
    if trial.score is None:
        error = (trial.message or "no score").strip().splitlines()[-1]
        return Trial(number, settings, FAILED, (), seconds, error=error)
    score = -trial.score if direction == "min" else trial.score
    return Trial(number, settings, DONE, (score,), seconds)


def _space(parameters) -> Space:
    """What a tuner searches, as a space of ours."""
    axes = []
    for parameter in parameters:
        if parameter.conditions:
            raise ValueError(
                "tuner takes a build whose hyperparameters do not depend on each other, got "
                f"{parameter.name}, which depends on {parameter.conditions[0].name}"
            )
        config = parameter.get_config()
        if "values" in config:
            axes.append((parameter.name, Choices(tuple(config["values"]))))
        elif isinstance(parameter.default, bool):
            axes.append((parameter.name, Choices((False, True))))
        elif "min_value" in config:
            log = config["sampling"] in ("log", "reverse_log")
            axes.append((parameter.name, Range(config["min_value"], config["max_value"], log)))
    return Space(tuple(axes))
