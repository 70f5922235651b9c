"""Dask clusters on loopback, as tests start them: their workers are processes of one thread."""

import contextlib
import os
import subprocess
import sys

import dask
from distributed import Client, LocalCluster

from tests import ROOT

SETTINGS = {
    "distributed.scheduler.worker-ttl": "6 s",  # silence after which a worker counts as lost
    "distributed.scheduler.allowed-failures": 10,  # workers that a task may outlive
}


@contextlib.contextmanager
def local_client(workers, **settings):
    """A client of a cluster of this machine; settings are those of distributed.scheduler."""
    changed = {**SETTINGS, **{f"distributed.scheduler.{k}": v for k, v in settings.items()}}
    with (
        dask.config.set(changed),
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0") as cluster,
        Client(cluster) as client,
    ):
        yield client


@contextlib.contextmanager
def process(kind, *options, folder=ROOT):
    """A scheduler or a worker of its own, which imports from a folder; killed in the end."""
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard", *options]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    child = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield child
    finally:
        child.terminate()  # with its nanny's child
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
