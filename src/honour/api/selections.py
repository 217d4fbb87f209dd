"""`POST /api/v1/selections`: everybody whose data a purpose may use, for a system that works through many."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from ninja import Router
from ninja.errors import HttpError

from honour.api.access import COUNTED, Asking, BearerToken, Refusal, actor_asking
from honour.gate.wire import Asked
from honour.register.selecting import Selection, select

router = Router(tags=["selections"])
LINES = "application/x-ndjson"
_DESCRIBED = {
    "x-scope": "selections",
    "responses": {
        **COUNTED["responses"],
        200: {
            "description": "One JSON object a line: what was selected, each record, the end.",
            "content": {LINES: {"schema": {"type": "string"}}},
        },
    },
}


class Selecting(Asked):
    """What is to be done with the data of everybody with whom it may be."""


@router.post(
    "/selections",
    auth=BearerToken("selections"),
    response={401: Refusal, 403: Refusal, 413: Refusal, 422: Refusal, 429: Refusal, 503: Refusal},
    openapi_extra=_DESCRIBED,
    summary="Everybody with whom it may happen, and their data for it",
)
def take(request: Asking, wanted: Selecting) -> Any:
    """Give the records that the purpose may use, of everybody, a line each; one entry of the ledger names them all.

    The first line says how many they are and what has to be done along with it. Each record is decided once more as
    its line is written, so that who stops meanwhile is left out. The last line is `{"end": true}`, with the records
    that could not be opened: an answer without it was cut short. Take it anew each time; it is about now.
    """
    actor = actor_asking(request)
    if wanted.action not in actor.grants.get(wanted.purpose, ()):
        raise HttpError(
            403, f"This token was not granted to {wanted.action} for {wanted.purpose}. Ask the privacy lead for one."
        )
    selection = select(
        actor,
        wanted.purpose,
        timezone.now(),
        action=wanted.action,
        categories=wanted.categories,
        recipient=wanted.recipient,
        channel=wanted.channel,
        grounds=wanted.grounds,
        topic=wanted.topic,
    )
    return StreamingHttpResponse(_lines(selection), content_type=LINES)


def _lines(selection: Selection) -> Iterator[str]:
    yield _line(
        purpose=selection.purpose,
        people=selection.people,
        records=selection.records,
        obligations=list(selection.obligations),
        entry=selection.entry,
    )
    for person, record in selection.values():
        yield _line(
            person=person,
            record=str(record.id),
            category=record.category,
            value=dict(record.value),
            source=record.source,
            version=record.version,
            collected_at=record.collected_at.isoformat(),
            due_at=record.due_at and record.due_at.isoformat(),
            observed=record.observed,
        )
    yield _line(end=True, unreadable=[str(record) for record in selection.unreadable])


def _line(**said: Any) -> str:
    return json.dumps(said, ensure_ascii=False) + "\n"
