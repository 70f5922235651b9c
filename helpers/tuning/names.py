"""Objectives by name, "module:name": what another process can import."""

from __future__ import annotations

import importlib
from collections.abc import Callable


def load(name: str) -> Callable:
    """The objective of a name.

    Raises: ValueError: if the name has another form, or nothing callable goes by it.
    """
    module, colon, attribute = name.partition(":")
    if not (module and colon and attribute):
        raise ValueError(f"objective takes a name like module:function, got {name!r}")
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name and not module.startswith(error.name):
            raise  # it exists, and itself misses something
        raise ValueError(f"objective {name!r}: there is no module {module!r} to import") from None
    for part in attribute.split("."):
        if not hasattr(found, part):
            raise ValueError(f"objective {name!r}: {module} has no {attribute}")
        found = getattr(found, part)
    if not callable(found):
        raise ValueError(f"objective {name!r} takes settings, so it must be a function")
    return found


def name_of(objective: Callable | str) -> str:
    """The name by which another process can import an objective.

    Raises: ValueError: for a lambda, a method, a function of a notebook or within another function.
    """
    if isinstance(objective, str):
        load(objective)
        return objective
    module = getattr(objective, "__module__", None)
    attribute = getattr(objective, "__qualname__", None)
    name = f"{module}:{attribute}"
    # A bound method has its function's name, and without its object it is another objective.
    hidden = not attribute or module == "__main__" or "<" in attribute
    if hidden or load(name) != objective:
        raise ValueError(
            "objective takes a function that other processes can import, as 'module:function': "
            f"put {attribute or repr(objective)} into a .py file"
        )
    return name
