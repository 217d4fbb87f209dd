"""The interface: its version, its authentication, and how it says that something is wrong."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from honour.api import decisions, matters, notice, people, preferences, receipts, selections
from honour.api.access import BearerToken, TooOftenError
from honour.dealings.matters.errors import MatterRefusedError
from honour.gate.strictly import KeyTwiceError, in_words, read_json
from honour.register.errors import UnknownPersonError, UnknownVersionError
from honour.register.unavailable import UNAVAILABLE

_log = logging.getLogger(__name__)


_BRANCHES = ("QuestionAsked", "list[")
"""How a step of an error's path begins that says only whether a question or a list of them was tried."""


class _Strictly(Parser):
    """Reads a body that holds each key once."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Read the body. Errors: ``ValueError``, out of which ninja makes an ``HttpError`` of 400."""
        return read_json(request.body)


api = NinjaAPI(
    title="Honour",
    version="1",
    urls_namespace="api",
    auth=BearerToken(),
    docs_url=None,
    openapi_url="/openapi.json",
    parser=_Strictly(),
)
for _part in (decisions, selections, people, preferences, matters, notice, receipts):
    api.add_router("", _part.router)


@api.exception_handler(AuthenticationError)
def unknown_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001 - as above
    """Answer that the token opens nothing, without saying whether it ever did."""
    words = "This token is unknown, has expired or was revoked. Ask the privacy lead for a new one."
    answer = _refuse(request, 401, words)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(TooOftenError)
def too_often(request: HttpRequest, error: TooOftenError) -> HttpResponse:
    """Answer that a token has asked as often as it may, and when it may again."""
    answer = _refuse(request, 429, str(error))
    answer["Retry-After"] = str(error.wait)
    return answer


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name the part that is wrong, by its place in the list and its field; values are never repeated.

    One question and a list of them are both tried; the error that lies deepest belongs to the one that was meant, and
    a list that is too long was meant as a list.
    """
    deepest = max(error.errors, key=lambda each: (len(each["loc"]), each["type"] == "too_long"))
    words = in_words(deepest["type"], deepest["msg"], deepest.get("ctx", {}))
    return _refuse(request, 422, _sentence(words), _field(deepest["loc"]))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].removesuffix('.')}."


def _field(place: Sequence[int | str]) -> str:
    """Give the field that an error's path leads to, less the steps that are this interface's own."""
    steps = list(place[2:] if place[0] == "body" else place[1:])
    if steps and str(steps[0]).startswith(_BRANCHES):
        steps = steps[1:]
    return ".".join(str(step) for step in steps)


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    """Answer that a request is too long to be read."""
    most = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1024
    return _refuse(request, 413, f"A request holds at most {most} KiB. Ask in shorter lists.")


@api.exception_handler(HttpError)
def not_json(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer that a body is no JSON, or has a key twice."""
    if error.status_code != HTTPStatus.BAD_REQUEST:
        return _refuse(request, error.status_code, str(error))
    twice = isinstance(error.__cause__, KeyTwiceError)
    return _refuse(request, 422, _sentence(str(error.__cause__)) if twice else "This is not JSON.")


def _refuse(request: HttpRequest, status: int, words: str, field: str = "") -> HttpResponse:
    return api.create_response(request, {"error": words, "field": field}, status=status)


def not_now(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """Answer that it may pass: a busy database, a full disk, a key that is being put back."""
    _log.error("The interface cannot answer: %s", type(error).__name__)
    said = {"error": "This cannot be answered just now, and nothing was stored. Ask again in a minute."}
    answer = api.create_response(request, said, status=503)
    answer["Retry-After"] = "60"
    return answer


for _error in UNAVAILABLE:
    api.add_exception_handler(_error, not_now)


@api.exception_handler(UnknownPersonError)
def nobody(request: HttpRequest, error: UnknownPersonError) -> HttpResponse:
    """Answer that nobody is here under an id."""
    return _refuse(request, 404, str(error))


@api.exception_handler(MatterRefusedError)
def no_such_day(request: HttpRequest, error: MatterRefusedError) -> HttpResponse:
    """Answer that a matter cannot be so, or that another has its number."""
    return _refuse(request, 409 if error.taken else 422, str(error))


@api.exception_handler(UnknownVersionError)
def no_notice(request: HttpRequest, error: UnknownVersionError) -> HttpResponse:
    """Answer that nothing is decided while no notice is published."""
    return _refuse(request, 503, str(error))


urlpatterns = [path("v1/", api.urls)]
