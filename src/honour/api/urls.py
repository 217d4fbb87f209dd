"""The interface: its version, its authentication, and how it says that something is wrong."""

from __future__ import annotations

import logging
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from honour.api.decisions import router
from honour.api.receipts import router as receipts
from honour.api.tokens import actor_of
from honour.gate.question import Actor
from honour.register.errors import UnknownVersionError
from honour.register.unavailable import UNAVAILABLE

_log = logging.getLogger(__name__)


class BearerToken(HttpBearer):
    """The token of a service, in the ``Authorization`` header."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:  # noqa: ARG002 - ninja's signature
        """Give the service that the token stands for."""
        return actor_of(token, timezone.now())


_BRANCH = 3
"""How much of an error's path says only that it lies in the body, and whether a question or a list was tried."""

_NO_OBJECT = {"model_type", "model_attributes_type", "dict_type"}

api = NinjaAPI(
    title="Honour", version="1", urls_namespace="api", auth=BearerToken(), docs_url=None, openapi_url="/openapi.json"
)
api.add_router("", router)
api.add_router("", receipts)


@api.exception_handler(AuthenticationError)
def unknown_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001 - as above
    """Answer that the token opens nothing, without saying whether it ever did."""
    words = "This token is unknown, has expired or was revoked. Ask the privacy lead for a new one."
    answer = _refuse(request, 401, words)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name the part of a question that is wrong, by its place in the list and its field; values are never repeated.

    One question and a list of them are both tried; the error that lies deepest belongs to the one that was meant.
    """
    deepest = max(error.errors, key=lambda each: len(each["loc"]))
    words = "A question is a JSON object." if deepest["type"] in _NO_OBJECT else deepest["msg"]
    field = ".".join(str(part) for part in deepest["loc"][_BRANCH:])
    return _refuse(request, 422, f"{words.removesuffix('.')}.", field)


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    """Answer that a request is too long to be read."""
    most = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1024
    return _refuse(request, 413, f"A request holds at most {most} KiB. Ask in shorter lists.")


@api.exception_handler(HttpError)
def not_json(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer that a body is no JSON."""
    if error.status_code != HTTPStatus.BAD_REQUEST:
        return _refuse(request, error.status_code, str(error))
    return _refuse(request, 422, "This is not JSON. Send one question as an object, or a list of them.")


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


@api.exception_handler(UnknownVersionError)
def no_notice(request: HttpRequest, error: UnknownVersionError) -> HttpResponse:
    """Answer that nothing is decided while no notice is published."""
    return _refuse(request, 503, str(error))


urlpatterns = [path("v1/", api.urls)]
