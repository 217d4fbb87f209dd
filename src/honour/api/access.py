"""Who may ask what: the token in the ``Authorization`` header, its scopes, and how a refusal reads."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer

from honour.gate.question import Actor
from honour.systems.tokens import SCOPES, Holder, holder_of


class Refusal(Schema):
    """Why a request was not answered; ``field`` names the part that is wrong."""

    error: str
    field: str = ""


class TooOftenError(Exception):
    """A token asked more often than it may in a minute.

    Arguments: ``wait``, seconds until it may ask again.
    """

    def __init__(self, wait: int) -> None:
        super().__init__(f"This token has asked as often as it may in a minute. Ask again in {wait} seconds.")
        self.wait = wait


class Asking(HttpRequest):
    """A request whose token was held against what it asks."""

    auth: Holder


class BearerToken(HttpBearer):
    """The token of a service, in the ``Authorization`` header.

    Arguments: ``scope``, what the token has to open besides the gate; none where the gate decides.
    """

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Holder | None:  # noqa: ARG002 - ninja's signature
        """Give the service that the token stands for.

        Errors: ``TooOftenError``; ``HttpError`` 403 when the token lacks the scope.
        """
        holder = holder_of(token, timezone.now())
        if holder is not None and holder.wait:
            raise TooOftenError(holder.wait)
        if holder is not None and self.scope and self.scope not in holder.scopes:
            raise HttpError(
                403, f"This token may not {SCOPES[self.scope]}. Ask the privacy lead for one with --scope {self.scope}."
            )
        return holder


_RETRY_AFTER = {"Retry-After": {"description": "Seconds until it may ask again.", "schema": {"type": "integer"}}}
COUNTED: dict[str, Any] = {"responses": {429: {"headers": _RETRY_AFTER}}}
"""What the description says of an operation that a token opens: how an answer tells when to ask again."""


def scoped(scope: str) -> dict[str, Any]:
    """Give what an operation declares whose token has to have a scope; the description names the scope too."""
    return {"auth": BearerToken(scope), "openapi_extra": {"x-scope": scope, **COUNTED}}


def actor_asking(request: HttpRequest) -> Actor:
    """Give the service that asks."""
    return cast("Asking", request).auth.actor
