"""Where a study lies: a file's path or a database's URL.

A password comes in the URL or in PGPASSWORD, and appears in nothing that is printed or raised.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from sqlalchemy import exc
from sqlalchemy.engine import URL, make_url


@dataclass(frozen=True, repr=False)
class Address:
    """Where a study lies.

    Args: kind: "file", "sqlite" or "postgresql"; url: without the password, to print and to
        hand to a worker's command line; password: its own, "" if there is none.
    """

    kind: str
    url: str
    password: str = ""

    def __repr__(self) -> str:
        return f"Address({self.url})"

    @property
    def path(self) -> str:
        """The file it lies in, "" for a server or for SQLite's memory."""
        if self.kind == "file":
            return self.url
        path = make_url(self.url).database if self.kind == "sqlite" else ""
        return os.path.abspath(path) if path and path != ":memory:" else ""

    @property
    def secret_url(self) -> str:
        """The url with the password, for the driver alone."""
        if not self.password:
            return self.url
        return make_url(self.url).set(password=self.password).render_as_string(hide_password=False)

    @property
    def environment(self) -> dict[str, str]:
        """What a worker's process needs beside the url."""
        return {"PGPASSWORD": self.password} if self.password else {}


def address(storage: str) -> Address:
    """Read a file's path or a URL.

    Raises: ValueError: for another kind of database, or a URL that cannot be read.
    """
    if not isinstance(storage, str) or not storage:
        raise ValueError(
            "storage takes a file's path, sqlite:///… or postgresql+psycopg://user@host/database, "
            f"got {storage!r}"
        )
    if "://" not in storage:
        return Address("file", os.path.abspath(storage))
    scheme, _, rest = storage.partition("://")
    if scheme not in ("sqlite", "postgresql", "postgresql+psycopg"):
        raise ValueError(
            "storage takes a file's path, sqlite:///… or postgresql+psycopg://…, "
            f"got one that begins with {scheme}://"
        )
    try:
        url = make_url(storage)
    except (exc.ArgumentError, ValueError):
        url = None  # its own message would repeat the URL
    if url is None or rest.count("@") > 1 or _has_password(url):
        raise ValueError(
            "storage takes a URL like postgresql+psycopg://user:password@host:5432/database; in a "
            "password write @ as %40, / as %2F, : as %3A (or put it into PGPASSWORD)"
        ) from None
    if scheme == "sqlite":
        return Address("sqlite", storage)
    bare = URL.create(
        "postgresql+psycopg", url.username, None, url.host, url.port, url.database, url.query
    )
    return Address("postgresql", bare.render_as_string(), str(url.password or ""))


def _has_password(url: URL) -> bool:
    """Whether a query holds one, which would be printed: password, sslpassword."""
    return any("password" in key.lower() for key in url.query)
