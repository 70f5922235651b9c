"""A PostgreSQL of a test's own: on loopback, on a free port, with a password, gone afterwards."""

import gc
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

REQUIRED = "COURSE_REQUIRE_POSTGRES"  # set to 1, it makes a failure of what would be skipped
PLACES = "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin"


def binaries():
    """Return the folder of initdb and pg_ctl, the newest where there are several, or None."""
    if os.name != "posix":  # a process cannot be stopped and continued there
        return None
    found = [path for place in PLACES for path in sorted(Path("/").glob(f"{place[1:]}/initdb"))]
    on_path = shutil.which("initdb")
    found += [Path(on_path)] if on_path else []
    return found[-1].parent if found else None


class Cluster:
    """A server that listens on 127.0.0.1 only.

    Attributes: url, with the password; bare, without it; password.
    """

    def __init__(self, folder):
        self.binaries, self.folder = binaries(), Path(folder)
        # initdb refuses root; Debian's package has made a user for this.
        self.user = {"user": "postgres"} if os.geteuid() == 0 else {}
        if self.user:
            shutil.chown(folder, "postgres")
        self.password = secrets.token_hex(16)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.bare = f"postgresql+psycopg://course@127.0.0.1:{self.port}/postgres"
        self.url = self.bare.replace("course@", f"course:{self.password}@")
        secret = self.folder / "password"
        secret.write_text(self.password)
        options = ["--pwfile", secret, "--username", "course", "--auth", "scram-sha-256"]
        self._run("initdb", "--no-sync", "--encoding", "UTF8", *options)
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "fsync": "off",
        }
        with (self.folder / "data/postgresql.conf").open("a") as sink:
            sink.writelines(f"{name} = '{value}'\n" for name, value in settings.items())

    def _run(self, command, *arguments):
        words = [self.binaries / command, "--pgdata", self.folder / "data", *arguments]
        with (self.folder / "log").open("ab") as log:  # a pipe would stay open in the server
            status = subprocess.call(
                words,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **self.user,
            )
        if status:
            pytest.fail(f"{command} failed: {(self.folder / 'log').read_text()[-2000:]}")

    def start(self):
        """Start it, and wait until it answers."""
        self._run("pg_ctl", "start", "--wait")

    def stop(self):
        """Break all connections and stop it."""
        self._run("pg_ctl", "stop", "--wait", "--mode", "fast")


@pytest.fixture(scope="module")
def postgres():
    """A running Cluster; without PostgreSQL the test is skipped, or fails where it is required."""
    if binaries() is None:
        told = "needs PostgreSQL's initdb and pg_ctl (Debian, Ubuntu: apt install postgresql)"
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(f"{told}, and {REQUIRED}=1 forbids to skip")
        pytest.skip(told)
    folder = tempfile.mkdtemp(prefix="postgres-")  # pytest's own folders are closed to others
    try:
        cluster = Cluster(folder)
        cluster.start()
        try:
            yield cluster
        finally:
            # Connections of finished searches end here, not in a later test that counts warnings.
            gc.collect()
            cluster.stop()
    finally:
        shutil.rmtree(folder)
