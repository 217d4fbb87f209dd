"""The details by which a person is reached: shown to them, said to be right, or put right."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.gate.question import Actor
from honour.outreach.models import StillRight
from honour.outreach.preferences.declared import stale_since
from honour.register.errors import UnknownRecordError
from honour.register.keeping import Kept, correct
from honour.register.models import Record
from honour.register.people import lock_person
from honour.register.reading import read

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from honour.notice.model import Notice

declare("record:confirmed", "A person looked at their details and said that they are right.")

PURPOSE = "honour-rights"
_ACTOR = Actor("preferences", "service", {PURPOSE: frozenset({"use"})})
_REACHES = frozenset({"email", "telephone", "postal-address"})


@dataclass(frozen=True, slots=True)
class Details:
    """One record of details: its fields by label, since when they stand, and whether they should be asked about."""

    record: int
    category: str
    name: str
    values: Mapping[str, str] = field(repr=False)
    labelled: tuple[tuple[str, str], ...] = field(repr=False)
    told: dt.datetime
    confirmed: dt.datetime | None
    stale: bool


def reaching(notice: Notice) -> frozenset[str]:
    """Give the categories of a notice in which people say how they are reached."""
    return frozenset(
        short
        for short, category in notice.categories.items()
        if any(each.type in _REACHES for each in category.fields.values())
    )


def details_of(person: str, notice: Notice, at: dt.datetime) -> list[Details]:
    """Give the details by which a person is reached, newest first. The look is on the ledger, as every use is."""
    reading = read(_ACTOR, person, PURPOSE, at, categories=reaching(notice))
    said = dict(StillRight.objects.filter(record__in=[row.id for row in reading.records]).values_list("record", "at"))
    since = stale_since(notice, at)
    found = []
    for row in sorted(reading.records, key=lambda row: (row.collected_at, row.id), reverse=True):
        fields = notice.categories[row.category].fields
        values = {short: str(value) for short, value in row.value.items()}
        labelled = tuple((fields[short].name if short in fields else short, value) for short, value in values.items())
        last = max(row.collected_at, said.get(row.id, row.collected_at))
        name = notice.categories[row.category].name
        stale = since is not None and last <= since
        found.append(Details(row.id, row.category, name, values, labelled, row.collected_at, said.get(row.id), stale))
    return found


def say_right(person: str, record: int, at: dt.datetime) -> None:
    """Record that a person found a record right.

    Errors: ``UnknownPersonError``; ``UnknownRecordError`` when it is not theirs, or was replaced.
    """
    with transaction.atomic():
        subject = lock_person(person)
        if not Record.objects.filter(pk=record, subject=subject, superseded_by=None).exists():
            raise UnknownRecordError("These details were replaced or deleted since you opened the page.")
        entry = entries.append("record:confirmed", {"record": record, "how": "preferences"}, subject=subject.pk, at=at)
        StillRight.objects.update_or_create(record=record, defaults={"at": at, "entry": entry})


def put_right(person: str, record: int, values: Mapping[str, str], at: dt.datetime) -> Kept:
    """Replace details by those that are right; the old ones stay superseded, with where they came from.

    Errors: those of ``register.keeping.correct``.
    """
    with transaction.atomic():
        kept = correct(_ACTOR, person, record, values, at=at, how="preferences")
        note_put_right(kept, at)
    return kept


def note_put_right(kept: Kept, at: dt.datetime) -> None:
    """Note that what has just been put right is right: nobody is asked about it yet. Call it with the change."""
    for record in kept.records.values():
        StillRight.objects.update_or_create(record=record, defaults={"at": at, "entry": kept.entry})
