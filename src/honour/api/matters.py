"""Matters, for the systems that know when things end: the helpdesk, the project list, the ledger of invoices.

What they say moves the dates of data at once, as when staff say it in the console.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Annotated, Any

from django.db import transaction
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import BeforeValidator, ConfigDict, Field, StrictBool, StringConstraints

from honour.api.access import Asking, Refusal, actor_asking, scoped
from honour.dealings.matters import act_unless, end_matter, involve, reopen_matter, start_matter, waiting_people
from honour.dealings.matters.kinds import Kind, first_moment, last_moment
from honour.dealings.matters.waiting import trigger_of
from honour.dealings.models import Company, Matter
from honour.register.due.moving import count_due
from honour.register.due.scope import of_trigger
from honour.register.errors import UnknownRecordError

router = Router(tags=["matters"])
MOST = 1_000
_LARGEST = 2**63 - 1
_UNSEEN = r"\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
"""What is not printed, and what makes its neighbours read in another order: colleagues go by these words."""
_PLAIN = rf"^[^{_UNSEEN}]+$"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _written(given: Any) -> Any:
    """Refuse what pydantic would take for a count of seconds since 1970: a nought would let everything go at once."""
    try:
        return dt.date.fromisoformat(given if _DAY.fullmatch(given) else "")
    except (TypeError, ValueError):
        raise ValueError("write a day as year, month, day, such as 2026-12-01") from None


Day = Annotated[dt.date, BeforeValidator(_written)]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=_PLAIN)]
Person = Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{20}$")]
Number = Annotated[int, Path(ge=1, le=_LARGEST, description="The matter's number here.")]
_ANSWERS = {401: Refusal, 403: Refusal, 404: Refusal, 422: Refusal, 429: Refusal, 503: Refusal}


class NewMatter(Schema):
    """Something that the notice's periods run from. Neither `reference` nor `what` may name anybody."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    reference: Reference = Field(description="Your own number of it; nothing else may have it.")
    what: Annotated[str, StringConstraints(max_length=120, pattern=rf"^[^{_UNSEEN}]*$")] = Field(
        "", description="A few words that colleagues know it by."
    )
    company: Annotated[str, StringConstraints(max_length=30, pattern=_PLAIN)] | None = Field(
        None, description="The registered number of the company it is for; whoever is tied to it waits too."
    )
    people: Annotated[list[Person], Field(max_length=MOST)] = Field(
        default_factory=list, description="Opaque ids of the people whose data wait for it."
    )
    began_on: Day | None = Field(None, description="Absent: today, or the day it ended, if that is earlier.")
    ended_on: Day | None = Field(None, description="Its end, its close, its date or its day, where known.")


class Ended(Schema):
    """On which day a matter ended, was closed, dated or held; it may lie ahead."""

    model_config = ConfigDict(extra="forbid")

    ended_on: Day
    only_look: StrictBool = Field(False, description="True: say what that would move and let go, and change nothing.")


class Waiting(Schema):
    """Whose data wait for a matter."""

    model_config = ConfigDict(extra="forbid")

    people: Annotated[list[Person], Field(min_length=1, max_length=MOST)]
    record: Annotated[int, Field(ge=1, le=_LARGEST)] | None = Field(
        None, description="The number of the only record that waits, where it is not everything; with one person."
    )


class MatterSaid(Schema):
    """A matter as it stands. ``past_their_date``: records that wait for it and go with the next sweep."""

    id: int
    kind: Kind
    reference: str
    what: str
    company: str | None = None
    began_on: dt.date
    ended_on: dt.date | None = None
    people: int
    past_their_date: int


class MatterMoved(MatterSaid):
    """A matter as it stands now, and what ending or reopening it did, or would do.

    `moved`: records whose date follows it. `going`: how many more the next sweep takes than without this.
    """

    moved: int
    going: int


@router.post(
    "/matters",
    **scoped("matters"),
    response={200: MatterSaid, 409: Refusal, 413: Refusal, **_ANSWERS},
    exclude_none=True,
    summary="Record a project, a service, an invoice, a case or the like",
)
def start(request: Asking, new: NewMatter) -> Any:
    """Record a matter, and let data wait for it. With its day given, their dates follow at once."""
    by, now = actor_asking(request).name, timezone.now()
    ended = last_moment(new.ended_on) if new.ended_on else None
    began = new.began_on or min(filter(None, (timezone.localdate(now), new.ended_on)))
    with transaction.atomic():
        matter = start_matter(
            new.kind,
            new.reference,
            what=new.what,
            company=_company(new.company) if new.company else None,
            started_at=first_moment(began),
            ended_at=ended,
            by=by,
            at=now,
        )
        if new.people:
            involve(matter, new.people, by=by, at=now)
    return _said(matter, now)


@router.get(
    "/matters",
    **scoped("matters"),
    response={200: MatterSaid, **_ANSWERS},
    exclude_none=True,
    summary="Find a matter by your own number of it",
)
def by_reference(request: Asking, reference: Annotated[Reference, Query(description="Your own number of it.")]) -> Any:  # noqa: ARG001 - ninja's signature
    """Give the matter that has a reference."""
    return _said(_found(reference=reference), timezone.now())


@router.get(
    "/matters/{matter}",
    **scoped("matters"),
    response={200: MatterSaid, **_ANSWERS},
    exclude_none=True,
    summary="A matter as it stands",
)
def one(request: Asking, matter: Number) -> Any:  # noqa: ARG001 - ninja's signature
    """Give a matter: whether it is over, and for how many people's data that counts."""
    return _said(_found(pk=matter), timezone.now())


@router.post(
    "/matters/{matter}/end",
    **scoped("matters"),
    response={200: MatterMoved, 413: Refusal, **_ANSWERS},
    exclude_none=True,
    summary="End a matter, or put its day right",
)
def end(request: Asking, matter: Number, said: Ended) -> Any:
    """End, close or date a matter; the dates of what waits for it follow at once. It can be sent again.

    With `only_look` nothing is changed: the answer says how many records would move, and how many would go.
    """
    now, by = timezone.now(), actor_asking(request).name
    row = _found(pk=matter)
    ended = last_moment(said.ended_on)
    return _moved(matter, lambda: end_matter(row.pk, ended_at=ended, by=by, now=now), now, only_look=said.only_look)


@router.post(
    "/matters/{matter}/reopen",
    **scoped("matters"),
    response={200: MatterMoved, **_ANSWERS},
    exclude_none=True,
    summary="Reopen a matter that was ended by mistake",
)
def reopen(request: Asking, matter: Number) -> Any:
    """Let a matter go on. What a sweep has deleted does not come back."""
    now, by = timezone.now(), actor_asking(request).name
    row = _found(pk=matter)
    return _moved(matter, lambda: reopen_matter(row.pk, by=by, now=now), now)


@router.post(
    "/matters/{matter}/people",
    **scoped("matters"),
    response={200: MatterSaid, 413: Refusal, **_ANSWERS},
    exclude_none=True,
    summary="Let people's data wait for a matter",
)
def wait(request: Asking, matter: Number, said: Waiting) -> Any:
    """Let the data of up to a thousand people wait for a matter, or one record of one person. All or nobody is tied."""
    now = timezone.now()
    row = _found(pk=matter)
    if said.record is not None and len(said.people) > 1:
        raise HttpError(422, "A record is one person's. Name that person alone.")
    try:
        involve(row, said.people, record=said.record or 0, by=actor_asking(request).name, at=now)
    except UnknownRecordError as gone:
        raise HttpError(404, str(gone)) from None
    return _said(row, now)


def _found(**by: Any) -> Matter:
    row = Matter.objects.select_related("company").filter(**by).first()
    if row is None:
        raise HttpError(404, "There is no such matter. Record it first, or look for it by your own number of it.")
    return row


def _moved(matter: int, act: Callable[[], int], now: dt.datetime, *, only_look: bool = False) -> dict[str, Any]:
    """Carry an act out, or only look what it would do; gives the matter as it stands then, and what the act did."""
    acted = act_unless(lambda _: only_look, act, now)
    return _said(_found(pk=matter), now) | {"moved": acted.done, "going": acted.going}


def _company(number: str) -> Company:
    row = Company.objects.filter(number=number.replace(" ", "").upper(), merged_into=None).first()
    if row is None:
        raise HttpError(422, "No company of this number is known here. Make it known in the console first.")
    return row


def _said(row: Matter, now: dt.datetime) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "reference": row.reference,
        "what": row.what,
        "company": (row.company.number or None) if row.company else None,
        "began_on": timezone.localdate(row.started_at),
        "ended_on": timezone.localdate(row.ended_at) if row.ended_at else None,
        "people": waiting_people(row).count(),
        "past_their_date": count_due(of_trigger(trigger_of(row).pk), now),
    }
