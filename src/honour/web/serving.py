"""Serving a page to the house itself: through every middleware, as a visitor would get it, without a socket."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase


def served(path: str) -> HttpResponseBase:
    """Give the answer to GET of a path of this site, as it is served now to somebody without cookies."""
    return _handler().get_response(
        WSGIRequest(
            {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": path.encode().decode("latin-1"),  # as WSGI passes bytes (PEP 3333)
                "QUERY_STRING": "",
                "SERVER_NAME": "localhost",
                "SERVER_PORT": "80",
                "SERVER_PROTOCOL": "HTTP/1.1",
                "REMOTE_ADDR": "127.0.0.1",
                "wsgi.url_scheme": "http",
                "wsgi.input": BytesIO(),
            }
        )
    )


@cache
def _handler() -> WSGIHandler:
    """Load the middlewares, once for each process."""
    return WSGIHandler()
