"""Telling the register of events that periods run from; the dates of everybody who waits for one follow at once.

running = open_trigger("dealings.services", str(service.pk), ["service-ended"])
tie(running, people)
move_trigger("dealings.services", str(service.pk), ended_at, now)
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from honour.evidence import entries
from honour.evidence.prepared import run_counted
from honour.register.due.events import trigger_bit
from honour.register.due.moving import move_due, waits_for
from honour.register.due.scope import of_person, of_trigger
from honour.register.fetching import change, changing, fetch
from honour.register.models import Subject, Trigger, TriggerTie
from honour.register.versions import Versions

FEW = 100
"""People whose numbers are written out in a query; more are found by their tie."""


def open_trigger(owner: str, reference: str, names: Iterable[str], at: datetime | None = None) -> Trigger:
    """Make known something that periods run from; asked again, give what is known.

    Arguments: ``owner``, the app, and ``reference``, its own id of the thing, which says nothing of anybody; ``names``,
    the notice's triggers that it stands for; ``at``, when it happened, ``None`` while it runs.
    """
    kinds = sum(trigger_bit(name) for name in set(names))
    made, _ = Trigger.objects.get_or_create(owner=owner, reference=reference, defaults={"kinds": kinds, "at": at})
    return made


def tie(trigger: Trigger, people: Iterable[Subject], now: datetime, *, record: int = TriggerTie.EVERYTHING) -> None:
    """Let people's data wait for a trigger, and move their dates.

    Arguments: ``record``, where only one record of theirs does.
    """
    with transaction.atomic():
        rows = [TriggerTie(trigger=trigger, subject=person, record=record) for person in people]
        TriggerTie.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
        move_due(of_person(*(row.subject_id for row in rows)) if len(rows) < FEW else of_trigger(trigger.pk), now)


def untie(trigger: Trigger, people: Iterable[Subject], now: datetime) -> None:
    """Let people's data wait for a trigger no longer: they were tied to it by mistake."""
    with transaction.atomic():
        for person in people:
            TriggerTie.objects.filter(trigger=trigger, subject=person).delete()
            move_due(of_person(person.pk), now)


def move_trigger(owner: str, reference: str, at: datetime | None, now: datetime) -> int:
    """Say when something happened, or that it still runs; the dates of everybody tied to it follow.

    Returns how many records moved. Nothing that a sweep has taken comes back.
    Errors: ``Trigger.DoesNotExist`` for what was never made known.
    """
    with transaction.atomic(savepoint=False):
        found = fetch(Trigger, "owner = %s AND reference = %s", (owner, reference), lock=True)
        if found:
            return _move(found[0], at, now)
    raise Trigger.DoesNotExist(f"{owner} never made {reference} known.")


def _move(trigger: Trigger, at: datetime | None, now: datetime) -> int:
    if trigger.at == at:
        return 0
    change(Trigger, {"at": at}, "id = %s", (trigger.pk,))
    moved = move_due(of_trigger(trigger.pk), now)
    said = {"trigger": trigger.pk, "owner": trigger.owner, "happened": at.isoformat() if at else "", "records": moved}
    entries.append("retention:moved", said, at=now)
    return moved


def contacted(person: Subject, at: datetime, known: Versions) -> None:
    """Say that a person was in touch with us; what they told us is kept from this day. Call it in a transaction.

    Only what comes from the person counts: that we write to somebody keeps nothing.
    Arguments: ``known``, the published versions.
    """
    for beside in contacting(person, at, known):
        run_counted(*beside)


def contacting(person: Subject, at: datetime, known: Versions) -> list[entries.Beside]:
    """Say so as ``contacted`` does; gives what is left to be written beside an entry.

    Where periods run from it, it is written at once, and the dates of what is held move.
    """
    if person.last_contact is not None and person.last_contact >= at:
        return []
    person.last_contact = at
    written = changing(Subject, {"last_contact": at}, "id = %s", (person.pk,))
    if not waits_for(("last-contact",), known):
        return [written]
    run_counted(*written)
    move_due(of_person(person.pk), at)
    return []
