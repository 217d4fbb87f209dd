"""Asking people, once in the period that the notice declares, if the details by which they are reached are still right.

Nobody is asked unless a purpose declares it (`asks_if_right_every`); nobody whose address is not confirmed, whose data
are restricted, or who objected to that purpose. What is queued is asked about once more at the gate as it leaves.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from honour.mailroom.outbox import queue
from honour.outreach.models import AskedIfRight, StillRight
from honour.outreach.preferences.declared import Asks, asks_of
from honour.outreach.preferences.details import reaching
from honour.register.due.periods import subtract_period
from honour.register.errors import UnknownVersionError
from honour.register.languages import language_of, offered, written_in
from honour.register.models import Identifier, Record, Subject
from honour.register.versions import versions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from honour.register.versions import Versions

KIND = "outreach:still-right"
AT_ONCE = 200
"""As many people are asked in one turn, so that nothing else waits long."""


def asks_declared(at: dt.datetime) -> list[Asks]:
    """Give each purpose of the notice in use that has people asked; none where it declares none."""
    try:
        return asks_of(versions().current(at).notice)
    except UnknownVersionError:
        return []


def anybody_to_ask() -> bool:
    """Whether there is somebody whose details are old enough to ask about."""
    now = timezone.now()
    return any(_old(asks, now).exists() for asks in asks_declared(now))


def ask_if_right(at: dt.datetime) -> int:
    """Queue the question for those whose details are old; return how many. The rest are asked in the next turn."""
    asked = 0
    for asks in asks_declared(at):
        for record in _one_each(_old(asks, at).order_by("pk")[:AT_ONCE]):
            with transaction.atomic():
                asked += _ask(record, asks, at)
    return asked


def _ask(record: Record, asks: Asks, at: dt.datetime) -> int:
    """Note that a person is asked about a record, with the message: both or neither."""
    AskedIfRight.objects.update_or_create(record=record.pk, defaults={"at": at})
    collection = record.collection
    language = offered(language_of(collection.wording), at) if collection is not None else ""
    queue(
        KIND,
        at=at,
        person=record.subject.public_id,
        identifier=_confirmed(record.pk).latest("pk"),
        context={"purpose": asks.purpose, "record": record.pk, **written_in(language)},
        dedupe=f"still-right/{record.pk}/{at:%Y-%m-%d}",
    )
    return 1


def _one_each(records: QuerySet[Record]) -> Iterator[Record]:
    """Give one record for each person: the message leads to all of theirs."""
    seen: set[int] = set()
    for record in records:
        if record.subject_id not in seen:
            seen.add(record.subject_id)
            yield record


def _old(asks: Asks, at: dt.datetime) -> QuerySet[Record]:
    """Give the details that are older than the period, that nobody found right within it, and that may be asked about.

    A person who was asked about one record within the period is not asked about another.
    """
    known, since = versions(), subtract_period(at, asks.period)
    numbers = [known.clauses.number("categories", short) for short in reaching(known.current(at).notice)]
    theirs = Record.objects.filter(subject=OuterRef(OuterRef("subject")))
    rows = Record.objects.filter(
        category__in=numbers,
        superseded_by=None,
        collected_at__lte=since,
        subject__status=Subject.Status.LIVE,
        subject__restricted=False,
    )
    rows = rows.alias(objected=F("subject__objections").bitand(_bit(known, asks.purpose))).filter(objected=0)
    return rows.filter(
        Exists(_confirmed(OuterRef("pk"))),
        ~Exists(StillRight.objects.filter(record=OuterRef("pk"), at__gt=since)),
        ~Exists(AskedIfRight.objects.filter(record__in=theirs.values("pk"), at__gt=since)),
    ).select_related("subject", "collection__wording")


def _confirmed(record: OuterRef | int) -> QuerySet[Identifier]:
    """Give the addresses of a record that are known to be their person's own."""
    return Identifier.objects.filter(record=record, kind="email", verified_at__isnull=False)


def _bit(known: Versions, purpose: str) -> int:
    return known.clauses.bits("purposes", [purpose])
