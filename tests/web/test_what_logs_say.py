"""Logs name pages and failures; no value of anybody, and no link that opens something."""

from __future__ import annotations

import logging
import logging.config

import pytest
from django.conf import settings as configured
from django.test import Client

from honour.register.errors import UnknownPersonError
from honour.register.overview import overview

SECRET = "zephyrine.quillfeather@birdhouse.example"


@pytest.fixture
def written(monkeypatch):
    """What the installation's own logging writes, line by line."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    given = configured.LOGGING["formatters"]["plain"]
    handler = Kept()
    handler.setFormatter(logging.config.DictConfigurator(configured.LOGGING).configure_formatter(dict(given)))
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def test_a_link_that_is_refused_stands_in_the_log_by_its_pattern(client, fellside, written):
    for address in ("/u/a-token-that-opens", "/preferences/a-token-that-opens", "/receipt/a-token-that-opens"):
        assert client.get(address).status_code == 404
    text = "\n".join(written)
    assert "Not Found: /u/<str:token>" in text
    assert "Not Found: /receipt/<str:token>" in text
    assert "a-token-that-opens" not in text


def test_what_somebody_typed_as_an_address_is_not_repeated(client, fellside, written):
    client.get(f"/people/{SECRET}")
    client.get(f"/{SECRET}/")
    client.get(f"/zoë-{SECRET}")
    client.get(f"/u/zoë-{SECRET}")
    assert len(written) == 4
    assert SECRET not in "\n".join(written)


class ShoutingError(Exception):
    """A failure of somebody else's library that repeats what it failed on."""


def mailbox():
    raise ValueError(f"no such mailbox: {SECRET}")


def test_a_failure_says_where_and_of_what_kind_and_not_on_what(fellside, written, monkeypatch):
    def fail(*_):
        try:
            mailbox()
        except ValueError as first:
            raise ShoutingError(f"while writing {SECRET}") from first

    monkeypatch.setattr("honour.web.site.home.current", fail)
    came = Client(raise_request_exception=False).get("/")
    assert came.status_code == 500
    text = "\n".join(written)
    assert "Shouting" in text
    assert "builtins.ValueError" in text
    assert "home.py" in text
    assert SECRET not in text


def test_our_own_failures_say_what_to_do(fellside, written):
    try:
        overview("nobody-of-this-id")
    except UnknownPersonError:
        logging.getLogger("honour.test").exception("It failed.")
    assert "UnknownPersonError: Nobody is here under this id" in written[0]


@pytest.mark.parametrize("page", ["/console/sign-in", "/get-in-touch"])
def test_what_is_too_large_is_refused_in_a_line_and_without_a_traceback(fellside, written, page):
    came = Client().post(page, {"message": "x" * 1_100_000})
    assert came.status_code == 413
    text = "\n".join(written)
    assert "Request body exceeded" in text
    assert "Traceback" not in text
    assert "File " not in text
