"""Addresses of studies: what is read from them, and what is never repeated."""

import pytest

from helpers.tuning.address import address


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://me:sec@ret@host/base",
        "postgresql://me:secret@host:port/base",
        "postgresql://me@host/base?password=secret",
        "postgresql://me@host/base?sslPassword=secret",
    ],
)
def test_a_password_is_not_repeated(url):
    with pytest.raises(ValueError, match="storage takes a URL like") as caught:
        address(url)
    assert "sec" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_an_address_keeps_its_password_apart():
    place = address("postgresql://me:se%40cret@host:5433/base?sslmode=require")
    assert place.url == "postgresql+psycopg://me@host:5433/base?sslmode=require"
    assert place.environment == {"PGPASSWORD": "se@cret"}
    assert "cret" not in repr(place)
    assert address("postgresql://host/base").environment == {}
