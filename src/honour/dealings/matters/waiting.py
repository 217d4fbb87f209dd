"""Whose data wait for a matter: of people who are tied to it, or records for which nothing else was recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from pyroaring import BitMap

from honour.dealings.matters.errors import MatterRefusedError
from honour.dealings.matters.kinds import SAID, Kind
from honour.dealings.models import Company, Matter
from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.register.due.moving import move_due
from honour.register.due.scope import of_trigger
from honour.register.due.triggers import open_trigger, tie, untie
from honour.register.due.unfed import tie_unfed
from honour.register.errors import UnknownRecordError
from honour.register.hidden import visible_people
from honour.register.models import Record, Subject, Trigger, TriggerTie
from honour.register.older import older_versions
from honour.register.people import lock_person

declare("matter:involved", "Data of people wait for a project, a case or the like.")
declare("matter:released", "Data of a person do not wait for a project, a case or the like any more.")

OWNER = "dealings.services"
"""Under which the register knows matters."""


def involve(
    matter: Matter, people: Iterable[str], *, by: str, at: dt.datetime, record: int = TriggerTie.EVERYTHING
) -> int:
    """Let people's data wait for a matter; returns how many people are new to it.

    Arguments: ``people``, their opaque ids; ``record``, where one record of one person's does only.
    Errors: ``UnknownPersonError``, ``UnknownRecordError``; then nobody was tied.
    """
    with transaction.atomic():
        rows: list[Subject] = [lock_person(person) for person in dict.fromkeys(people)]
        if record and not Record.objects.filter(pk=record, subject__in=rows).exists():
            raise UnknownRecordError("This person has no such record: it was erased, or the number is mistyped.")
        trigger = trigger_of(matter)
        known = set(trigger.ties.filter(record=record, subject__in=rows).values_list("subject_id", flat=True))
        new = [row for row in rows if row.pk not in known]
        if new:
            for each in older_versions([record]) if record else [record]:  # which go before it
                tie(trigger, new, at, record=each)
            _told(matter, BitMap(row.pk for row in new), by, at)
    return len(new)


def let_wait(matter: Matter, since: dt.datetime, until: dt.datetime, *, by: str, now: dt.datetime) -> int:
    """Let every record wait for a matter that was collected within a time, and waits for what nobody has recorded.

    Returns how many records those are. Each waits by itself: what else is held of its person is not touched.
    """
    with transaction.atomic():
        trigger = trigger_of(matter)
        people, records = BitMap(), 0
        for name in SAID[Kind(matter.kind)].triggers:
            tied, found = tie_unfed(trigger.pk, name, since, until, now)
            people, records = people | found, records + tied
        if records:
            move_due(of_trigger(trigger.pk), now)
            _told(matter, people, by, now)
    return records


def release(matter: Matter, person: str, *, by: str, at: dt.datetime) -> None:
    """Let a person's data wait for a matter no longer: they were tied to it by mistake.

    Errors: ``UnknownPersonError``; ``MatterRefusedError`` when they were not.
    """
    with transaction.atomic():
        row = lock_person(person)
        trigger = trigger_of(matter)
        if not trigger.ties.filter(subject=row).exists():
            raise MatterRefusedError("They are not tied to it.")
        untie(trigger, [row], at)
        entries.append("matter:released", {"matter": matter.pk, "by": by}, subject=row.pk, at=at)


def join_open(company: Company, person: str, *, by: str, at: dt.datetime) -> None:
    """Let the data of somebody who is tied to a company wait for whatever is open for it."""
    for matter in Matter.objects.filter(company=company, ended_at=None).order_by("pk"):
        involve(matter, [person], by=by, at=at)


def trigger_of(matter: Matter) -> Trigger:
    """Give what the register knows of a matter."""
    return open_trigger(OWNER, str(matter.pk), SAID[Kind(matter.kind)].triggers, matter.ended_at)


def waiting_people(matter: Matter) -> QuerySet[Subject]:
    """Give the people whose data wait for a matter, without those of whom only a sealed hold keeps anything."""
    ties = TriggerTie.objects.filter(trigger__owner=OWNER, trigger__reference=str(matter.pk))
    return visible_people(timezone.now()).filter(pk__in=ties.values("subject_id")).order_by("pk")


def matters_of(subject: int) -> QuerySet[Matter]:
    """Give the matters that a person's data wait for, by their row; those that are open first."""
    numbers = Trigger.objects.filter(owner=OWNER, ties__subject_id=subject).values_list("reference", flat=True)
    return Matter.objects.filter(pk__in=[int(number) for number in numbers]).order_by(
        F("ended_at").asc(nulls_first=True), "pk"
    )


def _told(matter: Matter, people: BitMap, by: str, at: dt.datetime) -> None:
    said = {"matter": matter.pk, "people": len(people), "by": by}
    entries.append("matter:involved", said, subjects=people, at=at)
