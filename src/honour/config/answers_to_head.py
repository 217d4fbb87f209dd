"""HEAD is answered by headers alone (RFC 9110 section 9.3.2): neither Django nor the server takes the body away.

Whoever reads the next answer on the same connection would read the body first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


def bodiless_to_head(application: WSGIApplication) -> WSGIApplication:
    """Give an application that answers as the one given does, and HEAD without the body."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = application(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return body
        if close := getattr(body, "close", None):
            close()
        return []

    return answer
