"""What holds for every answer of the interface, whoever made it: a fault is said as JSON, and no cache keeps anything.

HEAD is answered where GET is (RFC 9110 section 9.3.2).

Whoever reads the answer is a program: a page that says there is no such address would tell it nothing.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

_BELOW = "/api/"
_WORDS: dict[int, str] = {
    HTTPStatus.BAD_REQUEST: "This request makes no sense.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address. /api/v1/openapi.json says what there is.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address is asked by another method; the header Allow says by which.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something on our side went wrong. It was stored whole or not at all.",
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "This cannot be answered just now, and nothing was stored. Ask again in a minute."
    ),
}


class AnsweredToPrograms:
    """Middleware: turns a page that says what went wrong with a request to the interface into a ``Refusal``.

    What is answered is about now and for whoever asked, so no cache is to keep it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        if not request.path_info.startswith(_BELOW):
            return self.get_response(request)
        response = self._answer_as_to_get(request) if request.method == "HEAD" else self.get_response(request)
        if "GET" in response.get("Allow", ""):
            response["Allow"] += ", HEAD"
        words = _WORDS.get(response.status_code)
        if words is not None and not response.get("Content-Type", "").startswith("application/json"):
            response.content = json.dumps({"error": words, "field": ""}).encode()
            response["Content-Type"] = "application/json"
            response["Content-Length"] = str(len(response.content))
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _answer_as_to_get(self, request: HttpRequest) -> HttpResponse:
        """Let GET's answer be made; whoever serves it sends its headers alone."""
        request.method = "GET"
        try:
            return self.get_response(request)
        finally:
            request.method = "HEAD"
