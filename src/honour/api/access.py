"""Who may ask what: the token in the ``Authorization`` header, its scopes, and how a refusal reads."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer

from honour.api.tokens import SCOPES, Holder, holder_of
from honour.gate.question import Actor


class Refusal(Schema):
    """Why a request was not answered; ``field`` names the part that is wrong."""

    error: str
    field: str = ""


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
        """Give the service that the token stands for. Errors: ``HttpError`` 403 when the token lacks the scope."""
        holder = holder_of(token, timezone.now())
        if holder is not None and self.scope and self.scope not in holder.scopes:
            raise HttpError(
                403, f"This token may not {SCOPES[self.scope]}. Ask the privacy lead for one with --scope {self.scope}."
            )
        return holder


def scoped(scope: str) -> dict[str, Any]:
    """Give what an operation declares whose token has to have a scope; the description names the scope too."""
    return {"auth": BearerToken(scope), "openapi_extra": {"x-scope": scope}}


def actor_asking(request: HttpRequest) -> Actor:
    """Give the service that asks."""
    return cast("Asking", request).auth.actor
