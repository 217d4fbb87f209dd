"""`POST /api/v1/people/find`: the opaque ids by which the rest of the interface, and webhooks, name people."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from ninja import Router, Schema
from pydantic import ConfigDict, Field, StringConstraints

from honour.api.access import Asking, Refusal, actor_asking, scoped
from honour.register.finding import find_people

router = Router(tags=["people"])
MOST = 100
Known = Annotated[str, StringConstraints(min_length=1, max_length=320, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Looked(Schema):
    """What people are known by. It is sent in the body, so that no address of a page or line of a log holds it."""

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9.-]{0,128}$")] = Field(
        "email", description="`email`, `telephone`, or `category.field` of the notice for another identifier."
    )
    values: Annotated[list[Known], Field(min_length=1, max_length=MOST)]


class FoundHere(Schema):
    """For each value, in order, the ids of those who are known by it: none, one, or several who share it."""

    people: list[list[str]]


@router.post(
    "/people/find",
    **scoped("people"),
    response={200: FoundHere, 401: Refusal, 403: Refusal, 413: Refusal, 422: Refusal, 429: Refusal, 503: Refusal},
    summary="Find people by what they are known by",
)
def find(request: Asking, looked: Looked) -> Any:
    """Find up to a hundred people. Each search is on the ledger, by which token and for how many; no value is."""
    actor, now = actor_asking(request), timezone.now()
    return {"people": [list(find_people(looked.kind, each, actor=actor, at=now).people) for each in looked.values]}
