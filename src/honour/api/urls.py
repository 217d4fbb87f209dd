"""The interface: its version, its authentication, and how it says that something is wrong."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer

from honour.api.decisions import router
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


api = NinjaAPI(
    title="Honour", version="1", urls_namespace="api", auth=BearerToken(), docs_url=None, openapi_url="/openapi.json"
)
api.add_router("", router)


@api.exception_handler(AuthenticationError)
def unknown_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001 - as above
    """Answer that the token opens nothing, without saying whether it ever did."""
    said = {"error": "This token is unknown, has expired or was revoked. Ask the privacy lead for a new one."}
    answer = api.create_response(request, said, status=401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name the first part of a question that is wrong; values are never repeated."""
    first = error.errors[0]
    field = ".".join(str(part) for part in first["loc"] if part not in {"body", "asked", "QuestionAsked"})
    return api.create_response(request, {"error": f"{first['msg']}.", "field": field}, status=422)


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
    return api.create_response(request, {"error": str(error)}, status=503)


urlpatterns = [path("v1/", api.urls)]
