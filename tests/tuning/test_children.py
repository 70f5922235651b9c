"""Workers on this machine: none is left behind."""

import subprocess

import pytest

from helpers.tuning import search, tune
from helpers.tuning.address import address
from helpers.tuning.children import started
from tests.tuning.tasks import PLANE

SLOW = "tests.tuning.tasks:slow"


def test_a_worker_ends_with_the_process_that_started_it(tmp_path):
    file = str(tmp_path / "study")
    next(search(SLOW, PLANE, 100, storage=file))
    with started(address(file), "tuning", 1) as (child,):
        child.stdin.close()  # as when this process is killed
        assert child.wait(30) == 143


def test_no_worker_is_left_if_another_one_does_not_start(tmp_path, monkeypatch):
    children, popen = [], subprocess.Popen

    def one(*arguments, **options):
        if children:
            raise OSError("too many processes")
        children.append(popen(*arguments, **options))
        return children[0]

    monkeypatch.setattr(subprocess, "Popen", one)
    with pytest.raises(OSError, match="too many processes"):
        tune(SLOW, PLANE, 100, storage=str(tmp_path / "study"), workers=2)
    assert children[0].returncode is not None
