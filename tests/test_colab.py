"""Packages that one notebook needs: installed on Colab, with what is there held fast."""

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from helpers import colab


@pytest.fixture
def pip(monkeypatch):
    """What pip was called with, and the constraints it was given."""
    calls = []

    def run(command, check):
        assert check
        calls.append((command, Path(command[command.index("-c") + 1]).read_text("utf-8")))

    monkeypatch.setattr(subprocess, "run", run)
    return calls


def test_what_is_there_is_left_in_peace(pip):
    colab.install_on_colab(torch="torch", numpy="numpy")
    assert not pip


def test_on_colab_what_is_missing_is_installed_and_all_else_is_held(pip, monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    colab.install_on_colab(no_such_module="no-such-package six", torch="torch")
    ((command, constraints),) = pip
    assert command[-2:] == ["no-such-package", "six"] and "torch" not in command
    import torch

    assert f"torch=={torch.__version__}" in constraints.splitlines()
    assert all("==" in line for line in constraints.splitlines())


def test_elsewhere_the_message_says_what_to_do(pip):
    with pytest.raises(ModuleNotFoundError, match=r"no_such_module missing.*pip install nothing"):
        colab.install_on_colab(no_such_module="nothing")
    assert not pip
