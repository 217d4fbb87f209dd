"""Serving a page to the house itself: through every middleware, as a visitor would get it, without a socket."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http.response import HttpResponseBase


def served(path: str, *, posted: Mapping[str, str] | None = None, no_tracking: bool = False) -> HttpResponseBase:
    """Give the answer to GET of a path of this site, as it is served now to somebody without cookies.

    Arguments: ``posted``, what is sent by POST instead, from a page of ours; ``no_tracking``, whether the browser says
    that it wants not to be tracked (Global Privacy Control).
    """
    body = urlencode(posted or {}).encode()
    return _handler().get_response(
        WSGIRequest(
            {
                "REQUEST_METHOD": "GET" if posted is None else "POST",
                "PATH_INFO": path.encode().decode("latin-1"),  # as WSGI passes bytes (PEP 3333)
                "QUERY_STRING": "",
                "SERVER_NAME": "localhost",
                "SERVER_PORT": "80",
                "SERVER_PROTOCOL": "HTTP/1.1",
                "REMOTE_ADDR": "127.0.0.1",
                "wsgi.url_scheme": "http",
                "CONTENT_TYPE": "application/x-www-form-urlencoded",
                "CONTENT_LENGTH": str(len(body)),
                "wsgi.input": BytesIO(body),
                **({"HTTP_SEC_GPC": "1"} if no_tracking else {}),
            }
        )
    )


@cache
def _handler() -> WSGIHandler:
    """Load the middlewares, once for each process."""
    return WSGIHandler()
